import { textOf } from './json';

/**
 * What became of a transaction's money. `in doubt`: all of it, or some, may be taken back or has been;
 * `taken back` and `none`: it is certainly not there any more, or has never come.
 */
export type Money = 'there' | 'in doubt' | 'taken back' | 'none';

const TAKEN_BACK = /revers|refund/;
const NOT_COME = /fail|cancel|void|declin|reject|expir/;
/** The same words as what has happened, and nothing besides. */
const UNDONE = new RegExp(`^(${TAKEN_BACK.source}|${NOT_COME.source})l?ed$`);
const NOT_DONE = /\b(not|never|partly|be|being)\b|partial|pending/;

/**
 * What the status of a transaction says of its money: in events, lists of payments, results and links. Money
 * first: it is not there while it may be taken back, and not gone while some of it may be there. Nobody has
 * published all statuses: one that tells of neither, such as "Received", is that of money that is there.
 *
 * @param status in any letter case and spelling, e.g. `Reversed`, `reversal_declined`
 * Source: API documentation, "Webhooks"; what else there may be is made of the words that it has.
 */
export function moneyBy(status: unknown): Money {
  const words = textOf(status)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();
  if (!isOfNoMoney(words) || /^(not|never) \w+$/.test(words)) return 'there';
  if (NOT_DONE.test(words)) return 'in doubt';
  if (!TAKEN_BACK.test(words)) return 'none';
  // A reversal is not done for being spoken of.
  if (/(reversed|refunded)\b|\b(complete|success|succeed|done)/.test(words)) return 'taken back';
  return NOT_COME.test(words) ? 'there' : 'in doubt';
}

/**
 * @param status of anything: a request, a move of money, a link
 * @returns whether it says in one word that it has come to nothing, e.g. `Failed`, `Cancelled`, `Reversed`: with
 *   more words than one ("Cancellation requested") it is not certain, and what is called failed is paid again
 */
export function isUndone(status: unknown): boolean {
  return UNDONE.test(textOf(status).toLowerCase());
}

/** @returns whether what has such a type is no payment: it takes one back, or did not come about */
export function isTypeOfNoPayment(type: string): boolean {
  return isOfNoMoney(type.toLowerCase());
}

function isOfNoMoney(words: string): boolean {
  return TAKEN_BACK.test(words) || NOT_COME.test(words);
}
