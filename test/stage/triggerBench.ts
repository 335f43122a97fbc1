import type { IDataObject, INode } from 'n8n-workflow';

import { sign, startSandbox, type Sandbox } from '../../sandbox';
import {
  credentialFor,
  type Engine,
  Store,
  type Delivered,
  type HookOptions,
  type NodeParameters,
  type NodeRun,
} from './engine';
import { recordLog } from './n8nLog';
import { anotherProcess } from './processes';
import { ServiceTrigger, type ServiceOptions } from './serviceTrigger';

/** Five topics: enough for a failure half way. */
export const FIVE = [
  'buygoods_transaction_received',
  'buygoods_transaction_reversed',
  'b2b_transaction_received',
  'card_transaction_received',
  'customer_created',
];

/** An n8n with the trigger in it, in front of a sandbox. */
export class TriggerBench {
  /** What the node has logged since the last start. */
  readonly logged: string[] = [];

  private constructor(
    readonly sandbox: Sandbox,
    public store: Store,
    public engine: Engine,
  ) {}

  static async start(): Promise<TriggerBench> {
    const sandbox = await startSandbox();
    const store = new Store(credentialFor(sandbox));
    const bench = new TriggerBench(sandbox, store, await anotherProcess(store));
    recordLog(bench.logged);
    return bench;
  }

  async stop(): Promise<void> {
    jest.restoreAllMocks();
    await this.sandbox.stop();
  }

  /** A new process on the same database: what the package kept in memory is gone. */
  async restart(): Promise<void> {
    this.engine.kill();
    const { credential, workflowId, staticData, processed } = this.store;
    this.store = new Store(credential, workflowId);
    Object.assign(this.store.staticData, JSON.parse(JSON.stringify(staticData)));
    for (const [key, entries] of processed) this.store.processed.set(key, entries);
    this.engine = await anotherProcess(this.store);
  }

  /** Puts the static data back to what it was, as n8n 1 does after an activation that failed. */
  loseStaticDataSince(before: string): void {
    for (const key of Object.keys(this.store.staticData)) delete this.store.staticData[key];
    Object.assign(this.store.staticData, JSON.parse(before));
  }

  trigger(parameters: NodeParameters = {}, more: Partial<INode> = {}): INode {
    return this.engine.trigger(
      {
        events: ['buygoods_transaction_received'],
        scope: 'till',
        tillNumber: this.sandbox.tills.buyGoods,
        ...parameters,
      },
      more,
    );
  }

  async activate(trigger: INode, options?: HookOptions): Promise<void> {
    await this.engine.activate(trigger, options);
  }

  /** Puts a trigger into service as n8n does: both what is called and what it keeps in memory. */
  async serve(trigger: INode, options: ServiceOptions = {}): Promise<ServiceTrigger> {
    const { activation } = options;
    const [service] = await Promise.all([
      ServiceTrigger.start(this.engine, trigger, options),
      this.activate(trigger, { activation }),
    ]);
    return service;
  }

  async deactivate(trigger: INode, options?: HookOptions): Promise<void> {
    await this.engine.hook('delete', trigger, options);
  }

  /** As n8n publishes a changed trigger: away with the old one, on with the new one. */
  async edit(from: INode, to: INode): Promise<void> {
    await this.deactivate(from);
    await this.activate(to);
  }

  /** As n8n does it: what an activation that failed leaves behind is cleaned up. */
  async activateAndFail(trigger: INode): Promise<string> {
    try {
      await this.activate(trigger);
    } catch (error) {
      await this.deactivate(trigger);
      return error instanceof Error ? error.message : String(error);
    }
    throw new Error('The activation did not fail');
  }

  /** The subscriptions that would fire. */
  alive() {
    return this.sandbox.control.subscriptions().filter(({ deleted }) => !deleted);
  }

  /** How many subscriptions have ever been created. */
  created(): number {
    return this.sandbox.control.subscriptions().length;
  }

  /** How often creating a subscription has been asked for. */
  posts(): number {
    return this.sandbox.control.requests({ method: 'POST', path: 'webhook_subscriptions' }).length;
  }

  /** A delivery with the right signature, unless another one is given. */
  async deliver(trigger: INode, body: unknown, options: DeliveryOptions = {}): Promise<Delivered> {
    const bytes = bytesOf(body);
    const { signature = sign(bytes, this.sandbox.credentials.apiKey), isTest } = options;
    const { engine = this.engine } = options;
    const headers = {
      ...(signature === null ? {} : { 'x-kopokopo-signature': signature }),
      ...options.headers,
    };
    // Node.js hands over some repeated headers as lists; the engine's type has texts only.
    return await engine.deliver(trigger, {
      body: bytes,
      headers: headers as Record<string, string>,
      isTest,
    });
  }

  /** A delivery and, if n8n would start one, the execution; its items after the trigger. */
  async receive(
    trigger: INode,
    body: unknown,
    options: DeliveryOptions = {},
  ): Promise<IDataObject[]> {
    const { items } = await this.deliver(trigger, body, options);
    if (!items) return [];
    const run: NodeRun = await this.engine.runTrigger(
      trigger,
      items,
      options.isTest ? 'manual' : 'webhook',
    );
    if (run.error) throw run.error;
    return run.json;
  }
}

export interface DeliveryOptions {
  /** null for none. Default: the right one. */
  signature?: string | string[] | null;
  headers?: Record<string, string | string[]>;
  /** To the address of 'Listen for test event'. */
  isTest?: boolean;
  /** The process that gets it; without it the one of the bench. */
  engine?: Engine;
}

/** Bytes as they are, a text in UTF-8, anything else as JSON. */
export function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
