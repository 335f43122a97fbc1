/** One entry of the trigger's 'Trigger On' list. */
export interface WebhookEvent {
  name: string;
  /** The API's name of the topic. */
  value: string;
  description: string;
  /** Whether it can be had for one till. The others exist for the whole company only. */
  perTill: boolean;
}

/**
 * The topics that can be subscribed to, sorted by name: this table gives the dropdown, the rule for
 * the scope and the subscriptions.
 * Source: API documentation, "Webhooks"; scopes and the newer topics as the API's SDKs have them.
 */
export const EVENTS: WebhookEvent[] = [
  {
    name: 'B2B Transaction Received',
    value: 'b2b_transaction_received',
    description: 'Another business has paid from its till to yours',
    perTill: true,
  },
  {
    name: 'B2B Transaction Reversed',
    value: 'b2b_transaction_reversed',
    description: 'A payment from another business was taken back',
    perTill: true,
  },
  {
    name: 'Buygoods Transaction Received',
    value: 'buygoods_transaction_received',
    description: 'A customer has paid at your till (Lipa na M-PESA)',
    perTill: true,
  },
  {
    name: 'Buygoods Transaction Reversed',
    value: 'buygoods_transaction_reversed',
    description: "A customer's payment was taken back",
    perTill: true,
  },
  {
    name: 'Card Transaction Received',
    value: 'card_transaction_received',
    description: 'A customer has paid by card',
    perTill: true,
  },
  {
    name: 'Card Transaction Reversed',
    value: 'card_transaction_reversed',
    description: 'A card payment was taken back',
    perTill: true,
  },
  {
    name: 'Card Transaction Voided',
    value: 'card_transaction_voided',
    description: 'A card payment was voided before it was settled',
    perTill: true,
  },
  {
    name: 'Customer Created',
    value: 'customer_created',
    description: 'Somebody has paid you for the first time. For the whole company only.',
    perTill: false,
  },
  {
    name: 'Merchant to Merchant Transaction Received',
    value: 'm2m_transaction_received',
    description: 'Another Kopo Kopo merchant has paid you. For the whole company only.',
    perTill: false,
  },
  {
    name: 'Settlement Transfer Completed',
    value: 'settlement_transfer_completed',
    description: 'Money has arrived in your bank account or wallet. For the whole company only.',
    perTill: false,
  },
];

/** Not a topic: results that Kopo Kopo sends to a callback URL. Nothing is subscribed for it. */
export const API_RESULT = 'api_result';

/** Stands for the topic that the user types in: one that this table doesn't know yet. */
export const OTHER_TOPIC = 'other';

/** The choices for which 'Scope' and 'Till Number' matter. */
export const PER_TILL_CHOICES = [
  ...EVENTS.filter(({ perTill }) => perTill).map(({ value }) => value),
  OTHER_TOPIC,
];
