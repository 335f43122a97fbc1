import { EVENTS } from '../../trigger/events';
import type { CreateOperation } from '../operation';
import { scope, scopeTill } from '../sharedFields';

/** Source: API documentation, "Create a webhook subscription". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create a webhook subscription',
  description: 'Have Kopo Kopo send an event to a URL of yours',
  answersLater: false,
  repeatable: false,
  fields: [
    {
      displayName:
        'Kopo Kopo can not list or delete subscriptions: each one that you create goes on sending its events.',
      name: 'subscriptionNotice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'Event Type',
      name: 'eventType',
      type: 'options',
      options: EVENTS.map(({ name, value, description }) => ({ name, value, description })),
      default: 'buygoods_transaction_received',
      description: 'Which event to send',
    },
    {
      displayName: 'URL',
      name: 'url',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. https://example.com/kopokopo',
      description: 'Where to send it. It has to start with https://.',
    },
    scope,
    scopeTill,
  ],
  request: (parameters) => {
    const chosen = parameters.choice('scope');
    return {
      type: 'webhook_subscription',
      body: {
        event_type: parameters.choice('eventType'),
        url: parameters.url('url'),
        scope: chosen,
        scope_reference: chosen === 'till' ? parameters.till('scopeReference') : undefined,
      },
    };
  },
};
