import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const webhookSubscription: Resource = {
  name: 'Webhook Subscription',
  value: 'webhookSubscription',
  description: 'Have events sent to a URL. For n8n itself, use the Kopo Kopo Trigger instead.',
  operations: [create, get],
};
