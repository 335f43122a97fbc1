import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';

import { amountAsNumber, CURRENCY } from '../../api/amount';
import { BUYGOODS } from '../../api/events';
import { inOrder } from '../../api/flatFields';
import { plainName, textOf } from '../../api/json';
import { KENYAN_TIME } from '../../api/kenyanTime';
import { onlyPaymentIn, topicOf, type Payer } from '../../api/paymentTopic';
import { withSender } from '../../api/sender';

/** An event in the shape of Safaricom's Daraja API, understood. */
export interface DarajaEvent {
  topic: string;
  /** The till or paybill that was paid; '' where it isn't said. */
  till: string;
  /** The transaction's reference; '' where it isn't said. */
  reference: string;
  item: IDataObject;
}

/** What this shape calls the fields of an event, as {@link plainName} writes them. */
const NAMES: Record<string, string> = {
  transactiontype: 'event_type',
  transid: 'reference',
  transtime: 'origination_time',
  transamount: 'amount',
  businessshortcode: 'till_number',
  billrefnumber: 'bill_reference_number',
  invoicenumber: 'invoice_number',
  orgaccountbalance: 'organization_account_balance',
  thirdpartytransid: 'third_party_transaction_id',
  msisdn: 'payer',
  firstname: 'sender_first_name',
  middlename: 'sender_middle_name',
  lastname: 'sender_last_name',
};

/** @returns whether a body has this shape: it names neither a topic nor itself */
export function isDaraja(body: IDataObject): boolean {
  const names = Object.keys(body).map(plainName);
  return ['transactiontype', 'transid', 'transamount'].some((name) => names.includes(name));
}

/**
 * Reads an event in this shape.
 *
 * @param topics those whose events may come
 * @returns its item has the field names of the usual event, and `id` null: no SMS can be sent for it
 * Source: bodies as the API's SDKs have them.
 */
export function darajaIn(body: IDataObject, topics: string[]): DarajaEvent {
  const named = Object.entries(body).map(([name, value]): [string, IDataObject[string]] => [
    NAMES[plainName(name)] ?? name,
    value ?? null,
  ]);
  const { payer = null, ...fields } = Object.fromEntries(named);
  const topic = topicIn(fields, textOf(payer), topics);
  const item = {
    ...fields,
    id: null,
    topic,
    created_at: null,
    event_type: fields.event_type ?? null,
    recovered: false,
    amount: numberIn(fields.amount),
    currency: CURRENCY,
    origination_time: isoTime(fields.origination_time),
    organization_account_balance: numberIn(fields.organization_account_balance),
    ...(isTill(textOf(payer)) ? { sending_till: payer } : { sender_phone_number: payer }),
  };
  return {
    topic,
    till: textOf(fields.till_number),
    reference: textOf(fields.reference),
    item: inOrder(withSender(item)),
  };
}

/** This shape doesn't name the topic: where nothing tells, it is the one of the two that is subscribed. */
function topicIn(fields: IDataObject, payer: string, topics: string[]): string {
  const type = plainName(textOf(fields.event_type));
  return topicOf(type, topics, payerIn(payer)) ?? onlyPaymentIn(topics) ?? BUYGOODS;
}

function payerIn(payer: string): Payer {
  if (payer === '') return 'unsaid';
  return isTill(payer) ? 'short number' : 'other';
}

/**
 * A business pays from a till or a paybill. Narrower than what may be entered as a till: a phone number has 9
 * digits or more.
 */
function isTill(payer: string): boolean {
  return /^K?\d{3,8}$/i.test(payer);
}

/** Empty where there is none. */
function numberIn(value: IDataObject[string]): IDataObject[string] {
  const number = amountAsNumber(value ?? null);
  return number === '' ? null : number;
}

/** `20201022104319`, Kenyan time, as `2020-10-22T10:43:19+03:00`; anything else as it came. */
function isoTime(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = String(value);
  const time = DateTime.fromFormat(text.trim(), 'yyyyMMddHHmmss', { zone: KENYAN_TIME });
  return time.toISO({ suppressMilliseconds: true }) ?? text;
}
