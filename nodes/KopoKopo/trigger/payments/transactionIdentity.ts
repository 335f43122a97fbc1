import type { IDataObject } from 'n8n-workflow';

import { amountFrom } from '../../api/amount';
import { isKnownTopic, isListedTopic } from '../../api/events';
import { textOf } from '../../api/json';
import { momentOf } from '../../api/kenyanTime';
import { comparablePhone } from '../../api/phoneNumber';
import { HOUR_MS } from '../../flow/durations';

/**
 * By what a transaction is recognised, from whatever subscription, list or shape of message it comes: its
 * reference, else its own id. The same reference with another amount or at another time is another payment;
 * what takes one back is of another kind.
 *
 * @param item simplified, of an event or of a listed payment
 * @returns undefined where it names neither, and for a topic that isn't known: both may name anything there
 */
export function transactionKey(item: IDataObject): string | undefined {
  const topic = String(item.topic);
  if (!isKnownTopic(topic)) return undefined;
  const [reference, id, paidAt] = [textOf(item.reference), textOf(item.resource_id), timeOf(item)];
  // Of what no list tells, a later event may say how it went on.
  const status = isListedTopic(topic) ? '' : textOf(item.status);
  if (reference === '') return id === '' ? undefined : keyById(topic, id, status);
  const time = paidAt === undefined ? textOf(item.origination_time) : paidAt / 1000;
  return [kindOf(topic), reference, amountOf(item), time, status].join(' ').trim();
}

/** @returns the key of a transaction that has no reference */
export function keyById(topic: string, id: string, status = ''): string {
  return `${kindOf(topic)} id ${id} ${status}`.trim();
}

/**
 * Of which topic a payment is that doesn't name it, hangs on what is chosen: when that changes, it must stay
 * the same payment.
 */
function kindOf(topic: string): string {
  return isListedTopic(topic) ? 'payment' : topic;
}

/** @returns when it was paid: milliseconds since 1970, to the second; undefined where that isn't said */
export function timeOf({ origination_time: time }: IDataObject): number | undefined {
  const milliseconds = momentOf(time);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000) * 1000;
}

/**
 * In which hour it was: payments are told to seem the same by it, and the few of each hour are counted whose
 * likeness is noted.
 *
 * @param moment in milliseconds since 1970
 */
export function hourOf(moment: number): number {
  return Math.floor(moment / HOUR_MS);
}

/**
 * What two payments have in common that seem to be the same, whatever they are called: who paid how much in
 * which hour. Told in several ways, since not every message names the payer in the same way.
 *
 * @param item simplified, of an event or of a listed payment
 */
export function likenessesOf(item: IDataObject): string[] {
  const [kind, amount, paidAt] = [kindOf(String(item.topic)), amountOf(item), timeOf(item)];
  if (paidAt === undefined) return [];
  const payers = [
    comparablePhone(item.sender_phone_number),
    textOf(item.hashed_sender_phone),
    textOf(item.sending_till),
  ];
  return payers
    .filter((payer) => payer !== '')
    .map((payer) => `like ${kind} ${hourOf(paidAt)} ${amount} ${payer}`);
}

/** Events and lists need not write it alike: `1,000.00` is `1000`. */
function amountOf({ amount }: IDataObject): string {
  const reading = amountFrom(amount);
  return String('value' in reading ? reading.value : (amount ?? ''));
}
