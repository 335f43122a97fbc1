import { TriggerContext } from 'n8n-core';
import type {
  IExecuteResponsePromiseData,
  INode,
  INodeExecutionData,
  IRun,
  ITriggerFunctions,
  WorkflowActivateMode,
} from 'n8n-workflow';

import type { Engine, NodeRun } from './engine';

type Emit = ITriggerFunctions['emit'];
type Tick = (scheduled: Date) => unknown;

export interface ServiceOptions {
  activation?: WorkflowActivateMode;
  /** Where executions run; without it in the same process. */
  executor?: Engine;
}

/** A trigger that n8n's main process keeps in memory: what its `trigger()` has set up. */
export class ServiceTrigger {
  /** The executions that it has started, in the order in which they ended. */
  readonly executions: NodeRun[] = [];
  readonly expressions: string[] = [];
  /** What n8n throws while it can begin no execution. */
  broken?: Error;
  private ticks: Tick[] = [];
  private taken = 0;
  private close?: () => Promise<void>;
  private readonly underWay = new Set<Promise<void>>();

  private constructor(
    private readonly node: INode,
    /** Where executions run: the same process, or another one as in queue mode. */
    public executor: Engine,
  ) {}

  /** As n8n does at an activation and at each start. */
  static async start(
    main: Engine,
    node: INode,
    { activation = 'activate', executor = main }: ServiceOptions = {},
  ): Promise<ServiceTrigger> {
    const service = new ServiceTrigger(node, executor);
    const type = main.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
    if (!('trigger' in type) || !type.trigger) throw new Error('The node has no trigger()');
    const workflow = main.workflow([node], {});
    const additionalData = main.additionalData(workflow, 'trigger');
    await workflow.expression.acquireIsolate?.();
    const nothing = () => {};
    const context = new TriggerContext(
      workflow,
      node,
      additionalData,
      'trigger',
      activation,
      service.emit,
      nothing,
      nothing,
      {
        registerCron: ({ expression }, onTick) => {
          service.expressions.push(expression);
          service.ticks.push(onTick);
        },
      },
    );
    const response = await type.trigger.call(context);
    // From then on expressions can't be evaluated any more.
    await workflow.expression.releaseIsolate?.();
    service.close = response?.closeFunction;
    return service;
  }

  /** A minute has passed for n8n's cron. Ends when all that it has started has ended. */
  async tick(): Promise<void> {
    for (const tick of this.ticks) await tick(new Date());
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  /** As n8n does at a deactivation and when it stops. */
  async stop(): Promise<void> {
    await this.close?.();
    this.ticks = [];
  }

  /** What the executions have given to the rest of the workflow since this was asked last. */
  takeItems(): INodeExecutionData[] {
    const news = this.executions.slice(this.taken);
    this.taken = this.executions.length;
    return news.flatMap(({ items }) => items);
  }

  private readonly emit: Emit = (data, response, done) => {
    if (this.broken) throw this.broken;
    const items = data[0] ?? [];
    const run = async () => {
      const onResponse = (answer: IExecuteResponsePromiseData) => response?.resolve(answer);
      // n8n stores what an execution starts with.
      const stored: INodeExecutionData[] = JSON.parse(JSON.stringify(items));
      const execution = await this.executor.runTrigger(this.node, stored, 'trigger', {
        onResponse,
      });
      this.executions.push(execution);
      response?.resolve({});
      const ended: IRun = execution.run;
      done?.resolve(ended);
    };
    const running = run().catch((error: Error) => done?.reject(error));
    this.underWay.add(running);
    void running.then(() => this.underWay.delete(running));
  };
}
