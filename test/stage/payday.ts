import { parse, stringify } from 'flatted';
import type { IDataObject, INode, IRunExecutionData } from 'n8n-workflow';

import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import { documented } from './documentedOperations';
import {
  credentialFor,
  Engine,
  Store,
  type NodeParameters,
  type NodeRun,
  type RunOptions,
} from './engine';
import { anotherProcess } from './processes';

/** The create that these tests send: it moves money. */
export const PAYMENTS = '/api/v1/payments';

export interface Pay {
  /** One item for each invoice. */
  invoices: string[];
  options?: IDataObject;
  /** Default `none`: don't wait for results. */
  resultMode?: 'none' | 'wait';
  parameters?: NodeParameters;
  node?: Partial<INode>;
  signal?: AbortSignal;
  /** Which process runs it. */
  on?: Engine;
}

/** What the node says became of an item. */
export type Said =
  /** Without an ID when it was another process that has created it. */
  { state: 'created'; id?: string } | { state: 'not created' | 'unknown' };

/** A merchant who pays many invoices at once, on a sandbox of his own. */
export class Payday {
  private constructor(
    readonly sandbox: Sandbox,
    readonly store: Store,
    private engine: Engine,
  ) {}

  static async start(options: SandboxOptions = {}): Promise<Payday> {
    const sandbox = await startSandbox({ resultDelayMs: 1, ...options });
    // Callbacks would leave this computer; the results are there to be asked for.
    sandbox.control.configure({ callbackLossRate: 1 });
    const store = new Store(credentialFor(sandbox));
    return new Payday(sandbox, store, await Engine.start(store));
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
  }

  /** n8n starts again: what it keeps in its database is still there, what was in memory is gone. */
  async restart(): Promise<void> {
    this.engine.kill();
    this.engine = await anotherProcess(this.store);
  }

  /** Another process of n8n on the same database, e.g. a second worker. */
  async anotherProcess(): Promise<Engine> {
    return await anotherProcess(this.store);
  }

  get control(): Sandbox['control'] {
    return this.sandbox.control;
  }

  /** Pays each invoice with one create. */
  async pay({
    invoices,
    options = {},
    resultMode = 'none',
    on = this.engine,
    ...more
  }: Pay): Promise<NodeRun> {
    return await on.runAction(this.payment(invoices, options, resultMode, more));
  }

  private payment(
    invoices: string[],
    options: IDataObject,
    resultMode: string,
    { parameters, node, signal }: Partial<Pay>,
  ): RunOptions {
    return {
      items: invoices.map((invoice) => ({ invoice })),
      parameters: {
        ...documented('Payment: Create').parameters,
        resultMode,
        additionalFields: {
          metadata: { pair: [{ key: 'invoice', value: '={{ $json.invoice }}' }] },
        },
        options: options as NodeParameters,
        ...parameters,
      },
      node,
      signal,
    };
  }

  /** Runs the node for anything else. */
  async run(options: RunOptions): Promise<NodeRun> {
    return await this.engine.runAction(options);
  }

  /** Runs the node several times in one execution. */
  async loop(rounds: IDataObject[][], parameters: IDataObject, node: Partial<INode> = {}) {
    return await this.engine.runLoop(rounds, { parameters: parameters as NodeParameters, node });
  }

  /** Asks what became of payments. */
  async get(ids: string[], options: IDataObject = {}, node: Partial<INode> = {}): Promise<NodeRun> {
    return await this.engine.runAction({
      items: ids.map((id) => ({ id })),
      parameters: {
        resource: 'payment',
        operation: 'get',
        paymentId: '={{ $json.id }}',
        options: options as NodeParameters,
      },
      node,
    });
  }

  /** The ids that Kopo Kopo has made for each invoice. */
  paid(): Map<string, string[]> {
    const paid = new Map<string, string[]>();
    for (const { id, request } of this.control.created('payment')) {
      const invoice = String((request.metadata as IDataObject).invoice);
      paid.set(invoice, [...(paid.get(invoice) ?? []), id]);
    }
    return paid;
  }

  /** Ids in the order in which Kopo Kopo made them. */
  paidIds(): string[] {
    return this.control.created('payment').map(({ id }) => id);
  }

  /** How many creates reached Kopo Kopo, those that it didn't do included. */
  creates(): number {
    return this.control.requests({ method: 'POST', path: PAYMENTS }).length;
  }

  /**
   * The promise that all of this is about: nothing is paid twice, and of every payment that Kopo Kopo
   * has made the node says so, or says that it doesn't know.
   *
   * @returns what the node says of each invoice
   */
  expectAccounted(run: NodeRun, invoices: string[]): Said[] {
    const paid = this.paid();
    const said = saidBy(run, invoices.length);
    const wrong = invoices.filter((invoice, item) => {
      const ids = paid.get(invoice) ?? [];
      const entry = said[item];
      if (entry?.state === 'created') return ids.length !== 1 || (entry.id ?? ids[0]) !== ids[0];
      return ids.length > (entry?.state === 'unknown' ? 1 : 0);
    });
    expect(wrong).toEqual([]);
    return said;
  }
}

/** @returns `INV-0`, `INV-1`, … */
export function invoices(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `INV-${index}`);
}

/**
 * An execution's error as it is in n8n's database, where a rerun has to find it.
 *
 * @param run what the engine returned
 */
export function storedError({ run }: NodeRun): StoredError | undefined {
  const data: IRunExecutionData = parse(stringify(run.data));
  return data.resultData.error as StoredError | undefined;
}

export interface StoredError {
  message: string;
  description: string;
  context: {
    itemIndex: number;
    outcome: string;
    alreadySent: Array<{ item: number; id: string; location: string }>;
    outcomeUnknown: number[];
  };
}

/** What became of each item, told from nothing but what n8n has stored: output items or the error. */
export function saidBy(run: NodeRun, items: number): Said[] {
  const said = Array.from({ length: items }, (): Said => ({ state: 'not created' }));
  const error = storedError(run);
  for (const { item, id } of error?.context.alreadySent ?? [])
    said[item] = { state: 'created', id };
  for (const item of error?.context.outcomeUnknown ?? []) said[item] = { state: 'unknown' };
  if (error) return said;
  for (const { json, pairedItem } of run.outputs.flat()) {
    const error = json.error as IDataObject | undefined;
    const { id } = error ?? json;
    // One output may be for several items.
    for (const { item } of [pairedItem].flat() as Array<{ item: number }>) {
      if (id !== undefined) said[item] = { state: 'created', id: String(id) };
      else if (error?.outcome === 'already_sent') said[item] = { state: 'created' };
      else if (error?.outcome === 'unknown') said[item] = { state: 'unknown' };
    }
  }
  return said;
}
