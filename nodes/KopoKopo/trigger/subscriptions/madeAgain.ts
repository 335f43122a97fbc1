import { nameOfTopic } from '../../api/events';
import { elapsed } from '../../flow/clock';
import { DAY_MS } from '../../flow/durations';
import { keyOf, unknownCreates } from './unknownCreates';
import type { Wanted } from './wantedSubscriptions';

/**
 * For how long one isn't created again by itself when nobody knows whether it exists; nor one that was, and of which
 * Kopo Kopo says again that it sends nothing: each may come back, and none can be deleted.
 */
export const MADE_AGAIN_MS = DAY_MS;

/** When the looks of this process have created which one. */
const madeAt = new Map<string, number>();

/** Notes that a look has created a subscription again. */
export function noteMadeAgain(account: string, wanted: Wanted): void {
  madeAt.set(keyOf(account, wanted), elapsed());
}

/**
 * Why the next look won't make a subscription that Kopo Kopo doesn't have.
 *
 * @param account see `accountOf`
 * @returns in sentences; undefined when it will
 */
export function reasonNotToMakeAgain(account: string, wanted: Wanted): string | undefined {
  const unknown = unknownCreates.reasonToHoldOff(account, wanted);
  if (unknown !== undefined) return unknown;
  const before = madeAt.get(keyOf(account, wanted));
  if (before === undefined || elapsed() >= before + MADE_AGAIN_MS) return undefined;
  return `Kopo Kopo does not keep the subscription to "${nameOfTopic(wanted.topic)}": it was made again within the last day. The next one is made a day after that, or when you publish the workflow again; payments are found by looking.`;
}
