import { incomingPayment } from './incomingPayment';
import type { ResourceDescription } from './resource';
import { smsNotification } from './smsNotification';
import { webhookSubscription } from './webhookSubscription';

/** Every resource of the API. A new one is a file beside this one and a line here. */
export const RESOURCES: readonly ResourceDescription[] = [
  incomingPayment,
  smsNotification,
  webhookSubscription,
];
