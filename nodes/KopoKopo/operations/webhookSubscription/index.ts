import type { Resource } from '../operation';
import { check } from './check';
import { create } from './create';
import { get } from './get';

export const webhookSubscription: Resource = {
  name: 'Webhook Subscription (Advanced)',
  value: 'webhookSubscription',
  description: 'See why no events come, or have events sent to another system than n8n',
  operations: [check, create, get],
};
