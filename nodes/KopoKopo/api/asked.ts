import type { IDataObject } from 'n8n-workflow';

import { flatAmounts } from './flatFields';
import { isObject, without } from './json';
import type { Created } from './location';

/** What a result is the result of. */
export interface ResultOf {
  id: string;
  type: string;
  /** What was asked for, see {@link askedFor}; undefined where nobody knows it any more. */
  asked?: IDataObject;
}

/** What was created, and for what. */
export type CreatedFor = Created & ResultOf;

/**
 * What a create asks for, as its item says it: an answer that isn't a success leaves out the amount, or
 * whom it was for.
 *
 * @param body of the request
 * @returns the request's own fields, flat, amounts as numbers (KES); the destinations of send money as
 *   `recipients`
 */
export function askedFor(body: IDataObject): IDataObject {
  const { subscriber, destinations, ...fields } = without(body, ...OF_THE_REQUEST);
  const recipients =
    Array.isArray(destinations) && destinations.length > 0 ? { recipients: destinations } : {};
  return flatAmounts({ ...fields, ...(isObject(subscriber) ? subscriber : {}), ...recipients });
}

/** How it is asked for, rather than what. */
const OF_THE_REQUEST = ['_links', 'payment_channel'];
