import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { UsedKeys } from '../memory/usedKeys';
import type { Parameters } from '../parameters/parameters';
import { keyAnyhow } from './itemKeys';
import { runIndexOf } from './runIndex';

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
 * What each try of n8n's Retry On Fail has sent, in one run of a node. They are all in one process, and some
 * are without idempotency keys.
 */
const tries = new WeakMap<IDataObject, { run: number; sent: Array<ReadonlyMap<number, Fate>> }>();

/** @returns where this try is to note what it sends, for those after it */
export function sentByThisTry(context: IExecuteFunctions): Map<number, Fate> {
  const sent = new Map<number, Fate>();
  if (context.getNode().retryOnFail !== true) return sent;
  const run = runIndexOf(context);
  tries.set(context.getContext('node'), { run, sent: [...sentByTries(context), sent] });
  return sent;
}

function sentByTries(context: IExecuteFunctions): Array<ReadonlyMap<number, Fate>> {
  if (context.getNode().retryOnFail !== true) return [];
  const known = tries.get(context.getContext('node'));
  return known?.run === runIndexOf(context) ? known.sent : [];
}

/**
 * What an earlier try of n8n's Retry On Fail has sent, or an earlier execution, as the idempotency keys tell
 * it.
 *
 * @param parameters of all items
 */
export function earlierReport(context: IExecuteFunctions, parameters: Parameters[]): SentReport {
  const usedKeys = new UsedKeys(context);
  const report = new Map<number, Fate>();
  for (const [item, fate] of sentByTries(context).flatMap((sent) => [...sent])) {
    report.set(item, fate === 'unknown' ? fate : { ...fate, isEarlier: true });
  }
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
