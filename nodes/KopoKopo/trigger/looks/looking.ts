import { randomInt, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import { KopoKopoClient } from '../../api/client';
import { elapsed, now, unhurried } from '../../flow/clock';
import { MINUTE_MS } from '../../flow/durations';
import { messageOf } from '../../flow/errorMessage';
import { Stop } from '../../flow/stop';
import { Look } from './look';
import { forgetLookingSince, lookingSince, type Start } from './lookingSince';
import { sayOncePerDay } from './oncePerDay';
import { sentenceOfUnread } from '../payments/listedPayments';
import { lastLooks, type Report } from '../service/lookReport';
import { searchOf, type Scope, type Search } from '../payments/search';
import { warnings } from '../warnings';

/** So that enough is left of what n8n gives an activation, see `subscriptions/registrar.ts`. */
const LONGEST_STOCK_TAKING_MS = 10_000;

/**
 * Has the trigger look for payments every few minutes, if it is to.
 *
 * Never throws: n8n would take the trigger out of service, and its events would be lost.
 *
 * @param context the `this` of the trigger's `trigger()`, which n8n calls at each activation and each start
 */
export async function startLooking(context: ITriggerFunctions): Promise<ITriggerResponse> {
  try {
    const search = searchOf(context);
    if (search) return await started(context, search);
    forgetLookingSince(context);
  } catch (error) {
    context.logger.error(
      `Kopo Kopo: the trigger "${context.getNode().name}" does not look for payments. ${messageOf(error)}`,
    );
  }
  return {};
}

async function started(context: ITriggerFunctions, search: Search): Promise<ITriggerResponse> {
  const account = await KopoKopoClient.open(context).then(
    (client) => client.account,
    // The looks will say what is wrong with the credential.
    () => undefined,
  );
  const sinceOf = lookingSince(context, search, account);
  const stop = new Stop();
  const timetable = new Timetable(search.every);
  const stock = await takeStock(context, search, sinceOf, stop);
  let wentWell = true;
  const tick = async () => {
    if (stop.stopped || !timetable.isDue()) return;
    await timetable.keepTo(async () => {
      const report = await new Look(context, search, sinceOf, stop, stock).run();
      if (stop.stopped) return true;
      lastLooks.set(context, { ...report, at: now() });
      tell(context, report, wentWell);
      wentWell = report.troubles.length === 0;
      return wentWell;
    });
  };
  // Once a minute, at a random second: not all of Kenya asks at once.
  context.helpers.registerCron({ expression: `${randomInt(60)} * * * * *` }, tick);
  return { closeFunction: async () => stop.now() };
}

/** @returns the payments of before that nobody can tell by their time; undefined where that isn't known */
async function takeStock(
  context: ITriggerFunctions,
  search: Search,
  sinceOf: (topic: string, scope: Scope) => Start,
  stop: Stop,
): Promise<ReadonlySet<string> | undefined> {
  const isNew = search.topics.some((topic) =>
    search.scopes.some((scope) => sinceOf(topic, scope).isFirst),
  );
  if (!isNew) return undefined;
  const stock = new Look(context, search, sinceOf, stop, new Set()).stock();
  return await Promise.race([
    stock.catch(() => undefined),
    unhurried(LONGEST_STOCK_TAKING_MS).then(() => undefined),
  ]);
}

function tell(
  context: ITriggerFunctions,
  { troubles, stopped, unread, letIn, mended }: Report,
  wentWell: boolean,
): void {
  const say = (sentence: string) =>
    context.logger.info(`Kopo Kopo: the trigger "${context.getNode().name}": ${sentence}`);
  for (const trouble of troubles) {
    sayOncePerDay(context, `a look for payments went wrong. ${trouble}`);
  }
  const ofUnread = sentenceOfUnread(unread);
  if (ofUnread !== undefined) sayOncePerDay(context, ofUnread, 'unread');
  if (troubles.length === 0 && !wentWell) say('looking for payments works again');
  if (stopped !== undefined && sayOncePerDay(context, stopped)) warnings.set(context, stopped);
  if (letIn > 0) say(`payments let in whose events got lost: ${letIn}`);
  if (mended > 0) say(`subscriptions made again that Kopo Kopo did not keep: ${mended}`);
}

/** When it is time for the next look, whatever becomes of the computer's clock. */
class Timetable {
  private next = -Infinity;
  private failures = 0;
  private isBusy = false;

  /** @param every milliseconds from one look to the next */
  constructor(private readonly every: number) {}

  isDue(): boolean {
    // A tick may come a moment early.
    return !this.isBusy && elapsed() >= this.next - MINUTE_MS / 2;
  }

  /** @param task returns whether it went well; if not, it is tried again sooner */
  async keepTo(task: () => Promise<boolean>): Promise<void> {
    const began = elapsed();
    this.isBusy = true;
    try {
      this.failures = (await task()) ? 0 : this.failures + 1;
    } finally {
      this.isBusy = false;
      const soon = MINUTE_MS * 2 ** (this.failures - 1);
      this.next = began + (this.failures === 0 ? this.every : Math.min(soon, this.every));
    }
  }
}
