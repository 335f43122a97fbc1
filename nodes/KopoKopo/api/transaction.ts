import type { GenericValue, IDataObject } from 'n8n-workflow';

import { errorTexts } from './errorBody';
import { besides, flatAmounts, inOrder } from './flatFields';
import { field, isNothing, isObject, single, without } from './json';
import { withSender } from './sender';

/** What an event says: of itself, and of the transaction (or customer, or transfer) that it is about. */
export interface EventParts {
  /** The event's own id, which an SMS notification takes; null where there was no event. */
  id: GenericValue;
  topic: string;
  created_at: GenericValue;
  /** `{type, resource}` */
  event: unknown;
  /** Whatever else the message says. */
  others?: IDataObject;
  /** Whether no event came, and the transaction was found by looking for it. */
  recovered: boolean;
}

/**
 * The item of an event. The fields of its transaction give way to the event's own, above all to its `id`.
 *
 * @returns one flat object, amounts as numbers (KES), the payer as in {@link withSender}
 */
export function eventItem(parts: EventParts): IDataObject {
  const { id, topic, created_at, event, others = {}, recovered } = parts;
  const { type, resource, besideResource } = partsOf(event);
  const own = {
    id: id ?? null,
    topic,
    created_at: created_at ?? null,
    event_type: type ?? null,
    recovered,
  };
  const item = besides(
    besides(own, simplifiedResource(resource)),
    withSender(flatAmounts({ ...others, ...besideResource })),
    'event_',
  );
  return inOrder('errors' in item ? { ...item, errors: errorTexts(item.errors) } : item);
}

/** The item of a transaction in a list: one that polling has found. */
export function listedItem(transaction: unknown, pollingId: string): IDataObject {
  const { type, resource, besideResource } = partsOf(transaction);
  const own = { polling_id: pollingId, ...(type === undefined ? {} : { event_type: type }) };
  return inOrder(
    besides(
      besides(own, simplifiedResource(resource)),
      withSender(flatAmounts(besideResource)),
      'event_',
    ),
  );
}

/**
 * The transaction in the result of a request: its status beside that of the request.
 *
 * @param event `event` of the attributes
 */
export function transactionFields(event: unknown): IDataObject {
  const { type, resource, besideResource } = partsOf(event);
  const { status, ...transaction } = simplifiedResource(resource);
  return {
    ...withSender(flatAmounts(without(besideResource, 'errors'))),
    ...(type === undefined ? {} : { event_type: type }),
    ...(status === undefined ? {} : { resource_status: status }),
    ...transaction,
  };
}

/**
 * A transaction or other resource of an event, with its own id out of the way.
 *
 * @param resource `event.resource` of a webhook or a result, or of a polled transaction
 * @returns its fields, `id` as `resource_id`, the amount as a number, the payer as in {@link withSender}
 */
export function simplifiedResource(resource: unknown): IDataObject {
  if (!isObject(resource)) return isNothing(resource) ? {} : flatAmounts({ resource });
  const { id, ...rest } = resource;
  return { ...(id === undefined ? {} : { resource_id: id }), ...withSender(flatAmounts(rest)) };
}

/** @returns a field of a transaction of a list, from where its item has it: of its resource, else its own */
export function fieldOf(transaction: unknown, name: string): unknown {
  const told = single(transaction);
  const ofResource = field(single(field(told, 'resource')), name);
  return ofResource === undefined ? field(told, name) : ofResource;
}

function partsOf(told: unknown) {
  const event = single(told);
  if (!isObject(event)) {
    const besideResource = isNothing(event) ? {} : flatAmounts({ event });
    return { type: undefined, resource: undefined, besideResource };
  }
  const { type, resource, ...besideResource } = event;
  return { type, resource: single(resource), besideResource };
}
