/** One entry of the trigger's 'Trigger On' list. */
export interface WebhookEvent {
  name: string;
  /** The API's name of the topic. */
  value: string;
  /** How the node panel lists it: without it n8n makes "On b2 b transaction received" of the name. */
  action: string;
  description: string;
  /** Whether it can be had for one till. The others exist for the whole company only. */
  perTill: boolean;
  /** Whether version 2 of the API can send it in the shape of Safaricom's Daraja API. */
  daraja?: true;
  /** Whether the list of payments tells of it, too. */
  isListed?: true;
  /** What a transaction's type has in it, as {@link plainName} writes it, that is certainly of this topic. */
  types?: string[];
}

export const BUYGOODS = 'buygoods_transaction_received';
export const B2B = 'b2b_transaction_received';

/**
 * The topics that can be subscribed to, sorted by name: this table gives the dropdowns, the rule for
 * the scope and the subscriptions.
 * Source: API documentation, "Webhooks"; scopes and the newer topics as the API's SDKs have them.
 */
export const EVENTS: WebhookEvent[] = described([
  {
    name: 'Buy Goods Payment Received',
    value: BUYGOODS,
    action: 'On customer payment to your till (Buy Goods)',
    description: 'A customer has paid at your till (Lipa na M-PESA)',
    perTill: true,
    daraja: true,
    isListed: true,
    types: ['buygoods'],
  },
  {
    name: 'Buy Goods Payment Reversed',
    value: 'buygoods_transaction_reversed',
    action: 'On reversal of customer payment (Buy Goods)',
    description: "A customer's payment was taken back",
    perTill: true,
  },
  {
    name: 'Card Payment Received',
    value: 'card_transaction_received',
    action: 'On card payment',
    description: 'A customer has paid by card',
    perTill: true,
    types: ['card'],
  },
  {
    name: 'Card Payment Reversed',
    value: 'card_transaction_reversed',
    action: 'On reversal of card payment',
    description: 'A card payment was taken back',
    perTill: true,
  },
  {
    name: 'Card Payment Voided',
    value: 'card_transaction_voided',
    action: 'On voided card payment',
    description: 'A card payment was voided before it was settled',
    perTill: true,
  },
  {
    name: 'New Customer',
    value: 'customer_created',
    action: 'On new customer',
    description: 'Somebody has paid you for the first time',
    perTill: false,
    types: ['customercreated'],
  },
  {
    name: 'Payment From Another Business Received',
    value: B2B,
    action: 'On payment from another business (B2B)',
    description: 'Another business has paid from its till to yours',
    perTill: true,
    daraja: true,
    isListed: true,
    types: ['b2b', 'businesstobusiness', 'tilltotill'],
  },
  {
    name: 'Payment From Another Business Reversed',
    value: 'b2b_transaction_reversed',
    action: 'On reversal of payment from another business (B2B)',
    description: 'A payment from another business was taken back',
    perTill: true,
  },
  {
    name: 'Payment From Kopo Kopo Merchant Received',
    value: 'm2m_transaction_received',
    action: 'On payment from another Kopo Kopo merchant',
    description: 'Another Kopo Kopo merchant has paid you',
    perTill: false,
    types: ['m2m', 'merchanttomerchant'],
  },
  {
    name: 'Transfer to My Account Completed',
    value: 'settlement_transfer_completed',
    action: 'On transfer to my account completed (settlement)',
    description: 'Money has arrived at your bank or wallet',
    perTill: false,
    types: ['settlement'],
  },
]);

function described(table: WebhookEvent[]): WebhookEvent[] {
  return table.map((event) =>
    event.perTill
      ? event
      : { ...event, description: `${event.description}. Comes for all your tills together.` },
  );
}

/** @returns the names of the events of which something is so, as they stand in a sentence */
function namesOf(isSo: (event: WebhookEvent) => unknown): string {
  const names = EVENTS.filter(isSo).map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What sentences in fields call the events that can come in the shape of Daraja, and those that lists have. */
export const DARAJA_EVENTS = namesOf(({ daraja }) => daraja);
export const LISTED_EVENTS = namesOf(({ isListed }) => isListed);

/** The same of those that exist for the whole company only, in a sentence. */
export const ALWAYS_FOR_ALL_TILLS = `${namesOf(({ perTill }) => !perTill)} always come for all your tills together.`;

/** The topics that can be subscribed to for one till. */
export const PER_TILL_TOPICS = EVENTS.filter(({ perTill }) => perTill).map(({ value }) => value);

/** Not a topic: results that Kopo Kopo sends to a callback URL. Nothing is subscribed for it. */
export const API_RESULT = 'api_result';

/** Stands for the topic that the user types in: one that this table doesn't know yet. */
export const OTHER_TOPIC = 'other';

/** @returns whether a topic can come in the shape of Daraja */
export function isDarajaTopic(topic: string): boolean {
  return EVENTS.some(({ value, daraja }) => value === topic && daraja);
}

/** @returns whether this table has a topic: what others are like nobody knows */
export function isKnownTopic(topic: string): boolean {
  return EVENTS.some(({ value }) => value === topic);
}

/** @returns whether the list of payments tells of a topic, too (API documentation, "Polling") */
export function isListedTopic(topic: string): boolean {
  return EVENTS.some(({ value, isListed }) => value === topic && isListed);
}

/** @returns what people call a topic; the topic itself where this table doesn't know it */
export function nameOfTopic(topic: string): string {
  return EVENTS.find(({ value }) => value === topic)?.name ?? topic;
}
