import { badRequest } from '../apiError';
import { isBlank, oneOf, optional, required, secureUrl, text, validate } from '../validation';
import type { Check, Schema } from '../validation';
import { COMPANY_TOPICS, DARAJA_TOPICS, TOPICS } from '../samples';
import type { ResourceDescription } from './resource';

const SCHEMA: Schema = {
  event_type: required('Event type', oneOf(TOPICS, 'Invalid event type')),
  url: required('Url', secureUrl),
  scope: required('Scope', oneOf(['till', 'company'])),
  scope_reference: optional('Scope reference', text()),
};

const trueOrFalse: Check = (value, label) =>
  typeof value === 'boolean' ? undefined : `${label} is invalid`;

const SCHEMA_V2: Schema = {
  ...SCHEMA,
  enable_daraja_payload: optional('Enable daraja payload', trueOrFalse),
};

/** "Create a webhook subscription". */
export const webhookSubscription: ResourceDescription = {
  type: 'webhook_subscription',
  path: 'webhook_subscriptions',
  versions: ['v1', 'v2'],
  validate: (body, known) => {
    const request = validate(body, known.version === 'v2' ? SCHEMA_V2 : SCHEMA, known);
    const topic = String(request.event_type);
    if (request.scope === 'till') {
      if (COMPANY_TOPICS.includes(topic)) throw badRequest('Scope is invalid');
      if (!known.merchant.hasTill(String(request.scope_reference))) {
        throw badRequest('Invalid scope reference');
      }
    } else if (!isBlank(request.scope_reference)) {
      throw badRequest('Invalid scope reference');
    }
    if (request.enable_daraja_payload === true && !DARAJA_TOPICS.includes(topic)) {
      throw badRequest('Enable daraja payload is not supported for this event type');
    }
    return request;
  },
  created: ({ request, version }) => ({
    event_type: request.event_type,
    webhook_uri: request.url,
    status: 'Active',
    scope: request.scope,
    scope_reference: request.scope_reference ?? null,
    ...(version === 'v2' ? { enable_daraja_payload: request.enable_daraja_payload === true } : {}),
  }),
};
