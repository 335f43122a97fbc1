import { incomingPayment } from './incomingPayment';
import type { Resource } from './operation';
import { smsNotification } from './smsNotification';

/** Everything the action node can do, in the order of its dropdown. Adding a resource is one line here. */
export const RESOURCES: Resource[] = [incomingPayment, smsNotification];
