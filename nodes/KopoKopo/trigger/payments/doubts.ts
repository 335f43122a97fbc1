import type { Payment } from './payment';
import { hourOf } from './transactionIdentity';

/**
 * Payments that look like what events have told of under other names: letting them in would have everybody
 * thanked twice. That references are the same in both ways shows in any hour in which one is.
 */
export class Doubts {
  /** The hours of those that are doubtful. */
  private hours = new Map<string, number>();

  /**
   * @param missing payments that nobody knows
   * @param isAlike whether an event had the payer, amount and hour of one
   * @param told payments that have come by an event
   * @returns those that may be let in, and why the others may not: a sentence that says what to do
   */
  sift(
    missing: Payment[],
    isAlike: (payment: Payment) => boolean,
    told: Payment[],
  ): { free: Payment[]; reason?: string } {
    const proven = new Set(told.map(({ paidAt }) => hourOf(paidAt)));
    const doubtful = missing.filter(
      (payment) =>
        !proven.has(hourOf(payment.paidAt)) && (this.hours.has(payment.key) || isAlike(payment)),
    );
    this.hours = new Map(doubtful.map((payment) => [payment.key, hourOf(payment.paidAt)]));
    const last = Math.max(...this.hours.values());
    if ([...proven].some((hour) => hour > last)) {
      return { free: missing.filter(({ key }) => !this.hours.has(key)) };
    }
    const [first] = doubtful;
    if (first === undefined) return { free: missing };
    const reason = `Kopo Kopo's list of payments calls them by other references than its events do: one called ${String(first.simplified.reference)} there looks like a payment that has come already. So nothing that is found is let in. Set 'Receive By' to 'Webhook', and ask Kopo Kopo's support why the references differ.`;
    return { free: [], reason };
  }
}
