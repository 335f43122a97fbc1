import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { LastingNotes } from './lastingNotes';
import { messageOf } from '../flow/messageOf';

/**
 * How many deliveries n8n's database remembers for each trigger: n8n reads and writes all of them each
 * time it is asked.
 */
const REMEMBERED_IN_DATABASE = 2_000;
/** How many this process remembers for each trigger, on top of that. */
const REMEMBERED_IN_PROCESS = 20_000;

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
  return recordOf(context).has(deliveryKey);
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
      (await recordOf(context).add(context, deliveryKey));
    if (passes) items.push({ json, ...(binary ? { binary } : {}), pairedItem: { item: index } });
  }
  return items;
}

/** The deliveries of one trigger. */
class DeliveryRecord {
  /** Those that n8n's database has, and those that are about to be recorded. */
  private readonly recorded = new Set<string>();
  private readonly underWay = new Set<string>();
  private readonly notes = new LastingNotes(REMEMBERED_IN_DATABASE);
  private isConfirming = false;
  private lastRound: Promise<unknown> = Promise.resolve();
  private nextRound?: { keys: string[]; fresh: Promise<Set<string>> };

  has(key: string): boolean {
    return this.recorded.has(key);
  }

  /** @returns whether the key is new */
  async add(context: IExecuteFunctions, key: string): Promise<boolean> {
    if (this.recorded.has(key) || this.underWay.has(key)) return false;
    this.underWay.add(key);
    const round = this.nextRound ?? this.openRound(context);
    round.keys.push(key);
    return (await round.fresh).has(key);
  }

  /**
   * n8n reads, changes and writes one row without a lock: two at once would lose a key. So there is
   * one round at a time, and whoever comes during it goes into the next one, all together.
   */
  private openRound(context: IExecuteFunctions): { keys: string[]; fresh: Promise<Set<string>> } {
    const keys: string[] = [];
    const fresh = this.lastRound.then(async () => {
      this.nextRound = undefined;
      return await this.record(context, keys);
    });
    this.lastRound = fresh;
    this.nextRound = { keys, fresh };
    return this.nextRound;
  }

  /** Never fails: returns those that are new, or all of them when nobody can tell. */
  private async record(context: IExecuteFunctions, keys: string[]): Promise<Set<string>> {
    try {
      const fresh = await this.write(context, keys);
      for (const key of keys) this.remember(key);
      if (this.notes.areOpen && !this.isConfirming) void this.confirm(context);
      return fresh;
    } catch (error) {
      context.logger.error(
        `Kopo Kopo: n8n's database could not tell whether an event came before, so it is let through. ${messageOf(error)}`,
      );
      return new Set(keys);
    } finally {
      for (const key of keys) this.underWay.delete(key);
    }
  }

  /** @returns the keys that are new */
  private async write(context: IExecuteFunctions, keys: string[]): Promise<Set<string>> {
    try {
      return await this.notes.write(context, keys);
    } catch {
      // The very first record of a node fails in all processes but one that make it in the same instant,
      // and a lost connection doesn't say whether it was written: write again, but let all through.
      await this.notes.write(context, keys);
      return new Set(keys);
    }
  }

  /** Looks, when it is quiet, whether the database has the last ones. Never fails. */
  private async confirm(context: IExecuteFunctions): Promise<void> {
    this.isConfirming = true;
    await this.notes.untilSafe(async () => await (this.nextRound ?? this.openRound(context)).fresh);
    this.isConfirming = false;
  }

  private remember(key: string): void {
    this.recorded.add(key);
    if (this.recorded.size <= REMEMBERED_IN_PROCESS) return;
    for (const oldest of this.recorded) {
      this.recorded.delete(oldest);
      break;
    }
  }
}

const records = new Map<string, DeliveryRecord>();

function recordOf(context: IExecuteFunctions | IWebhookFunctions): DeliveryRecord {
  const name = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
  const record = records.get(name) ?? new DeliveryRecord();
  records.set(name, record);
  return record;
}
