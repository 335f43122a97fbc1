import { accessToken } from './accessToken';
import { incomingPayment } from './incomingPayment';
import type { Resource } from './operation';
import { payment } from './payment';
import { payRecipient } from './payRecipient';
import { polling } from './polling';
import { settlementAccount } from './settlementAccount';
import { settlementTransfer } from './settlementTransfer';
import { smsNotification } from './smsNotification';
import { webhookSubscription } from './webhookSubscription';

/** Everything the action node can do, in the order of its dropdown. Adding a resource is one line here. */
export const RESOURCES: Resource[] = [
  accessToken,
  incomingPayment,
  payRecipient,
  payment,
  polling,
  settlementAccount,
  settlementTransfer,
  smsNotification,
  webhookSubscription,
];
