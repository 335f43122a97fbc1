import type { IExecuteFunctions } from 'n8n-workflow';

import { UsedKeys } from '../memory/usedKeys';
import type { Parameters } from '../parameters/parameters';
import { keyAnyhow } from './itemKeys';

/** What became of an item that was sent: the API has accepted it, or nobody knows whether it has. */
export type Fate = Accepted | 'unknown';

export interface Accepted {
  id: string;
  location: string;
  /** Whether it wasn't sent by this try of this execution, but by an earlier one. */
  isEarlier?: boolean;
}

/** By the index of the item. One that isn't in it was certainly not sent, or the API didn't do it. */
export type SentReport = ReadonlyMap<number, Fate>;

export const NOTHING_SENT: SentReport = new Map();

/**
 * What an earlier try of n8n's Retry On Fail has sent, or an earlier execution, as the idempotency keys tell
 * it.
 *
 * @param parameters of all items
 */
export function earlierReport(context: IExecuteFunctions, parameters: Parameters[]): SentReport {
  const usedKeys = new UsedKeys(context);
  const report = new Map<number, Fate>();
  for (const own of parameters) {
    const key = keyAnyhow(own);
    const created = key === undefined ? undefined : usedKeys.fateOf(key);
    if (created === undefined) continue;
    const fate: Fate =
      created === 'unknown'
        ? created
        : { id: created.id, location: created.location, isEarlier: true };
    report.set(own.itemIndex, fate);
  }
  return report;
}
