import type { ITriggerFunctions } from 'n8n-workflow';

import { elapsed, now } from '../../flow/clock';
import type { Arrival } from '../../memory/deliveries';
import { PerNode } from '../../process/perNode';
import { Doubts } from './doubts';
import type { Subscription } from '../subscriptions/subscriptionRecord';

/** At least so many are kept, however long ago they were paid. */
const LEAST_KEPT = 2_000;

/** What this process, which looks, knows of the payments of one trigger besides what it has let in itself. */
export class KnownPayments {
  private static readonly ofTriggers = new PerNode<KnownPayments>();

  /** Those that have come, and when they were paid. */
  private readonly come = new Map<string, number>();
  /** Those of them that a look has let in. */
  private readonly found = new Set<string>();
  /** Those of whose two notes one was dropped, and when they were paid. */
  private readonly dropped = new Map<string, number>();
  private readonly began = elapsed();
  /**
   * Where executions run; in n8n's queue mode it is another process, and this one sees no events.
   * Undefined before the first one has run.
   */
  place?: 'here' | 'elsewhere';
  /** Those whose notes an execution that runs elsewhere is to drop, see `Deliveries`. */
  toDrop: Arrival[] = [];
  readonly doubts = new Doubts();
  /** Subscriptions that were made again and aren't written down yet. */
  made: Subscription[] = [];

  /** The same for all looks of a trigger in this process, however often it is put into service. */
  static of(context: ITriggerFunctions): KnownPayments {
    return KnownPayments.ofTriggers.getOrMake(context, () => new KnownPayments());
  }

  /** When this process began to look, by the clock as it is now: at a start it may be wrong. */
  get since(): number {
    return now() - (elapsed() - this.began);
  }

  has(key: string): boolean {
    return this.come.has(key);
  }

  /** @returns whether it came in by a look */
  wasFound(key: string): boolean {
    return this.found.has(key);
  }

  add({ key, paidAt = 0 }: Arrival, isFound = false): void {
    this.come.set(key, paidAt);
    if (isFound) this.found.add(key);
  }

  /** @returns whether one of its two notes was dropped */
  isDropped(key: string): boolean {
    return this.dropped.has(key);
  }

  drop(payments: Arrival[]): void {
    for (const { key, paidAt = 0 } of payments) this.dropped.set(key, paidAt);
  }

  /** Forgets what no look reaches any more. */
  forgetBefore(moment: number): void {
    for (const [key, paidAt] of this.dropped) if (paidAt < moment) this.dropped.delete(key);
    for (const [key, paidAt] of this.come) {
      if (this.come.size <= LEAST_KEPT) return;
      if (paidAt >= moment) continue;
      this.come.delete(key);
      this.found.delete(key);
    }
  }
}
