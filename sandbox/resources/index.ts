import { incomingPayment } from './incomingPayment';
import { payment } from './payment';
import { paymentLink } from './paymentLink';
import { polling } from './polling';
import { externalRecipient, payRecipient } from './recipient';
import type { ResourceDescription } from './resource';
import { reversal } from './reversal';
import { sendMoney } from './sendMoney';
import { merchantBankAccount, merchantWallet } from './settlementAccount';
import { settlementTransfer } from './settlementTransfer';
import { smsNotification } from './smsNotification';
import { webhookSubscription } from './webhookSubscription';

/** Every resource of the API. A new one is a file beside this one and a line here. */
export const RESOURCES: readonly ResourceDescription[] = [
  webhookSubscription,
  incomingPayment,
  payRecipient,
  payment,
  merchantBankAccount,
  merchantWallet,
  settlementTransfer,
  polling,
  smsNotification,
  sendMoney,
  externalRecipient,
  paymentLink,
  reversal,
];
