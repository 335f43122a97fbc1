import type { IDataObject } from 'n8n-workflow';

import { withoutEmpty } from '../../nodes/KopoKopo/api/json';
import { sample } from './samples';
import type { NodeParameters } from './engine';

/**
 * Every operation of the action node in each of its kinds, as a user fills it in for the documented sample:
 * with its values as they stand, its masked phone numbers too.
 */

export interface DocumentedCreate {
  /** What is created, for the name of a test. */
  title: string;
  parameters: NodeParameters;
  /** The last part of the API's path. */
  path: string;
  /** The JSON:API type of what is created. */
  type: string;
  /** The documented body of the request. */
  body: IDataObject;
  /** Name of the documented error, which is in `test/fixtures/docs`. */
  error: string;
  /** Whether the API sends a result later. */
  answersLater: boolean;
  /** The Get that finds it again. */
  get: NodeParameters;
  /** The parameter of the Get that holds the id. */
  idParameter: string;
  /** What else can be done with it once it is made, without the id. */
  acts?: NodeParameters[];
}

const pairs = (metadata: Record<string, string>) => ({
  pair: Object.entries(metadata).map(([key, value]) => ({ key, value })),
});

const INCOMING_PAYMENT: DocumentedCreate = {
  title: 'Incoming Payment: Create',
  parameters: {
    resource: 'incomingPayment',
    operation: 'create',
    tillNumber: 'K000000',
    phoneNumber: '+254999999999',
    amount: 20000,
    options: { callbackUrl: 'https://callback_to_your_app.your_application.com' },
    additionalFields: {
      firstName: 'Joe',
      lastName: 'Buyer',
      email: 'jbuyer@mail.net',
      metadata: pairs({
        customer_id: '123456789',
        reference: '123456',
        notes: 'Payment for invoice 12345',
      }),
    },
  },
  path: 'incoming_payments',
  type: 'incoming_payment',
  body: sample('request.incoming_payment'),
  error: 'incoming_payment',
  answersLater: true,
  get: { resource: 'incomingPayment', operation: 'get' },
  idParameter: 'incomingPaymentId',
};

const RECIPIENT = {
  path: 'pay_recipients',
  type: 'pay_recipient',
  error: 'pay_recipient',
  answersLater: false,
  get: { resource: 'payRecipient', operation: 'get' },
  idParameter: 'payRecipientId',
};

const PAY_RECIPIENTS: DocumentedCreate[] = [
  {
    ...RECIPIENT,
    title: 'Pay Recipient: Create (Mobile Wallet)',
    parameters: {
      resource: 'payRecipient',
      operation: 'create',
      recipientType: 'mobile_wallet',
      firstName: 'John',
      lastName: 'Doe',
      phoneNumber: '+254999999999',
      network: 'Safaricom',
      options: { email: 'johndoe@nomail.net' },
    },
    body: sample('request.pay_recipient.mobile_wallet'),
  },
  {
    ...RECIPIENT,
    title: 'Pay Recipient: Create (Bank Account)',
    parameters: {
      resource: 'payRecipient',
      operation: 'create',
      recipientType: 'bank_account',
      accountName: 'John Doe',
      accountNumber: '123456789',
      bankBranchRef: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
      settlementMethod: 'RTS',
    },
    body: sample('request.pay_recipient.bank_account'),
  },
  {
    ...RECIPIENT,
    title: 'Pay Recipient: Create (Till)',
    parameters: {
      resource: 'payRecipient',
      operation: 'create',
      recipientType: 'till',
      tillName: 'John Doe',
      tillNumber: '000000',
    },
    body: sample('request.pay_recipient.till'),
  },
  {
    ...RECIPIENT,
    title: 'Pay Recipient: Create (Paybill)',
    parameters: {
      resource: 'payRecipient',
      operation: 'create',
      recipientType: 'paybill',
      paybillName: 'KPLC Paybill',
      paybillNumber: '890087',
      paybillAccountNumber: 'test_account',
    },
    body: sample('request.pay_recipient.paybill'),
  },
];

