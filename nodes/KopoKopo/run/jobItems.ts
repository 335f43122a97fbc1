import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { errorItem, type NodeError } from './errors';
import type { Output } from './output';
import type { SentReport } from './sentReport';

/** What became of one request. */
export type Settled = { output: Output } | { error: NodeError };

/**
 * The items that come of one request, paired with the input items that it was for.
 *
 * @param items their indexes
 * @param settled what became of it; undefined where it was never started
 * @param report what became of the items that were sent
 */
export function itemsOf(
  items: number[],
  settled: Settled | undefined,
  report: SentReport,
): INodeExecutionData[] {
  if (!settled) return [];
  if ('output' in settled)
    return settled.output.map((json) => ({ json, pairedItem: pairedWith(items) }));
  // One for all items of a request, unless there is something else to say of one of them.
  const said = new Map<string, { json: IDataObject; about: number[] }>();
  for (const item of items) {
    const { json } = errorItem(settled.error, item, report.get(item));
    const same = said.get(JSON.stringify(json));
    if (same) same.about.push(item);
    else said.set(JSON.stringify(json), { json, about: [item] });
  }
  return [...said.values()].map(({ json, about }) => ({ json, pairedItem: pairedWith(about) }));
}

function pairedWith(items: number[]): INodeExecutionData['pairedItem'] {
  const [first] = items;
  return items.length === 1 && first !== undefined
    ? { item: first }
    : items.map((item) => ({ item }));
}
