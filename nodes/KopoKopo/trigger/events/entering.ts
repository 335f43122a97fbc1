import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isObject } from '../../api/json';
import { messageOf } from '../../flow/errorMessage';
import { showHint } from '../../flow/showHint';
import { Deliveries, type Arrival } from '../../memory/deliveries';
import { THIS_PROCESS } from '../../process/thisProcess';
import { ignoresDuplicates, receiveBy, type TriggerNode } from '../chosen';
import { isTest } from '../isTest';
import { slipOf, type Answer, type Slip } from './handover';
import {
  staticDataOf,
  subscriptionIn,
  SubscriptionRecord,
} from '../subscriptions/subscriptionRecord';
import { warnings } from '../warnings';

/**
 * The items of the trigger: those of what has come before are left out.
 *
 * When n8n's database can't tell, an event goes through: twice is better than never. A payment that was
 * found by looking doesn't: the next look finds it again.
 *
 * @param context the `this` of the trigger's `execute()`, which n8n calls with what `webhook()` returned or
 *   a look has handed over
 */
export async function entering(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const doorman = new Doorman(context);
  const items: INodeExecutionData[] = [];
  for (const [index, item] of context.getInputData().entries()) {
    const { json, binary } = item;
    const passes = await doorman.lets(slipOf(item));
    if (passes) items.push({ json, ...(binary ? { binary } : {}), pairedItem: { item: index } });
  }
  return items;
}

/** Decides what comes in. */
class Doorman {
  private readonly ignoresDuplicates: boolean;
  private readonly isLooking: boolean;
  private readonly deliveries: Deliveries;

  constructor(private readonly context: IExecuteFunctions) {
    const node: TriggerNode = {
      getNodeParameter: (name: string, absent: unknown) =>
        context.getNodeParameter(name, 0, absent),
    };
    this.ignoresDuplicates = ignoresDuplicates(node);
    this.isLooking = receiveBy(node) !== 'webhook';
    this.deliveries = Deliveries.of(context, this.isLooking);
  }

  /** @param slip what goes with the item; items without one were made up by a person */
  async lets(slip: Slip | undefined): Promise<boolean> {
    if (!slip) return true;
    // A test, or a retry that the user asks for, has to go through.
    const isAskedFor = isTest(this.context) || this.context.getMode() === 'retry';
    if (isAskedFor && (slip.kind === 'event' || slip.kind === 'found')) return true;
    this.warn(slip);
    this.deliveries.drop(slip.drop ?? []);
    this.write(slip.subscriptions ?? []);
    const [arrival] = slip.arrivals;
    if (slip.kind === 'question') await this.answer(slip);
    if (slip.kind === 'errand') await this.respond({ isAnswered: true });
    if (slip.kind === 'event')
      return arrival === undefined || (await this.letsEvent(arrival, slip));
    return slip.kind === 'found' && arrival !== undefined && (await this.letsFound(arrival, slip));
  }

  private async letsEvent(arrival: Arrival, { from }: Slip): Promise<boolean> {
    // Looks have to know of it anyway.
    if (!this.ignoresDuplicates && !this.isLooking) return true;
    try {
      const isShared = this.isLooking && from !== THIS_PROCESS;
      const isNew = await this.deliveries.isNew(this.context, arrival, { isShared });
      return isNew || !this.ignoresDuplicates;
    } catch (error) {
      this.context.logger.error(
        `Kopo Kopo: n8n's database could not tell whether an event came before, so it is let through. ${messageOf(error)}`,
      );
      return true;
    }
  }

  private async letsFound(arrival: Arrival, { from }: Slip): Promise<boolean> {
    const isShared = from !== THIS_PROCESS;
    try {
      const isNew = await this.deliveries.isNew(this.context, arrival, { isShared, isFound: true });
      await this.respond({ isAnswered: true, isNew });
      return isNew;
    } catch (error) {
      this.context.logger.error(
        `Kopo Kopo: n8n's database could not tell whether a payment came before, so it is left to the next look. ${messageOf(error)}`,
      );
      await this.respond({ isAnswered: false });
      return false;
    }
  }

  private async answer({ arrivals, from }: Slip): Promise<void> {
    const isShared = from !== THIS_PROCESS;
    const keys = arrivals.map(({ key }) => key);
    try {
      const missing = await this.deliveries.missing(this.context, keys, isShared);
      const asked = arrivals
        .filter(({ key }) => missing.keys.has(key))
        .flatMap(({ marks = [] }) => marks);
      const absent = await this.deliveries.absent(this.context, asked, isShared);
      await this.respond({
        isAnswered: true,
        missing: [...missing.keys],
        isCertain: missing.isCertain,
        marks: asked.filter((mark) => !absent.marks.has(mark)),
      });
    } catch (error) {
      this.context.logger.error(
        `Kopo Kopo: n8n's database could not tell which payments came before, so they are left to the next look. ${messageOf(error)}`,
      );
      await this.respond({ isAnswered: false });
    }
  }

  private async respond(answer: Partial<Answer>): Promise<void> {
    const none = { isAnswered: false, isNew: false, missing: [], marks: [], isCertain: true };
    await this.context.sendResponse({ ...none, ...answer, by: THIS_PROCESS });
  }

  /** In static data, which n8n stores with what an execution leaves behind, but not with what a look does. */
  private write(subscriptions: unknown[]): void {
    for (const subscription of subscriptions.filter(isObject).flatMap(subscriptionIn)) {
      const record = new SubscriptionRecord(staticDataOf(this.context), subscription.account);
      record.replaceBy(subscription);
    }
  }

  private warn({ warning = warnings.take(this.context) }: Slip): void {
    if (warning !== undefined) showHint(this.context, warning, { location: 'outputPane' });
  }
}
