import type { IDataObject } from 'n8n-workflow';

import { field, isNothing, isObject, single, textOf } from './json';

/** The parts of an answer: `{data: {id, type, attributes}}`. */
export interface ApiResult {
  /** '' where the answer doesn't say it. */
  id: string;
  /** '' where the answer doesn't say it: then nothing can be said of the outcome either. */
  type: string;
  attributes: IDataObject;
  /** What stands beside the attributes, or in their place: no result is known to have any. */
  others?: IDataObject;
}

/**
 * Reads the JSON that Get answers and that Kopo Kopo posts to a callback URL: they are the same. An odd
 * type of one part doesn't hide the others.
 *
 * @param body the parsed JSON
 * @param known what was asked for, where the answer itself doesn't say it
 * @returns its parts, or undefined when it isn't such a result
 * Source: API documentation, the result of each section.
 */
export function resultIn(
  body: unknown,
  known: { id?: string; type?: string } = {},
): ApiResult | undefined {
  const data = dataIn(body);
  if (!isObject(data)) return undefined;
  const { id, type, attributes, ...others } = data;
  const own = { id: textOf(id), type: typeof type === 'string' ? type.trim() : '' };
  const isResult = isObject(attributes) || (own.id !== '' && own.type !== '');
  if (!isResult) return undefined;
  return {
    id: own.id || (known.id ?? ''),
    type: own.type || (known.type ?? ''),
    attributes: isObject(attributes) ? attributes : {},
    others: isObject(attributes) || isNothing(attributes) ? others : { ...others, attributes },
  };
}

/** Without its envelope, too, as an official SDK has read it. */
function dataIn(body: unknown): unknown {
  const isBare = typeof field(body, 'type') === 'string' && isObject(field(body, 'attributes'));
  return single(field(body, 'data') ?? (isBare ? body : undefined));
}

/** @returns the type of a result without what differs between versions: `Reversals` is a `reversal` */
export function kindOfResult(type: string): string {
  return type
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/s$/, '');
}

/** @returns whether two ids name the same thing */
export function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
