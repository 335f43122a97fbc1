import { accessToken } from './accessToken';
import { externalRecipient } from './externalRecipient';
import { incomingPayment } from './incomingPayment';
import type { Resource } from './operation';
import { payment } from './payment';
import { paymentLink } from './paymentLink';
import { payRecipient } from './payRecipient';
import { polling } from './polling';
import { reversal } from './reversal';
import { sendMoney } from './sendMoney';
import { settlementAccount } from './settlementAccount';
import { settlementTransfer } from './settlementTransfer';
import { smsNotification } from './smsNotification';
import { webhookSubscription } from './webhookSubscription';

/** Everything the action node can do, in the order of its dropdown: by name. Adding a resource is one line here. */
export const RESOURCES: Resource[] = [
  smsNotification,
  incomingPayment,
  settlementAccount,
  paymentLink,
  polling,
  reversal,
  externalRecipient,
  payRecipient,
  sendMoney,
  payment,
  accessToken,
  settlementTransfer,
  webhookSubscription,
];
