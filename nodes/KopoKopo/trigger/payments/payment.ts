import type { IDataObject } from 'n8n-workflow';

import { isUnlistedType, topicOf } from '../../api/events';
import { field, isObject, plainName } from '../../api/json';
import { eventItem, resourceOf } from '../../api/transaction';
import { isTypeOfNoPayment, moneyBy } from '../../api/transactionStatus';
import type { Arrival } from '../../memory/deliveries';
import { likenessesOf, transactionKey, timeOf } from './transactionIdentity';

/** A payment of a list. */
export interface Payment extends Arrival {
  topic: string;
  paidAt: number;
  /** The body of the event that it could have had: without an id, since there is none. */
  body: IDataObject;
  /** The same simplified. */
  simplified: IDataObject;
  /** Whether its money may not be there, or not for long: then it is no payment that was missed. */
  isUndone: boolean;
}

/** A transaction of a list that may be a payment, but can't be read. */
export interface Unread {
  /** Undefined where its type says nothing. */
  topic?: string;
}

/**
 * Reads a transaction of a list.
 *
 * @param topics those that are waited for
 * @returns undefined for what is certainly no payment of such a list
 * Source: API documentation, "Polling", `transactions`; types and statuses as the API's SDKs show them.
 */
export function paymentIn(transaction: unknown, topics: string[]): Payment | Unread | undefined {
  const resource = resourceOf(transaction);
  const type = String(field(transaction, 'type'));
  if (isTypeOfNoPayment(type)) return undefined;
  const isFromTill = isObject(resource) && 'sending_till' in resource;
  const topic = topicOf(plainName(type), topics, isFromTill);
  const isUndone = moneyBy(field(resource, 'status')) !== 'there';
  if (topic === undefined) return isUndone || isUnlistedType(plainName(type)) ? undefined : {};
  const event = isObject(transaction) ? transaction : {};
  const simplified = eventItem({ id: null, topic, created_at: null, event, recovered: true });
  const [key, paidAt] = [transactionKey(simplified), timeOf(simplified)];
  if (key === undefined || paidAt === undefined) return isUndone ? undefined : { topic };
  const body = { topic, id: null, created_at: null, event, recovered: true };
  return { topic, key, paidAt, marks: likenessesOf(simplified), body, simplified, isUndone };
}
