import type { IDataObject } from 'n8n-workflow';

import { field, isObject } from '../../api/json';
import { eventItem } from '../../api/transaction';
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
  /** Whether it was taken back, or never came about: then it is no payment that was missed. */
  isUndone: boolean;
}

/** Of what has been taken back, or has never come about. */
const UNDONE = /revers|fail|cancel|void|declin/i;

/**
 * Reads a transaction of a list.
 *
 * @returns undefined for what no event of a payment would tell of
 * Source: API documentation, "Polling", `transactions`; types and statuses as the API's SDKs show them.
 */
export function paymentIn(transaction: unknown): Payment | undefined {
  const resource = field(transaction, 'resource');
  const topic = topicOf(String(field(transaction, 'type')), resource);
  if (topic === undefined) return undefined;
  const isUndone = UNDONE.test(String(field(resource, 'status')));
  const event = isObject(transaction) ? transaction : {};
  const simplified = eventItem({ id: null, topic, created_at: null, event, recovered: true });
  const [key, paidAt] = [transactionKey(simplified), timeOf(simplified)];
  if (key === undefined || paidAt === undefined) return undefined;
  const body = { topic, id: null, created_at: null, event, recovered: true };
  return { topic, key, paidAt, marks: likenessesOf(simplified), body, simplified, isUndone };
}

function topicOf(type: string, resource: unknown): string | undefined {
  if (UNDONE.test(type)) return undefined;
  if (/buy ?goods/i.test(type)) return 'buygoods_transaction_received';
  if (/till to till|b2b|business/i.test(type)) return 'b2b_transaction_received';
  if (isObject(resource) && 'sending_till' in resource) return 'b2b_transaction_received';
  return undefined;
}