const PAYMENT: DocumentedCreate = {
  title: 'Payment: Create',
  parameters: {
    resource: 'payment',
    operation: 'create',
    destinationType: 'bank_account',
    destinationReference: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
    amount: 20000,
    description: 'Salary payment for May 2018',
    options: { callbackUrl: 'https://your-call-bak.yourapplication.com/payment_result' },
    additionalFields: {
      category: 'salaries',
      tags: 'tag 1, tag 2',
      metadata: pairs({ customerId: '8675309', notes: 'Salary payment for May 2018' }),
    },
  },
  path: 'payments',
  type: 'payment',
  body: sample('request.payment'),
  error: 'payment',
  answersLater: true,
  get: { resource: 'payment', operation: 'get' },
  idParameter: 'paymentId',
};

const ACCOUNT = {
  answersLater: false,
  idParameter: 'settlementAccountId',
};

const SETTLEMENT_ACCOUNTS: DocumentedCreate[] = [
  {
    ...ACCOUNT,
    title: 'Settlement Account: Create (Bank Account)',
    parameters: {
      resource: 'settlementAccount',
      operation: 'create',
      accountType: 'merchant_bank_account',
      accountName: 'John Doe',
      accountNumber: '123456789',
      bankBranchRef: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
      settlementMethod: 'EFT',
    },
    path: 'merchant_bank_accounts',
    type: 'merchant_bank_account',
    body: sample('request.merchant_bank_account'),
    error: 'merchant_bank_account',
    get: {
      resource: 'settlementAccount',
      operation: 'get',
      accountType: 'merchant_bank_account',
    },
  },
  {
    ...ACCOUNT,
    title: 'Settlement Account: Create (Mobile Wallet)',
    parameters: {
      resource: 'settlementAccount',
      operation: 'create',
      accountType: 'merchant_wallet',
      firstName: 'first_name',
      lastName: 'last_name',
      phoneNumber: '254999999999',
      network: 'Safaricom',
    },
    path: 'merchant_wallets',
    type: 'merchant_wallet',
    // The one sample whose phone has no plus.
    body: sample('request.merchant_wallet'),
    error: 'merchant_wallet',
    get: { resource: 'settlementAccount', operation: 'get', accountType: 'merchant_wallet' },
  },
];

const TRANSFER = {
  path: 'settlement_transfers',
  type: 'settlement_transfer',
  answersLater: true,
  get: { resource: 'settlementTransfer', operation: 'get' },
  idParameter: 'settlementTransferId',
};

const TRANSFER_CALLBACK = 'https://your-call-bak.yourapplication.com/transfer_result';

const SETTLEMENT_TRANSFERS: DocumentedCreate[] = [
  {
    ...TRANSFER,
    title: 'Settlement Transfer: Create (everything, to the preferred account)',
    parameters: {
      resource: 'settlementTransfer',
      operation: 'create',
      transferTo: 'preferred',
      options: { callbackUrl: TRANSFER_CALLBACK },
    },
    body: sample('request.settlement_transfer.preferred'),
    error: 'settlement_transfer.preferred',
  },
  {
    ...TRANSFER,
    title: 'Settlement Transfer: Create (an amount, to the preferred account)',
    parameters: {
      resource: 'settlementTransfer',
      operation: 'create',
      transferTo: 'preferred',
      amount: 2250,
      options: { callbackUrl: TRANSFER_CALLBACK },
    },
    body: {
      ...sample('request.settlement_transfer.preferred'),
      amount: { currency: 'KES', value: 2250 },
    },
    error: 'settlement_transfer.preferred',
  },
  {
    ...TRANSFER,
    title: 'Settlement Transfer: Create (specific account)',
    parameters: {
      resource: 'settlementTransfer',
      operation: 'create',
      transferTo: 'specific',
      destinationType: 'merchant_bank_account',
      destinationReference: 'd76265cd-0000-e511-80da-0aa34a9b0000',
      amount: '2250.00',
      options: { callbackUrl: TRANSFER_CALLBACK },
    },
    // The sample has the amount as text; the API takes both, and every other sample has a number.
    body: {
      ...sample('request.settlement_transfer.targeted'),
      amount: { currency: 'KES', value: 2250 },
    },
    error: 'settlement_transfer.targeted',
  },
];

