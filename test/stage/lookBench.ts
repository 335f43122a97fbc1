import type { IDataObject, INode } from 'n8n-workflow';

import type { Fired } from '../../sandbox';
import { clock } from './clock';
import type { Engine, NodeParameters } from './engine';
import { anotherProcess } from './processes';
import type { ServiceOptions, ServiceTrigger } from './serviceTrigger';
import { TriggerBench } from './triggerBench';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Payment = Parameters<TriggerBench['sandbox']['control']['customerPays']>[0];

/** A trigger that looks for payments, and customers who pay. */
export class LookBench {
  service?: ServiceTrigger;
  /** What the workflow got, by events and by looks. */
  readonly got: IDataObject[] = [];

  private constructor(
    readonly bench: TriggerBench,
    public trigger: INode,
  ) {}

  static async start(parameters: NodeParameters = {}): Promise<LookBench> {
    const bench = await TriggerBench.start();
    // The address of this n8n is made up: what would be posted there is handed over by the tests.
    bench.sandbox.control.configure({ callbackLossRate: 1 });
    return new LookBench(bench, bench.trigger({ receive: 'webhookAndCheck', ...parameters }));
  }

  get control() {
    return this.bench.sandbox.control;
  }

  async stop(): Promise<void> {
    await this.service?.stop();
    await this.bench.stop();
  }

  /** Puts the trigger into service, with other fields if there are any. */
  async serve(parameters: NodeParameters = {}, options: ServiceOptions = {}): Promise<void> {
    await this.rest();
    this.trigger = this.bench.trigger({ ...this.trigger.parameters, ...parameters });
    this.service = await this.bench.serve(this.trigger, options);
  }

  /** Takes it out of service. */
  async rest(): Promise<void> {
    if (!this.service) return;
    this.collect();
    await this.service.stop();
    await this.bench.deactivate(this.trigger);
    this.service = undefined;
  }

  /** n8n is killed and starts again; what is active is put into service. */
  async restart(options: ServiceOptions = {}): Promise<void> {
    this.collect();
    await this.bench.restart();
    this.service = await this.bench.serve(this.trigger, { activation: 'init', ...options });
  }

  /** A customer pays; whether an event reaches the workflow is for {@link tell}. */
  async pays(payment: Partial<Payment> = {}): Promise<Fired> {
    return await this.control.customerPays({ amount: 50, ...payment });
  }

  /** Kopo Kopo's event of a payment comes. */
  async tell({ event }: Pick<Fired, 'event'>): Promise<void> {
    this.got.push(...(await this.bench.receive(this.trigger, event)));
  }

  /** Time passes, minute by minute, as n8n's cron sees it. */
  async minutes(count: number): Promise<void> {
    for (let minute = 0; minute < count; minute++) {
      await clock.sleep(MINUTE);
      await this.service?.tick();
    }
  }

  /** The references of what the workflow got, by events and by looks. */
  references(): string[] {
    this.collect();
    return this.got.map(({ reference }) => String(reference));
  }

  /** How many executions looks have started. */
  executions(): number {
    return this.service?.executions.length ?? 0;
  }

  /** How many looks there were. */
  looks(): number {
    return this.control.requests({ method: 'POST', path: 'polling' }).length;
  }

  /** Another process on the same database. */
  async anotherProcess(): Promise<Engine> {
    return await anotherProcess(this.bench.store);
  }

  private collect(): void {
    this.got.push(...(this.service?.takeItems() ?? []).map(({ json }) => json));
  }
}

export const referenceOf = ({ event }: Pick<Fired, 'event'>): string =>
  String(event.event.resource.reference);

/** A moment so long ago. */
export const ago = (ms: number): Date => new Date(clock.now() - ms);
