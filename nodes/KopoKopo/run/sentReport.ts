import type { IExecuteFunctions } from 'n8n-workflow';

import { UsedKeys } from '../memory/usedKeys';
import type { Parameters } from '../parameters/parameters';
import { keyAnyhow } from './itemKeys';

/** An item whose request the API has accepted, for the user and for a rerun that leaves it out. */
export interface AcceptedItem {
  item: number;
  id: string;
  location: string;
}

/** What became of the items that were sent. */
export interface SentReport {
  accepted: AcceptedItem[];
  /** Indexes of those of which nobody knows whether the API has accepted them. */
  unknown: number[];
}

export const NOTHING_SENT: SentReport = { accepted: [], unknown: [] };

/**
 * What an earlier try of n8n's Retry On Fail has sent, as its idempotency keys tell it.
 *
 * @param itemsOfKey the items that have each key
 */
export function reportOfKeys(usedKeys: UsedKeys, itemsOfKey: Map<string, number[]>): SentReport {
  const report: SentReport = { accepted: [], unknown: [] };
  for (const [key, items] of itemsOfKey) {
    const fate = usedKeys.fateOf(key);
    if (fate === 'unknown') report.unknown.push(...items);
    else if (fate) {
      const { id, location } = fate;
      report.accepted.push(...items.map((item) => ({ item, id, location })));
    }
  }
  return report;
}

/**
 * The same where this try ends before it can begin.
 *
 * @param parameters of all items
 */
export function earlierReport(context: IExecuteFunctions, parameters: Parameters[]): SentReport {
  const itemsOfKey = new Map<string, number[]>();
  for (const own of parameters) {
    const key = keyAnyhow(own);
    if (key !== undefined) itemsOfKey.set(key, [...(itemsOfKey.get(key) ?? []), own.itemIndex]);
  }
  return reportOfKeys(new UsedKeys(context), itemsOfKey);
}
