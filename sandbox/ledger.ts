import { randomUUID } from 'node:crypto';
import type { JsonObject } from './json';
import { mpesaReference, TILLS } from './merchant';
import { amountText } from './money';
import { toSecond } from './timestamps';

/** An incoming transaction as results and webhooks show it, and when it happened. */
export interface Transaction {
  /** Milliseconds since 1970. */
  at: number;
  tillNumber: string;
  reference: string;
  /** The topic of the event that tells of it. */
  topic: (typeof PAYMENT_TOPICS)[number];
  /** `event.resource` of the docs' webhook samples, without the hashed phone. */
  resource: JsonObject;
  /** Whether polling finds it: some payments reach Kopo Kopo itself late. */
  isListed: boolean;
}

/** The topics of incoming transactions that polling finds. */
export const PAYMENT_TOPICS = [
  'buygoods_transaction_received',
  'b2b_transaction_received',
] as const;

/** Who paid what. `amount` in KES; the phone is +254…, null where the API leaves it out. */
export interface Payer {
  amount: number | string;
  tillNumber?: string;
  phoneNumber?: string | null;
  firstName?: string;
  middleName?: string | null;
  lastName?: string;
}

/** Another business that paid from its till. `amount` in KES. */
export interface Business {
  amount: number | string;
  tillNumber?: string;
  sendingTill?: string;
}

/** Builds the transaction of a customer's payment that happened at `at`. */
export function transactionOf(payer: Payer, at: Date): Transaction {
  const tillNumber = payer.tillNumber ?? TILLS.buyGoods;
  const reference = mpesaReference();
  const phone = payer.phoneNumber === undefined ? '+254712345678' : payer.phoneNumber;
  return {
    at: at.getTime(),
    tillNumber,
    reference,
    topic: 'buygoods_transaction_received',
    isListed: true,
    resource: {
      id: randomUUID(),
      amount: amountText(payer.amount),
      status: 'Received',
      system: 'Lipa Na M-PESA',
      currency: 'KES',
      reference,
      till_number: tillNumber,
      ...(phone === null ? {} : { sender_phone_number: phone }),
      origination_time: toSecond(at),
      sender_last_name: payer.lastName ?? 'Doe',
      sender_first_name: payer.firstName ?? 'Jane',
      sender_middle_name: payer.middleName ?? null,
    },
  };
}

/** Builds the transaction of another business's payment that happened at `at`. */
export function businessTransactionOf(business: Business, at: Date): Transaction {
  const tillNumber = business.tillNumber ?? TILLS.buyGoods;
  const reference = mpesaReference();
  return {
    at: at.getTime(),
    tillNumber,
    reference,
    topic: 'b2b_transaction_received',
    isListed: true,
    resource: {
      id: randomUUID(),
      amount: amountText(business.amount),
      status: 'Complete',
      system: 'Lipa Na Mpesa',
      currency: 'KES',
      reference,
      till_number: tillNumber,
      sending_till: business.sendingTill ?? '890642',
      origination_time: toSecond(at),
    },
  };
}

/** `count` made-up transactions, spread evenly from `from` to `to`. */
export function madeUpTransactions(
  count: number,
  from: Date,
  to: Date,
  tillNumber?: string,
): Transaction[] {
  const step = (to.getTime() - from.getTime()) / Math.max(count, 1);
  return Array.from({ length: count }, (_, index) =>
    transactionOf(
      { amount: 100 + (index % 900), tillNumber },
      new Date(from.getTime() + Math.floor(step * index)),
    ),
  );
}

/** Every incoming transaction of the merchant. */
export class Ledger {
  private transactions: Transaction[] = [];
  private readonly byReference = new Map<string, Transaction>();

  add(transaction: Transaction): void {
    this.transactions.push(transaction);
    this.byReference.set(transaction.reference, transaction);
  }

  /** The same transactions in a ledger of its own. */
  copy(): Ledger {
    const ledger = new Ledger();
    for (const transaction of this.transactions) ledger.add(transaction);
    return ledger;
  }

  find(reference: string): Transaction | undefined {
    return this.byReference.get(reference);
  }

  /** The listed transactions of one till (or of all) with from ≤ time ≤ to, oldest first. */
  between(from: Date, to: Date, tillNumber?: string): Transaction[] {
    // Transactions are written to the second, so a payment of this second must be found by a
    // `to` of this second.
    const first = Math.floor(from.getTime() / 1000);
    const last = Math.floor(to.getTime() / 1000);
    return this.transactions
      .filter(({ at, tillNumber: till, isListed }) => {
        const second = Math.floor(at / 1000);
        return isListed && second >= first && second <= last && (tillNumber ?? till) === till;
      })
      .sort((one, other) => one.at - other.at);
  }
}
