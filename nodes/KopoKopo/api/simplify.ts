import type { IDataObject } from 'n8n-workflow';

import { amountAsNumber } from './amount';
import { errorTexts } from './errorBody';
import { field, isObject, list } from './json';
import { movesIn, outcomeOf, type Outcome } from './outcome';
import { paidRecipients } from './paidRecipients';

/** The parts of an answer: `{data: {id, type, attributes}}`. */
export interface ApiResult {
  id: string;
  type: string;
  attributes: IDataObject;
}

/**
 * Reads the JSON that Get answers and that Kopo Kopo posts to a callback URL: they are the same.
 *
 * @param body the parsed JSON
 * @returns its parts, or undefined when it isn't such a result
 * Source: API documentation, the result of each section.
 */
export function resultIn(body: unknown): ApiResult | undefined {
  const data = field(body, 'data');
  const [id, type, attributes] = [
    field(data, 'id'),
    field(data, 'type'),
    field(data, 'attributes'),
  ];
  if (typeof id !== 'string' || typeof type !== 'string' || !isObject(attributes)) return undefined;
  return { id, type, attributes };
}

/**
 * One flat object for a result, with the API's own field names: `id, type, status, outcome`, the
 * attributes, for an incoming payment the transaction's fields, for a payment link the link's, for send
 * money the `recipients` (the destinations, each with its outcome), then `errors` and `metadata`.
 *
 * @param result the parts of the answer
 * @returns amounts as numbers (KES), `errors` always a list of strings; links are left out
 */
export function simplifiedResult({ id, type, attributes }: ApiResult): IDataObject {
  const { status, metadata, event, ...rest } = attributes;
  delete rest._links;
  // A payment link's fields are what the workflow needs: they are not left one level down.
  const link = isObject(rest.payment_link) ? rest.payment_link : {};
  if (type === 'payment_link') delete rest.payment_link;
  if (type === 'send_money') delete rest.destinations;
  delete rest.errors;
  const outcome = outcomeOf(type, attributes);
  return {
    id,
    type,
    status: status ?? null,
    outcome,
    ...flatAmounts(rest),
    ...(type === 'payment_link' ? linkFields(link) : {}),
    ...(isObject(event) ? transactionOf(event) : {}),
    ...(type === 'send_money' ? { recipients: recipientsOf(attributes, outcome) } : {}),
    errors: errorsIn(attributes),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/**
 * A transaction or other resource of an event, with its own id out of the way.
 *
 * @param resource `event.resource` of a webhook or a result, or of a polled transaction
 * @returns its fields, `id` as `resource_id`, the amount as a number
 */
export function simplifiedResource(resource: unknown): IDataObject {
  if (!isObject(resource)) return {};
  const { id, ...rest } = resource;
  return { ...(id === undefined ? {} : { resource_id: id }), ...flatAmounts(rest) };
}

function transactionOf(event: IDataObject): IDataObject {
  const { status, ...transaction } = simplifiedResource(event.resource);
  return {
    ...(event.type === undefined ? {} : { event_type: event.type }),
    ...(status === undefined ? {} : { resource_status: status }),
    ...transaction,
  };
}

function recipientsOf(attributes: IDataObject, outcome: Outcome): IDataObject[] {
  const moves = list(attributes.transfer_batches).flatMap(movesIn);
  return paidRecipients(flatList(attributes.destinations), flatList(moves), outcome);
}

function flatList(things: unknown): IDataObject[] {
  return list(things).filter(isObject).map(flatAmounts);
}

/** The link's status is in `status` or in `payment_link_status`; a phone number may be a number. */
function linkFields(link: IDataObject): IDataObject {
  const { status, sender_phone_number: phone, ...fields } = simplifiedResource(link);
  return {
    ...fields,
    ...(status === undefined ? {} : { payment_link_status: status }),
    ...(phone === undefined
      ? {}
      : { sender_phone_number: typeof phone === 'number' ? `+${phone}` : phone }),
  };
}

/** Everything that went wrong, wherever the API put it. */
function errorsIn(attributes: IDataObject): string[] {
  const batches = list(attributes.transfer_batches);
  const disbursements = batches.flatMap((batch) => list(field(batch, 'disbursements')));
  const bulk = attributes.reversal_bulk_payment;
  const holders: unknown[] = [attributes, attributes.event, bulk, ...batches, ...disbursements];
  return [...new Set(holders.flatMap((holder) => errorTexts(field(holder, 'errors'))))];
}

/** Amounts as numbers at every depth; `{currency, value}` becomes `amount` and `currency`. */
export function flatAmounts(fields: IDataObject): IDataObject {
  // fromEntries defines fields, so that one called `__proto__` stays a field.
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => flatField(name, value)),
  );
}

function flatField(name: string, value: unknown): Array<[string, IDataObject[string]]> {
  if (name === 'amount' && isObject(value) && 'value' in value) {
    return [
      ['amount', amountAsNumber(value.value ?? null)],
      ['currency', value.currency ?? null],
    ];
  }
  if (name === 'amount') return [['amount', amountAsNumber(plain(value))]];
  return [[name, plain(value)]];
}

function plain(value: unknown): IDataObject[string] {
  if (Array.isArray(value))
    return value.map((entry: IDataObject) => (isObject(entry) ? flatAmounts(entry) : entry));
  if (isObject(value)) return flatAmounts(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;
}
