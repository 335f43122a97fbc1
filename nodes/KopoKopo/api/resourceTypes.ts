/** A kind of thing that the API keeps, named as in the `type` of its JSON. */
export type ResourceType = keyof typeof RESOURCE_TYPES;

/**
 * Where the API keeps each type, and what people call it.
 * Source: API documentation, the request lines of each section; v2 as its SDKs use it.
 */
export const RESOURCE_TYPES = {
  incoming_payment: { path: '/api/v1/incoming_payments', title: 'M-PESA prompt' },
  pay_recipient: { path: '/api/v1/pay_recipients', title: 'older saved recipient' },
  payment: { path: '/api/v1/payments', title: 'payment' },
  merchant_bank_account: { path: '/api/v1/merchant_bank_accounts', title: 'bank account' },
  merchant_wallet: { path: '/api/v1/merchant_wallets', title: 'mobile wallet' },
  settlement_transfer: { path: '/api/v1/settlement_transfers', title: 'transfer to your account' },
  polling: { path: '/api/v1/polling', title: 'list of payments' },
  transaction_sms_notification: {
    path: '/api/v1/transaction_sms_notifications',
    title: 'customer SMS',
  },
  webhook_subscription: { path: '/api/v1/webhook_subscriptions', title: 'webhook subscription' },
  send_money: { path: '/api/v2/send_money', title: 'send money request' },
  external_recipient: { path: '/api/v2/external_recipients', title: 'saved recipient' },
  payment_link: { path: '/api/v2/payment_links', title: 'payment link' },
  reversal: { path: '/api/v2/reversals', title: 'refund' },
} as const;
