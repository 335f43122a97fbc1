import { momentOf } from './kenyanTime';
import type { Period } from './periods';
import { fieldOf } from './transaction';

/** The newest payments of a period come first. */
export interface Newest {
  period: Period;
  /** At most so many. */
  limit?: number;
}

/**
 * The wanted ones of a list of transactions. The API doesn't say in which order they come, nor whether the
 * end of the period is in it: a payment at midnight must not be in two days.
 *
 * @param transactions as the API lists them
 * @returns the newest first; those that don't say when they were made stay, at the end
 */
export function newestOf(transactions: unknown[], { period, limit }: Newest): unknown[] {
  const [from = NaN, to = NaN] = [period.from, period.to].map((time) => Date.parse(time));
  return transactions
    .map((transaction) => ({ transaction, at: timeOf(transaction) }))
    .filter(({ at }) => Number.isNaN(at) || (at >= from && at < to))
    .sort((a, b) => (b.at || 0) - (a.at || 0))
    .slice(0, limit)
    .map(({ transaction }) => transaction);
}

function timeOf(transaction: unknown): number {
  return momentOf(fieldOf(transaction, 'origination_time'));
}
