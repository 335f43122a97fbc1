import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { KopoKopoClient } from '../api/client';
import { Stop } from '../flow/stop';
import { concurrently } from '../flow/concurrently';
import { Creates, type Send } from './creates';
import { keepToAccount } from './executionAccount';
import { asNodeError, errorItem, withSentItems, type NodeError } from './errors';
import { RESOURCES } from '../operations/index';
import { titleOf } from '../operations/operation';
import type { CreateOperation, Operation, Resource } from '../operations/operation';
import { checkAct, checkGet, checkTokenOperation } from './singleRequests';
import { checkOfTriggers } from './triggersCheck';
import { itemsOf, type Settled } from './jobItems';
import type { Output } from './output';
import { Parameters } from '../parameters/parameters';
import { fieldsOf } from '../operations/properties';
import { earlierReport, NOTHING_SENT, type SentReport } from './sentReport';
import { clientSettings, concurrencyOf } from './settings';

/** What the two dropdowns name. */
interface Chosen {
  resource: Resource;
  operation: Operation;
}

/** One thing to send, for one input item or for all of them together. */
interface Job {
  items: [number, ...number[]];
  checked: { send: Send } | { error: NodeError };
}

/**
 * Runs the chosen operation for all input items.
 *
 * All items are checked before the first request. Then they are sent, `options.concurrency` at a
 * time; unless the node continues on fail, an error starts nothing further and names what had gone
 * through. Outputs keep the order of the items and are paired with them.
 *
 * @param context the node's `this`
 * @returns the items of the only output
 * @throws NodeOperationError for input that can't be used; NodeApiError for what the API refused or
 *   didn't answer, with the items already sent in its description and in `context.alreadySent`
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const items = context.getInputData();
  if (items.length === 0) return [[]];
  const chosen = operationIn(
    String(context.getNodeParameter('resource', 0)),
    String(context.getNodeParameter('operation', 0, '')),
  );
  if (chosen) return [await new Execution(context, chosen, items.length).run()];
  const unknown = new Error(
    "Choose a 'Resource' and an 'Operation' of this node: 'Custom API Call' does not work with Kopo Kopo's credential [item 0]",
  );
  const error = asNodeError(context, unknown, 0);
  // Thrown, n8n would hand on the input items as if they had been done.
  if (context.continueOnFail()) return [items.map((_, index) => errorItem(error, index))];
  throw error;
}

class Execution {
  private readonly goOn: boolean;
  /** Stopped when nothing further may be sent, nor results be waited for. */
  private readonly stop = new Stop();
  /** In the order in which they happened. */
  private readonly errors: NodeError[] = [];
  private creates?: Creates;
  /** What was entered for each item. */
  private readonly entered: Parameters[];

  constructor(
    private readonly context: IExecuteFunctions,
    private readonly chosen: Chosen,
    itemCount: number,
  ) {
    const fields = fieldsOf(chosen.operation);
    this.entered = Array.from(
      { length: itemCount },
      (_, index) => new Parameters(context, index, fields),
    );
    this.goOn = context.continueOnFail();
    const cancelled = context.getExecutionCancelSignal();
    // Already when n8n repeats a node on its own that was cancelled.
    if (cancelled?.aborted) this.stop.now();
    cancelled?.addEventListener('abort', () => this.stop.now(), { once: true });
  }

  async run(): Promise<INodeExecutionData[]> {
    let jobs: Job[];
    let concurrency: number;
    const [first] = this.entered;
    if (!first) return [];
    try {
      concurrency = concurrencyOf(first);
      jobs = this.jobs(await this.openClient(first));
    } catch (error) {
      const nodeError = asNodeError(this.context, error, 0);
      if (!this.goOn) throw this.withReport([nodeError], []);
      const report = this.report();
      // Thrown, n8n would hand on the input items as if they had been done.
      return this.entered.map(({ itemIndex }) =>
        errorItem(nodeError, itemIndex, report.get(itemIndex)),
      );
    }
    return await this.runJobs(jobs, concurrency);
  }

  private async runJobs(jobs: Job[], concurrency: number): Promise<INodeExecutionData[]> {
    for (const { checked } of jobs) {
      if ('error' in checked && !this.goOn) throw this.withReport([checked.error], []);
    }
    const started: Array<Promise<Settled>> = [];
    await concurrently(jobs.length, concurrency, this.stop, async (index) => {
      const job = jobs[index];
      if (!job) return;
      const first = await this.start(job);
      started[index] = 'later' in first ? this.settle(first.later, job) : Promise.resolve(first);
    });
    await this.creates?.finish();
    const settled = await Promise.all(started);
    if (this.context.getExecutionCancelSignal()?.aborted) this.logCancelled();
    if (this.errors.length > 0 && !this.goOn) {
      const done = jobs.flatMap(({ items }, index) =>
        settled[index] && 'output' in settled[index] ? items : [],
      );
      throw this.withReport(this.errors, done);
    }
    this.creates?.hintAtUnsuccessful();
    const hasErrors = settled.some((one) => one && 'error' in one);
    const report = hasErrors ? this.report() : NOTHING_SENT;
    return jobs.flatMap((job, index) => itemsOf(job.items, settled[index], report));
  }

  /**
   * The one error to throw for all of them, with what became of the other items.
   *
   * @param errors at least one; what is new comes before what only says that an item was sent earlier
   * @param done the items that have an output
   */
  private withReport(errors: NodeError[], done: number[]): NodeError {
    const isOld = ({ context }: NodeError) => context.usedKey !== undefined;
    const [first, ...others] = [
      ...errors.filter((error) => !isOld(error)),
      ...errors.filter(isOld),
    ];
    if (!first) throw new Error('withReport needs an error');
    const report = this.report();
    const accounted = new Set([
      ...done,
      ...errors.map(({ context }) => Number(context.itemIndex)),
      ...report.keys(),
    ]);
    return withSentItems(first, others, report, this.entered.length - accounted.size);
  }

  /** What became of the items that were sent: by an earlier try, and by this one. */
  private report(): SentReport {
    const earlier = earlierReport(this.context, this.entered);
    return new Map([...earlier, ...(this.creates?.sent ?? NOTHING_SENT)]);
  }

  private async openClient(first: Parameters): Promise<KopoKopoClient> {
    const settings = clientSettings(first);
    const client = await KopoKopoClient.open(this.context, settings, this.stop);
    keepToAccount(this.context, client.account);
    return client;
  }

  /** Reads and checks all parameters, so that bad input is found before anything is sent. */
  private jobs(client: KopoKopoClient): Job[] {
    const { operation, resource } = this.chosen;
    const each = (check: (own: Parameters) => Send): Job[] =>
      this.entered.map((own) => this.job([own.itemIndex], () => check(own)));
    switch (operation.kind) {
      case 'create': {
        const get = resource.operations.find(({ kind }) => kind === 'get') ?? operation;
        const creates = new Creates(
          this.context,
          client,
          operation,
          titleOf(resource, get),
          this.stop,
        );
        this.creates = creates;
        const together = this.together(creates, operation, this.entered);
        const jobs = together
          ? [together]
          : each((own) => creates.check(own, operation.request(own)));
        const [first] = this.entered;
        if (first) creates.checkKeys(first);
        return jobs;
      }
      case 'get':
        return each((own) => checkGet(this.context, client, operation, own));
      case 'act':
        return each((own) => checkAct(this.context, client, operation, own));
      case 'token':
        return each((own) => checkTokenOperation(this.context, client, operation, own));
      case 'check':
        return each(() => checkOfTriggers(client, this.stop));
    }
  }

  private job(items: Job['items'], check: () => Send): Job {
    try {
      return { items, checked: { send: check() } };
    } catch (error) {
      return { items, checked: { error: asNodeError(this.context, error, items[0]) } };
    }
  }

  /** One request for all items, where the user has chosen that. */
  private together(
    creates: Creates,
    operation: CreateOperation,
    [first, ...others]: Parameters[],
  ): Job | undefined {
    if (!first) return undefined;
    const items: Job['items'] = [first.itemIndex, ...others.map(({ itemIndex }) => itemIndex)];
    try {
      const request = operation.requestForAll?.([first, ...others]);
      return request && this.job(items, () => creates.check(first, request, [first, ...others]));
    } catch (error) {
      return { items, checked: { error: asNodeError(this.context, error, first.itemIndex) } };
    }
  }

  private async start(job: Job): Promise<Settled | { later: Promise<Output> }> {
    const { checked, items } = job;
    if ('error' in checked) return checked;
    return await checked.send().catch((error: unknown) => this.failed(error, items[0]));
  }

  private async settle(later: Promise<Output>, { items }: Job): Promise<Settled> {
    return await later.then(
      (output) => ({ output }),
      (error: unknown) => this.failed(error, items[0]),
    );
  }

  /** Notes an error; unless the node continues on fail, nothing further is sent after it. */
  private failed(error: unknown, itemIndex: number): Settled {
    const nodeError = asNodeError(this.context, error, itemIndex);
    // What wasn't sent because of another item has not failed itself.
    if (nodeError.context.outcome !== 'not_sent') {
      this.errors.push(nodeError);
      // One that was sent by an earlier run doesn't keep a rerun from sending the missing ones.
      if (!this.goOn && nodeError.context.usedKey === undefined) this.stop.now();
    }
    return { error: nodeError };
  }

  /** n8n saves a cancelled execution before the node ends: only the log can still say what was sent. */
  private logCancelled(): void {
    const sent = this.creates?.sent ?? NOTHING_SENT;
    const entries = [...sent].flatMap(([item, fate]) =>
      fate === 'unknown' ? [] : [`item ${item}: ${fate.id}`],
    );
    if (entries.length === 0 && this.errors.length === 0) return;
    const unknown = this.errors.map(({ message }) => message);
    this.context.logger.warn(
      `Execution ${this.context.getExecutionId()} was cancelled. Already sent: ${entries.join(', ') || 'nothing'}. ${unknown.join('. ')}`,
    );
  }
}

function operationIn(resourceValue: string, operationValue: string): Chosen | undefined {
  const resource = RESOURCES.find(({ value }) => value === resourceValue);
  const operation = resource?.operations.find(({ value }) => value === operationValue);
  return resource && operation ? { resource, operation } : undefined;
}
