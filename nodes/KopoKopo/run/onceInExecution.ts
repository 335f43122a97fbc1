import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isObject } from '../api/json';
import { hashOf } from '../flow/hashOf';
import type { Once } from '../operations/operation';
import { runIndexOf } from './runIndex';

/**
 * What only one item of an execution may ask for: n8n runs the node once for each item, and in a loop again
 * and again, so that a list, or everything, would go out once for each of them.
 *
 * What was sent is kept with the execution, so that it is known after a suspension and in another process.
 */
export class OnceInExecution {
  /** What is going to be sent in this run, and for which item. */
  private readonly asked = new Map<string, number>();

  constructor(private readonly context: IExecuteFunctions) {}

  /** @throws NodeOperationError that names the item, or the earlier run, that has asked for the same */
  refuseSecond(all: Once[]): void {
    const own = new Map<string, number>();
    for (const once of all) {
      const other = this.asked.get(once.what) ?? own.get(once.what);
      const earlier = this.sent[nameOf(once)];
      if (other !== undefined)
        throw once.of.refusal(once.field, `${once.problem} item ${other}`, once.advice);
      // n8n's Retry On Fail is the same run: what it had sent, its idempotency keys know.
      if (earlier !== undefined && earlier !== this.run) {
        throw once.of.refusal(
          once.field,
          `${once.problem} an earlier run of this node in the same execution`,
          'Put the node outside of the loop, or let each round of the loop ask for something else.',
        );
      }
      own.set(once.what, once.of.itemIndex);
    }
  }

  /** Notes that it is going to be sent: items behind it are refused if they ask for the same. */
  expect(all: Once[]): void {
    for (const { what, of } of all) this.asked.set(what, of.itemIndex);
  }

  /** Notes that it is sent. */
  note(all: Once[]): void {
    for (const once of all) this.sent[nameOf(once)] = this.run;
  }

  /** Forgets what the API certainly didn't do. */
  forget(all: Once[]): void {
    for (const once of all) delete this.sent[nameOf(once)];
  }

  /** n8n stores it with the execution. */
  private get sent(): IDataObject {
    const kept: IDataObject = this.context.getContext('node');
    if (!isObject(kept.sentOnce)) kept.sentOnce = {};
    return isObject(kept.sentOnce) ? kept.sentOnce : {};
  }

  private get run(): number {
    return runIndexOf(this.context);
  }
}

/** The recipients themselves needn't stand in the execution's data twice. */
function nameOf({ what }: Once): string {
  return hashOf(what);
}