const POLLING_TIMES = {
  fromTime: '2021-04-12T08:50:22+03:00',
  toTime: '2021-04-19T08:50:22+03:00',
  options: { callbackUrl: 'https://callback_to_your_app.your_application.com' },
};

/** The sample's `scope_reference` is an empty text: the node leaves empty fields out. */
const POLLING_BODY = withoutEmpty(sample('request.polling'));

const POLLING = {
  path: 'polling',
  type: 'polling',
  error: 'polling',
  answersLater: true,
  get: { resource: 'polling', operation: 'get' },
  idParameter: 'pollingId',
};

const POLLINGS: DocumentedCreate[] = [
  {
    ...POLLING,
    title: 'Polling: Create (company)',
    parameters: { resource: 'polling', operation: 'create', scope: 'company', ...POLLING_TIMES },
    body: POLLING_BODY,
  },
  {
    ...POLLING,
    title: 'Polling: Create (till)',
    parameters: {
      resource: 'polling',
      operation: 'create',
      scope: 'till',
      scopeReference: '000000',
      ...POLLING_TIMES,
    },
    body: { ...POLLING_BODY, scope: 'till', scope_reference: '000000' },
  },
];

const SMS_NOTIFICATION: DocumentedCreate = {
  title: 'SMS Notification: Send',
  parameters: {
    resource: 'smsNotification',
    operation: 'create',
    webhookEventReference: 'e51438e9-c42b-4bf2-a261-faeaf189e3ed',
    message: 'Your message here',
    options: { callbackUrl: 'https://webhook.site/a67f60b8-8c26-40a2-866c-99f5314a3e0e' },
  },
  path: 'transaction_sms_notifications',
  type: 'transaction_sms_notification',
  body: sample('request.transaction_sms_notification'),
  error: 'transaction_sms_notification',
  answersLater: true,
  get: { resource: 'smsNotification', operation: 'get' },
  idParameter: 'smsNotificationId',
};

const WEBHOOK_SUBSCRIPTION: DocumentedCreate = {
  title: 'Webhook Subscription: Create',
  parameters: {
    resource: 'webhookSubscription',
    operation: 'create',
    eventType: 'buygoods_transaction_received',
    url: 'https://myapplication.com/webhooks',
    scope: 'till',
    scopeReference: '555555',
  },
  path: 'webhook_subscriptions',
  type: 'webhook_subscription',
  body: sample('request.webhook_subscription'),
  error: 'webhook_subscription',
  answersLater: false,
  get: { resource: 'webhookSubscription', operation: 'get' },
  idParameter: 'webhookSubscriptionId',
};

/** Every Create, one row for each of its kinds. */
export const CREATES: DocumentedCreate[] = [
  INCOMING_PAYMENT,
  ...PAY_RECIPIENTS,
  PAYMENT,
  ...POLLINGS,
  ...SETTLEMENT_ACCOUNTS,
  ...SETTLEMENT_TRANSFERS,
  SMS_NOTIFICATION,
  WEBHOOK_SUBSCRIPTION,
];

/** The operations on the credential's own access token; none of them has a parameter. */
export const TOKEN_OPERATIONS: NodeParameters[] = ['getInfo', 'introspect', 'revoke'].map(
  (operation) => ({ resource: 'accessToken', operation }),
);

/** What n8n knows itself, without an endpoint of its own. */
export const CHECK: NodeParameters = { resource: 'webhookSubscription', operation: 'check' };

/** "Valid Pay Categories" of the API documentation. */
export const PAY_CATEGORIES = [
  'advertising_and_marketing',
  'education_and_training',
  'general',
  'insurance',
  'legal_and_professional',
  'loans',
  'maintenance_and_repairs',
  'office_supplies',
  'permits_licences_subscriptions',
  'postage_and_shipping',
  'rent_or_mortgage',
  'salaries',
  'sales_commissions',
  'travel',
  'utilities',
];

/** @returns the row with this title */
export function documented(title: string): DocumentedCreate {
  const found = CREATES.find((row) => row.title === title);
  if (!found) throw new Error(`There is no documented operation "${title}"`);
  return found;
}
