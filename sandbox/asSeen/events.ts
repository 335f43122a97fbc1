import { textAt, type JsonObject } from '../json';
import type { WebhookEvent } from '../webhookEvent';

/**
 * An event as the live API has been seen to word it: other types, and no names where M-PESA tells none.
 * Source: fixtures of the official SDKs and production code.
 */
export function eventAsSeen(event: WebhookEvent): WebhookEvent {
  const { type, resource } = event.event;
  const isReversal = event.topic === 'b2b_transaction_reversed';
  const names = 'sender_last_name' in resource ? { sender_last_name: '' } : {};
  return {
    ...event,
    event: {
      type: isReversal ? 'External Till To Till Reversal Transaction' : type,
      resource: { ...resource, ...names },
    },
  };
}

/** `TransactionType` of a customer's payment. */
const OF_CUSTOMERS = ['Buygoods', 'Buy Goods', 'Pay Bill', 'Customer Merchant Payment', ''];
/** Of another business's: with its till, or with a person's phone. */
const OF_BUSINESSES = ['Organization To Organization Transfer', 'Business Payment'];

/**
 * The shape of Daraja as it has been seen: each type in turn, hidden phone numbers, nulls, and one name with
 * another capital.
 *
 * @param body as the sandbox has it otherwise
 * @param count how many there were before
 */
export function darajaAsSeen(body: JsonObject, topic: string, count: number): JsonObject {
  const isOfBusiness = topic.startsWith('b2b');
  const types = isOfBusiness ? OF_BUSINESSES : OF_CUSTOMERS;
  const type = types[count % types.length] ?? '';
  const { ThirdPartyTransID, ...others } = body;
  return {
    ...others,
    TransactionType: type,
    OrgAccountBalance: count % 2 === 0 ? '' : '49204.00',
    ThirdPartyTransId: ThirdPartyTransID,
    MSISDN: payer(textAt(body, 'MSISDN'), type, isOfBusiness),
    MiddleName: null,
    LastName: null,
  };
}

function payer(known: string, type: string, isOfBusiness: boolean): string {
  if (type === 'Business Payment') return '+254913002504';
  return isOfBusiness ? known : Buffer.from(known).toString('base64');
}
