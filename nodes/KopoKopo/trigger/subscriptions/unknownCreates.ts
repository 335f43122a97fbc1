import { now } from '../../flow/clock';
import { identityOf, type Wanted } from './wantedSubscriptions';

/**
 * How long a create of unknown outcome holds off the next one, and how much longer each further one.
 * n8n 2 repeats a failed activation four times within 15 seconds, n8n 1 for ever, in growing distances:
 * each could add another subscription, and all of them send every event.
 */
const HOLDS_OFF_MS = 60_000;
const GROWTH = 10;

/** Until when creates of unknown outcome hold off the next one, and what happened. */
class UnknownCreates {
  private readonly outcomes = new Map<string, { holdsOff: number; until: number; what: string }>();

  /** @returns what happened, while nobody may create the same again */
  reasonToHoldOff(account: string, wanted: Wanted): string | undefined {
    const unknown = this.outcomes.get(keyOf(account, wanted));
    return unknown && now() < unknown.until ? unknown.what : undefined;
  }

  /**
   * @param what happened, as the user is told
   * @param least milliseconds for which it holds off the next one
   */
  add(account: string, wanted: Wanted, what: string, least = HOLDS_OFF_MS): void {
    const key = keyOf(account, wanted);
    const before = this.outcomes.get(key);
    const holdsOff = Math.max(least, before ? before.holdsOff * GROWTH : 0);
    this.outcomes.set(key, { holdsOff, until: now() + holdsOff, what });
  }

  clear(account: string, wanted: Wanted): void {
    this.outcomes.delete(keyOf(account, wanted));
  }
}

/** Those of this process. */
export const unknownCreates = new UnknownCreates();

/** @returns the same for subscriptions of an account that make Kopo Kopo send the same */
export function keyOf(account: string, wanted: Wanted): string {
  return `${account} ${identityOf(wanted)}`;
}
