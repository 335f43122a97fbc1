import type { IDataObject } from 'n8n-workflow';

import { API_RESULT, EVENTS, isKnownTopic, isListedTopic } from '../../api/events';
import { hashOf } from '../../flow/hashOf';
import { field, isObject, textOf, without } from '../../api/json';
import { idInLocationHeader } from '../../api/location';
import { resultIn, type ApiResult } from '../../api/result';
import { simplifiedResult } from '../../api/simplify';
import { eventItem } from '../../api/transaction';
import { darajaIn, isDaraja } from './daraja';
import { keyById, timeOf, transactionKey } from '../payments/transactionIdentity';

/** A signed message, understood. */
export interface Delivery {
  /** The API's topic, or `api_result`. */
  topic: string;
  /** The same for every repetition of the message, and for whatever else tells of the same thing. */
  key: string;
  /** The till whose event it is, where the message says so. */
  till?: string;
  /** When it was paid, in milliseconds since 1970, for what a list of payments tells of, too. */
  paidAt?: number;
  /** Whether it has the shape of Safaricom's Daraja API. */
  isDaraja: boolean;
  /** One flat item, amounts as numbers. */
  simplified: IDataObject;
}

/**
 * Understands the body of a signed message: an event, a result for a callback URL, or an event in the
 * shape of Safaricom's Daraja API, which subscriptions can ask for. Whatever says which of them it is, is
 * taken with what is there: nothing that is signed is lost for an odd type of one of its fields.
 *
 * @param body the parsed JSON
 * @param topics those that are waited for, or were: whose events may come
 * @returns its parts; undefined for a body that doesn't say what it is
 * Source: API documentation, "Webhooks" and the results of each section; Daraja bodies as seen in production.
 */
export function deliveryIn(body: IDataObject, topics: string[]): Delivery | undefined {
  const { topic } = body;
  // The last is ours, for something else.
  if (isText(topic) && topic !== API_RESULT) return eventDelivery(body, asListed(topic.trim()));
  const result = resultIn(body);
  if (result) return resultDelivery(result);
  return isDaraja(body) ? darajaDelivery(body, topics) : undefined;
}

/** A topic of the list as it is written there: other letters are no reason to lose a payment. */
function asListed(topic: string): string {
  return EVENTS.find(({ value }) => value === topic.toLowerCase())?.value ?? topic;
}

/** A request has several results: as long as one says anything that another didn't, it is no repetition. */
function resultDelivery(result: ApiResult): Delivery {
  const attributes = without(result.attributes, '_links');
  return {
    topic: API_RESULT,
    key: `result ${result.id} ${hashOfJson({ ...result, attributes })}`,
    isDaraja: false,
    simplified: simplifiedResult(result),
  };
}

function eventDelivery(body: IDataObject, topic: string): Delivery {
  const { id, created_at = null, event, ...others } = without(body, 'topic', '_links');
  const eventId = textOf(id);
  const simplified = eventItem({
    id: eventId === '' ? null : id,
    topic,
    created_at,
    event,
    others,
    recovered: false,
  });
  const ownId = idInLocationHeader(field(body._links, 'resource'));
  // Only of the topics that are known it is known what their links are.
  const own = isKnownTopic(topic) && ownId !== undefined ? keyById(topic, ownId) : undefined;
  const known = own ?? (eventId === '' ? undefined : `event ${eventId}`);
  return deliveryOf(body, topic, textOf(simplified.till_number), simplified, known);
}

function darajaDelivery(body: IDataObject, topics: string[]): Delivery {
  const { topic, till, item } = darajaIn(body, topics);
  return { ...deliveryOf(body, topic, till, item), isDaraja: true };
}

/** @param otherKey by what it is recognised where it names no transaction */
function deliveryOf(
  body: IDataObject,
  topic: string,
  till: string,
  simplified: IDataObject,
  otherKey = `body ${hashOfJson(body)}`,
): Delivery {
  const transaction = transactionKey(simplified);
  const isListed = transaction !== undefined && isListedTopic(topic);
  return {
    topic,
    key: transaction ?? otherKey,
    ...(isListed ? { paidAt: timeOf(simplified) } : {}),
    till: till === '' ? undefined : till,
    isDaraja: false,
    simplified,
  };
}

/**
 * The same for the same JSON, in whatever order its fields come. Letters beyond ASCII don't count: they are
 * other ones when the same bytes are sent under another charset.
 */
function hashOfJson(body: object): string {
  const sorted = (_: string, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return hashOf(JSON.stringify(body, sorted).replace(/[^ -~]/g, ''));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
