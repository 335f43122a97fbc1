import type { IDataObject } from 'n8n-workflow';

import { property } from './errorChain';
import { field, isObject, readable } from './json';
import { now } from '../flow/clock';

export interface Answer {
  status: number;
  headers: IDataObject;
  body: unknown;
}

/** @param response n8n's, as it returns a full one */
export function answerIn(response: unknown): Answer {
  return {
    status: Number(field(response, 'statusCode')),
    headers: headersOf(response),
    body: readable(field(response, 'body')),
  };
}

/** @param response the HTTP library's, in an error; undefined where it is none */
export function answerInError(response: unknown): Answer | undefined {
  const status = Number(property(response, 'status'));
  if (!(status > 0)) return undefined;
  return { status, headers: headersOf(response), body: readable(property(response, 'data')) };
}

/** axios's headers object has a prototype of its own; lower-case names either way. */
function headersOf(response: unknown): IDataObject {
  const headers = property(response, 'headers');
  return isObject(headers) ? { ...headers } : {};
}

/** @returns `Retry-After` in milliseconds, which is seconds or a date; undefined where it isn't said */
export function retryAfterIn(headers: IDataObject): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(String(value));
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}
