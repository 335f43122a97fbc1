import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Not documented, but answered: `attributes {event_type, webhook_uri, status, scope, scope_reference}`. */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get webhook subscription',
  description: 'Find out where a subscription sends its events, and whether it is active',
  fields: [idField('webhookSubscriptionId', 'Subscription ID')],
  request: () => ({ type: 'webhook_subscription', idParameter: 'webhookSubscriptionId' }),
};
