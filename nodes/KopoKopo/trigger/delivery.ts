import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { amountAsNumber } from '../api/amount';
import { field, isObject } from '../api/json';
import {
  flatAmounts,
  resultIn,
  simplifiedResource,
  simplifiedResult,
  type ApiResult,
} from '../api/simplify';
import { API_RESULT, hasPublishedShape } from '../api/events';

/** A signed message, understood. */
export interface Delivery {
  /** The API's topic, or `api_result`. */
  topic: string;
  /** The same for every repetition of the message. */
  key: string;
  /** The till whose event it is, where the message says so. */
  till?: string;
  /** The same for all messages about a transaction, whatever subscription they come from. */
  transaction?: string;
  /** Whether it has the shape of Safaricom's Daraja API. */
  isDaraja: boolean;
  /** One flat item, amounts as numbers. */
  simplified: IDataObject;
}

/**
 * Understands the body of a signed message: an event, a result for a callback URL, or an event in the
 * shape of Safaricom's Daraja API, which subscriptions can ask for.
 *
 * @param body the parsed JSON
 * @param topics those that are waited for
 * @returns its parts; undefined for a body of any other shape
 * Source: API documentation, "Webhooks" and the results of each section; Daraja bodies as seen in production.
 */
export function deliveryIn(body: IDataObject, topics: string[]): Delivery | undefined {
  if (typeof body.topic === 'string') return eventDelivery(body, body.topic);
  const result = resultIn(body);
  if (result) return resultDelivery(result);
  if (typeof body.TransactionType === 'string') {
    return darajaDelivery(body, body.TransactionType, topics);
  }
  return undefined;
}

function resultDelivery(result: ApiResult): Delivery {
  const simplified = simplifiedResult(result);
  // A request has several: its first result may say Pending, and "Processed" comes before the money. A
  // payment link may be paid more than once.
  const { status, outcome, transaction_reference: reference } = simplified;
  const parts = [result.id, status, outcome, reference ?? ''].map(String);
  return {
    topic: API_RESULT,
    key: `result ${parts.join(' ').trim()}`,
    isDaraja: false,
    simplified,
  };
}

/**
 * Of topics whose shape is published, a message of another shape is no event. What the others look like
 * nobody knows: whatever is signed and names the topic is one.
 */
function eventDelivery(body: IDataObject, topic: string): Delivery | undefined {
  const { id, event } = body;
  // Ours, for something else.
  if (topic === API_RESULT) return undefined;
  const resource = field(event, 'resource');
  const isComplete = isText(id) && isObject(resource);
  if (hasPublishedShape(topic) && !isComplete) return undefined;
  const { till_number: till, reference } = isObject(resource) ? resource : {};
  const isId = isText(id) || typeof id === 'number';
  return {
    topic,
    key: isId ? `event ${id}` : `body ${hashOf(body)}`,
    isDaraja: false,
    till: isText(till) ? till : undefined,
    transaction: isText(reference) ? `${topic} ${reference}` : undefined,
    simplified: simplifiedEvent(body),
  };
}

function hashOf(body: IDataObject): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function simplifiedEvent(body: IDataObject): IDataObject {
  const { id, topic, created_at, event, _links, ...others } = body;
  const { type, resource, ...besideResource } = isObject(event) ? event : {};
  const own = {
    id: id ?? null,
    topic,
    created_at: created_at ?? null,
    event_type: type ?? null,
  };
  const links = isObject(_links) ? _links : {};
  // `id` has to be the event's, which an SMS notification takes: the resource's own fields give way.
  const taken = [...Object.keys(own), 'links'];
  const fields = {
    ...flatAmounts({ ...others, ...besideResource }),
    ...simplifiedResource(resource),
  };
  const renamed = Object.entries(fields).map(([name, value]): [string, IDataObject[string]] => [
    taken.includes(name) ? `resource_${name}` : name,
    value,
  ]);
  return { ...own, ...Object.fromEntries(renamed), links };
}

function darajaDelivery(
  body: IDataObject,
  transactionType: string,
  topics: string[],
): Delivery | undefined {
  if (!isText(body.TransID)) return undefined;
  const topic = darajaTopic(body, transactionType, topics);
  return {
    topic,
    key: `daraja ${body.TransID}`,
    isDaraja: true,
    transaction: `${topic} ${body.TransID}`,
    simplified: {
      // This shape carries no event id, so that no SMS notification can be sent for it.
      id: null,
      topic,
      created_at: null,
      event_type: transactionType,
      reference: body.TransID,
      amount: amountAsNumber(body.TransAmount ?? null),
      currency: 'KES',
      till_number: body.BusinessShortCode ?? null,
      ...(topic === B2B ? { sending_till: body.MSISDN ?? null } : customerIn(body)),
      origination_time: darajaTime(body.TransTime),
      bill_reference_number: body.BillRefNumber ?? null,
      invoice_number: body.InvoiceNumber ?? null,
      organization_account_balance: amountAsNumber(body.OrgAccountBalance ?? null),
      third_party_transaction_id: body.ThirdPartyTransID ?? null,
      links: {},
    },
  };
}

function customerIn(body: IDataObject): IDataObject {
  return {
    sender_phone_number: body.MSISDN ?? null,
    sender_first_name: body.FirstName ?? null,
    sender_middle_name: body.MiddleName ?? null,
    sender_last_name: body.LastName ?? null,
  };
}

const B2B = 'b2b_transaction_received';
const BUYGOODS = 'buygoods_transaction_received';

/**
 * This shape doesn't name the topic, and what stands in its `TransactionType` for a payment from
 * another business is unpublished: who has paid tells them apart. Where that doesn't show either, it
 * is the one of the two that is waited for.
 */
function darajaTopic(body: IDataObject, transactionType: string, topics: string[]): string {
  if (/b2b|business|till to till/i.test(transactionType)) return B2B;
  if (isText(body.FirstName)) return BUYGOODS;
  const payer = String(body.MSISDN ?? '');
  if (/^K?\d{3,8}$/i.test(payer)) return B2B;
  if (/^\+?\d{9,}$/.test(payer)) return BUYGOODS;
  return topics.includes(B2B) && !topics.includes(BUYGOODS) ? B2B : BUYGOODS;
}

/** `20201022104319`, Kenyan time, as `2020-10-22T10:43:19+03:00`; anything else as it came. */
function darajaTime(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = String(value);
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (!match) return text;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`;
}
