import type { IDataObject } from 'n8n-workflow';

import { amountAsNumber } from '../api/amount';
import { isObject } from '../api/json';
import { resultIn, simplifiedResource, simplifiedResult } from '../api/simplify';
import { API_RESULT } from './events';

/** A signed message, understood. */
export interface Delivery {
  /** The API's topic, or `api_result`. */
  topic: string;
  /** The same for every repetition of the message; undefined when it carries nothing of that kind. */
  key?: string;
  /** One flat item, amounts as numbers. */
  simplified: IDataObject;
}

/**
 * Understands the body of a signed message: an event, a result for a callback URL, or an event in the
 * shape of Safaricom's Daraja API, which subscriptions can ask for.
 *
 * @param body the parsed JSON
 * @returns its parts; undefined for a body of any other shape
 * Source: API documentation, "Webhooks" and the results of each section; Daraja bodies as seen in production.
 */
export function deliveryIn(body: IDataObject): Delivery | undefined {
  const result = resultIn(body);
  if (result) {
    const simplified = simplifiedResult(result);
    return {
      topic: API_RESULT,
      key: `result ${result.id} ${String(simplified.status)}`,
      simplified,
    };
  }
  if (typeof body.TransactionType === 'string') return darajaDelivery(body, body.TransactionType);
  if (typeof body.topic !== 'string' || !isObject(body.event)) return undefined;
  const id = typeof body.id === 'string' && body.id !== '' ? body.id : undefined;
  return {
    topic: body.topic,
    key: id === undefined ? undefined : `event ${id}`,
    simplified: simplifiedEvent(body, body.event),
  };
}

function simplifiedEvent(body: IDataObject, event: IDataObject): IDataObject {
  const { resource_id, ...resource } = simplifiedResource(event.resource);
  // The event's own fields come last: `id` has to be the one that an SMS notification takes.
  return {
    id: body.id ?? null,
    topic: body.topic,
    created_at: body.created_at ?? null,
    event_type: event.type ?? null,
    ...(resource_id === undefined ? {} : { resource_id }),
    ...withoutNames(resource, ['id', 'topic', 'created_at', 'event_type', 'links']),
    links: isObject(body._links) ? body._links : {},
  };
}

function withoutNames(fields: IDataObject, names: string[]): IDataObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function darajaDelivery(body: IDataObject, transactionType: string): Delivery {
  const topic = /b2b|business|till to till/i.test(transactionType)
    ? 'b2b_transaction_received'
    : 'buygoods_transaction_received';
  const reference = typeof body.TransID === 'string' ? body.TransID : undefined;
  return {
    topic,
    key: reference === undefined ? undefined : `daraja ${reference}`,
    simplified: {
      // This shape carries no event id, so that no SMS notification can be sent for it.
      id: null,
      topic,
      created_at: null,
      event_type: transactionType,
      reference: body.TransID ?? null,
      amount: amountAsNumber(body.TransAmount ?? null),
      currency: 'KES',
      till_number: body.BusinessShortCode ?? null,
      sender_phone_number: body.MSISDN ?? null,
      sender_first_name: body.FirstName ?? null,
      sender_middle_name: body.MiddleName ?? null,
      sender_last_name: body.LastName ?? null,
      origination_time: darajaTime(body.TransTime),
      bill_reference_number: body.BillRefNumber ?? null,
      invoice_number: body.InvoiceNumber ?? null,
      organization_account_balance: amountAsNumber(body.OrgAccountBalance ?? null),
      third_party_transaction_id: body.ThirdPartyTransID ?? null,
      links: {},
    },
  };
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
