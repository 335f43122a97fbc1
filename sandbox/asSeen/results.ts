import { createHash } from 'node:crypto';
import { isObject, objectAt, textAt, type JsonObject } from '../json';
import { hashedPhone } from '../webhookEvent';

/** What a result is about, as far as its wording needs it. */
export interface Told {
  /** JSON:API type. */
  type: string;
  /** The body of the request. */
  request: JsonObject;
  /** As the documentation has them. */
  attributes: JsonObject;
}

/**
 * A result as the live API has been seen to word it: the same facts as in the documentation, in other
 * types, names and orders. Source: fixtures of the official SDKs, guides and production code.
 *
 * @returns the JSON:API type and the attributes
 */
export function resultAsSeen(told: Told): { type: string; attributes: JsonObject } {
  const word = WORDINGS[told.type];
  const attributes = word ? word(told) : told.attributes;
  return { type: told.type === 'reversal' ? 'reversals' : told.type, attributes };
}

const WORDINGS: Record<string, (told: Told) => JsonObject> = {
  incoming_payment: incomingPayment,
  payment: transfer,
  settlement_transfer: transfer,
  send_money: sendMoney,
  reversal,
  payment_link: paymentLink,
  polling: ({ attributes }) => without(attributes, 'created_at'),
  pay_recipient: ({ attributes }) => ({ ...attributes, recipient_reference: 'Unavailable' }),
  merchant_wallet: ({ attributes }) => ({ ...attributes, account_reference: 'Unavailable' }),
};

/** From production: the amount a number, no names, the phone's hash beside it; errors one level down. */
function incomingPayment({ attributes }: Told): JsonObject {
  const event = objectAt(attributes, 'event');
  const { resource, errors } = event;
  if (attributes.status === 'Pending') return { ...attributes, event: null };
  if (!isObject(resource)) return { ...attributes, event: { ...event, errors: { errors } } };
  const phone = textAt(resource, 'sender_phone_number');
  return {
    ...attributes,
    event: {
      ...event,
      errors: [],
      resource: {
        ...resource,
        amount: Number(resource.amount),
        sender_first_name: '',
        sender_middle_name: '',
        sender_last_name: '',
        hashed_sender_phone: hashedPhone(phone),
      },
    },
  };
}

/** The sandbox of 2025: the money's own words at the top, amounts as text, references as numbers. */
function transfer({ attributes, request }: Told): JsonObject {
  const amount = objectAt(attributes, 'amount');
  const value = amount.value === null ? null : String(amount.value);
  const batches = batchesOf(attributes);
  const told = { ...attributes, amount: { ...amount, value } };
  if (batches.length === 0) {
    const { destination_type, destination_reference } = request;
    const isTargeted = destination_type !== undefined;
    return {
      ...without(told, 'transfer_batches'),
      status: 'Received',
      ...(isTargeted ? { destination_type, destination_reference } : {}),
    };
  }
  return {
    ...told,
    status: wholeStatus(batches, attributes),
    transfer_batches: batches.map((batch) => ({
      ...batch,
      disbursements: disbursementsOf(batch).map((disbursement) => ({
        ...disbursement,
        transaction_reference: asNumber(disbursement.transaction_reference),
      })),
    })),
  };
}

/** A batch for each recipient, the last one first, with the recipient's own phone and nickname. */
function sendMoney({ attributes }: Told): JsonObject {
  const destinations = listOf(attributes.destinations);
  const batches = batchesOf(attributes);
  const errors = errorsOf(attributes);
  if (batches.length === 0) {
    const nothing = { destinations: null, transfer_batches: null, source_identifier: null };
    return { ...attributes, ...nothing, errors };
  }
  const source_identifier = attributes.source_identifier ?? '';
  if (destinations.length === 0) {
    const status = wholeStatus(batches, attributes);
    return { ...attributes, status, source_identifier, errors: errors ?? [] };
  }
  const disbursements = batches.flatMap(disbursementsOf);
  const parts = disbursements.length / destinations.length;
  return {
    ...attributes,
    source_identifier,
    errors,
    transfer_batches: disbursements
      .map((disbursement, index) => {
        const { amount, status } = disbursement;
        const named = ofRecipient(disbursement, destinations[Math.floor(index / parts)] ?? {});
        return { status, amount, disbursements: [named] };
      })
      .reverse(),
  };
}

function ofRecipient(disbursement: JsonObject, destination: JsonObject): JsonObject {
  const { type, nickname, favourite, phone_number, reference } = destination;
  return {
    ...disbursement,
    errors: disbursement.errors ?? null,
    nickname: nickname ?? null,
    favourite: favourite ?? null,
    ...(phone_number === undefined ? {} : { phone_number }),
    destination_type: type,
    // A recipient who didn't exist is created on the way, with a reference of its own.
    destination_reference: reference ?? uuidOf(JSON.stringify(destination)),
  };
}

/** Scheduled at first, without a word about the bulk payment. */
function reversal({ attributes }: Told): JsonObject {
  const errors = errorsOf(attributes);
  const bulk = attributes.reversal_bulk_payment;
  if (!isObject(bulk)) {
    return { ...without(attributes, 'reversal_bulk_payment'), status: 'Scheduled', errors };
  }
  return { ...attributes, errors };
}

/** "Processed" whether or not somebody has paid; a link on the API's own host, without it. */
function paymentLink({ attributes, request }: Told): JsonObject {
  const link = objectAt(attributes, 'payment_link');
  const isFailed = ['Failed', 'Cancelled'].includes(textAt(attributes, 'status'));
  const url = textAt(link, 'link');
  return {
    ...attributes,
    ...(isFailed ? {} : { status: 'Processed' }),
    till_number: request.till_number,
    currency: 'KES',
    errors: attributes.errors ?? null,
    payment_link: {
      ...link,
      initiator_name: 'Amani Baraka',
      ...(url === '' ? {} : { link: new URL(url).pathname }),
    },
  };
}

function wholeStatus(batches: JsonObject[], { status }: JsonObject): unknown {
  return batches.every((batch) => batch.status === 'Transferred') ? 'Transferred' : status;
}

/** No errors are no list. */
function errorsOf({ errors }: JsonObject): unknown {
  return Array.isArray(errors) && errors.length > 0 ? errors : null;
}

function batchesOf({ transfer_batches: batches }: JsonObject): JsonObject[] {
  return listOf(batches);
}

function disbursementsOf({ disbursements }: JsonObject): JsonObject[] {
  return listOf(disbursements);
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The reference as the sandbox of 2025 writes it; null stays null. */
function asNumber(reference: unknown): unknown {
  return typeof reference === 'string' ? parseInt(digest(reference).slice(0, 8), 16) : reference;
}

function uuidOf(text: string): string {
  const hex = digest(text);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
