import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { NodeRecord } from './nodeRecord';
import { messageOf } from '../flow/messageOf';

/**
 * How many deliveries n8n's database remembers for each trigger: n8n reads and writes all of them each
 * time it is asked.
 */
const REMEMBERED_IN_DATABASE = 2_000;

/**
 * The item that `webhook()` hands to `execute()`.
 *
 * @param json what the workflow gets
 * @param deliveryKey the same for every repetition of the delivery
 */
export function deliveredItem(
  json: INodeExecutionData['json'],
  deliveryKey: string,
): INodeExecutionData {
  return { json, deliveryKey };
}

/**
 * Whether a delivery is a repetition, as far as this process knows. Spares n8n an execution. Only what
 * has been recorded in the database counts: a delivery whose execution n8n failed to store will be
 * sent again, and must not be taken for a repetition.
 *
 * @param context the `this` of the trigger's `webhook()`
 */
export function wasRecordedHere(context: IWebhookFunctions, deliveryKey: string): boolean {
  return recordOf(context).wasNotedHere(deliveryKey);
}

/**
 * The items of the trigger, without those whose delivery has come before: recorded in n8n's database,
 * so that they are known after a restart and in other processes.
 *
 * Two processes that get the same delivery in the same instant may both let it through: n8n's record
 * has no lock across processes. When the record can't be kept, the delivery goes through: twice is
 * better than never.
 *
 * @param context the `this` of the trigger's `execute()`, which n8n calls with what `webhook()` returned
 * @param ignoreDuplicates false lets everything through
 */
export async function newItems(
  context: IExecuteFunctions,
  ignoreDuplicates: boolean,
): Promise<INodeExecutionData[]> {
  // A test, or a retry that the user asks for, has to go through.
  const isAskedFor = context.getMode() === 'manual' || context.getMode() === 'retry';
  const items: INodeExecutionData[] = [];
  for (const [index, { json, binary, deliveryKey }] of context.getInputData().entries()) {
    const passes =
      !ignoreDuplicates ||
      isAskedFor ||
      typeof deliveryKey !== 'string' ||
      (await isNew(context, deliveryKey));
    if (passes) items.push({ json, ...(binary ? { binary } : {}), pairedItem: { item: index } });
  }
  return items;
}

/** Never fails: what nobody can tell counts as new. */
async function isNew(context: IExecuteFunctions, deliveryKey: string): Promise<boolean> {
  try {
    const { fresh, isCertain } = await recordOf(context).note(context, [deliveryKey]);
    return fresh.has(deliveryKey) || !isCertain;
  } catch (error) {
    context.logger.error(
      `Kopo Kopo: n8n's database could not tell whether an event came before, so it is let through. ${messageOf(error)}`,
    );
    return true;
  }
}

function recordOf(context: IExecuteFunctions | IWebhookFunctions): NodeRecord {
  return NodeRecord.of(context, REMEMBERED_IN_DATABASE);
}
