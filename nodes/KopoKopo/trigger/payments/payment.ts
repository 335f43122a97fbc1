import type { IDataObject } from 'n8n-workflow';

import { isObject, plainName, single, textOf } from '../../api/json';
import { isUnlistedType, topicOf, type Payer } from '../../api/paymentTopic';
import { eventItem } from '../../api/transaction';
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
 * @param told see `topicsTold`
 * @returns undefined for what is certainly no payment of such a list
 * Source: API documentation, "Polling", `transactions`; types and statuses as the API's SDKs show them.
 */
export function paymentIn(transaction: unknown, told: string[]): Payment | Unread | undefined {
  const entry = single(transaction);
  const event = isObject(entry) ? entry : {};
  // All that is read of it is what its item says.
  const item = eventItem({ id: null, topic: '', created_at: null, event, recovered: true });
  const type = plainName(textOf(item.event_type));
  if (isTypeOfNoPayment(type)) return undefined;
  const topic = topicOf(type, told, payerOf(item));
  const isUndone = moneyBy(item.status) !== 'there';
  if (topic === undefined) return isUndone || isUnlistedType(type) ? undefined : {};
  const simplified = { ...item, topic };
  const [key, paidAt] = [transactionKey(simplified), timeOf(simplified)];
  if (key === undefined || paidAt === undefined) return isUndone ? undefined : { topic };
  const body = { topic, id: null, created_at: null, event, recovered: true };
  return { topic, key, paidAt, marks: likenessesOf(simplified), body, simplified, isUndone };
}

/** Only a business is told of by its till. */
function payerOf(item: IDataObject): Payer {
  if (textOf(item.sending_till) !== '') return 'business';
  const numbers = [item.sender_phone_number, item.hashed_sender_phone, item.sender_phone_masked];
  return numbers.some((number) => textOf(number) !== '') ? 'other' : 'unsaid';
}
