import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const webhookSubscription: Resource = {
  name: 'Webhook Subscription (Advanced)',
  value: 'webhookSubscription',
  description:
    'Have events sent to another system. For n8n itself, use the Kopo Kopo Trigger instead.',
  operations: [create, get],
};
