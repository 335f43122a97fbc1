import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { deliveryIn } from './delivery';

/** How many deliveries n8n's database remembers for each trigger: it reads and writes all of them each time. */
const REMEMBERED_IN_DATABASE = 1_000;
/** How many this process remembers for each trigger, on top of that. */
const REMEMBERED_IN_PROCESS = 20_000;

/**
 * Whether this process has already let a delivery through. Spares n8n an execution for a quick
 * repeat. Only what has been recorded in the database counts: a delivery whose execution n8n failed
 * to store will be sent again, and must not be taken for a repeat.
 */
export function wasRecordedHere(context: IWebhookFunctions, key: string): boolean {
  return recordOf(context).recorded.has(key);
}

/**
 * The deliveries among the trigger's items that haven't come before: recorded in n8n's database, so
 * that they are known after a restart and in other processes.
 *
 * Two processes that get the same delivery in the same instant may both let it through: n8n's record
 * has no lock across processes.
 *
 * @param context the `this` of the trigger's `execute()`, which n8n calls with what `webhook()` returned
 */
export async function onlyNew(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const items = context
    .getInputData()
    .map((item, index) => ({ ...item, pairedItem: { item: index } }));
  // A test, or a retry of an execution that the user asks for, has to go through.
  if (context.getMode() === 'manual' || context.getMode() === 'retry') return items;
  const fresh: INodeExecutionData[] = [];
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined || (await recordOf(context).add(context, key))) fresh.push(item);
  }
  return fresh;
}

/** An item is the body as it came, or the simplified one: both carry what identifies the delivery. */
function keyOf({ json }: INodeExecutionData): string | undefined {
  const raw = deliveryIn(json);
  if (raw) return raw.key;
  if (typeof json.topic === 'string') {
    if (typeof json.id === 'string') return `event ${json.id}`;
    return typeof json.reference === 'string' ? `daraja ${json.reference}` : undefined;
  }
  return typeof json.id === 'string' ? `result ${json.id} ${String(json.status)}` : undefined;
}

/** The deliveries of one trigger. */
class DeliveryRecord {
  readonly recorded = new Set<string>();
  private turn: Promise<unknown> = Promise.resolve();

  /** @returns whether the key is new */
  async add(context: IExecuteFunctions, key: string): Promise<boolean> {
    // n8n reads, changes and writes one record: two at once in this process would lose a key.
    const mine = this.turn.then(async () => await this.addNow(context, key));
    this.turn = mine.catch(() => undefined);
    return await mine;
  }

  private async addNow(context: IExecuteFunctions, key: string): Promise<boolean> {
    if (this.recorded.has(key)) return false;
    const { new: fresh } = await context.helpers.checkProcessedAndRecord([key], 'node', {
      mode: 'entries',
      maxEntries: REMEMBERED_IN_DATABASE,
    });
    this.recorded.add(key);
    if (this.recorded.size > REMEMBERED_IN_PROCESS) {
      for (const oldest of this.recorded) {
        this.recorded.delete(oldest);
        break;
      }
    }
    return fresh.length > 0;
  }
}

const records = new Map<string, DeliveryRecord>();

function recordOf(context: IExecuteFunctions | IWebhookFunctions): DeliveryRecord {
  const name = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
  const record = records.get(name) ?? new DeliveryRecord();
  records.set(name, record);
  return record;
}
