import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';

import { KopoKopoClient } from '../../api/client';
import { sentencesOf } from '../../api/failure';
import { now } from '../../flow/clock';
import { concurrently } from '../../flow/concurrently';
import { MINUTE_MS } from '../../flow/durations';
import { firstOf } from '../../flow/firstOf';
import { messageOf } from '../../flow/errorMessage';
import type { Stop } from '../../flow/stop';
import { certainlyKnown, Deliveries, isToBeDropped, isYoung } from '../../memory/deliveries';
import { THIS_PROCESS } from '../../process/thisProcess';
import { handOver, itemWith, type Answer, type Slip } from '../events/handover';
import { KnownPayments } from '../payments/knownPayments';
import { listPayments, unreadOf } from '../payments/listedPayments';
import type { Start } from './lookingSince';
import { mendSubscriptions } from './mending';
import type { Payment } from '../payments/payment';
import type { Report } from '../service/lookReport';
import type { Scope, Search } from '../payments/search';
import { warnings } from '../warnings';

/** A list of thousands takes Kopo Kopo a while. */
const LONGEST_WAIT_MS = 5 * MINUTE_MS;

/** How many executions a look starts before the first of them has ended. */
const MOST_AT_ONCE = 5;

/** Of how many of those that it asks about it also wants to know whether an event was like them. */
const MOST_MARKED = 500;

/** Finds the payments that a trigger was never told of, and lets them in. */
export class Look {
  private readonly known: KnownPayments;
  private readonly deliveries: Deliveries;
  private readonly report: Report = {
    listed: 0,
    unread: 0,
    letIn: 0,
    mended: 0,
    troubles: [],
  };

  /**
   * @param sinceOf where the looks for a topic begin
   * @param before keys of payments of before; undefined where nobody knows those of the very second in
   *   which the trigger was put into service
   */
  constructor(
    private readonly context: ITriggerFunctions,
    private readonly search: Search,
    private readonly sinceOf: (topic: string, scope: Scope) => Start,
    private readonly stop: Stop,
    private readonly before?: ReadonlySet<string>,
  ) {
    this.known = KnownPayments.of(context);
    this.deliveries = Deliveries.of(context, true);
  }

  /** Mends the subscriptions, asks for the payments, and lets in those that haven't come. Never throws. */
  async run(): Promise<Report> {
    try {
      const { made, troubles } = await mendSubscriptions(this.context);
      this.known.made.push(...made);
      this.report.mended = made.length;
      this.report.troubles.push(...troubles);
      const payments = await this.listed();
      this.report.listed = payments.length;
      await this.letInMissing(payments);
      this.dropOld(payments);
      // Only an execution can write them down: n8n doesn't store what a look leaves behind.
      if (this.known.made.length > 0) await this.handOver({ kind: 'errand', arrivals: [] });
    } catch (error) {
      this.report.troubles.push(messageOf(error));
    }
    return this.report;
  }

  /** @returns the keys of the payments that there are; undefined when that can't be found out */
  async stock(): Promise<ReadonlySet<string> | undefined> {
    const payments = await this.listed();
    return this.report.troubles.length > 0 ? undefined : new Set(payments.map(({ key }) => key));
  }

  /** All payments since the trigger is in service, the oldest first, each once; also those taken back. */
  private async listed(): Promise<Payment[]> {
    const { topics, told, scopes, back } = this.search;
    const client = await KopoKopoClient.open(this.context, {}, this.stop);
    const to = now();
    const found = new Map<string, Payment>();
    for (const scope of scopes) {
      const starts = topics.map((topic) => this.sinceOf(topic, scope).since - 1_000);
      // Kopo Kopo refuses a time without length.
      const from = Math.min(Math.max(Math.min(...starts), to - back), to - 2_000);
      const patience = { until: now() + LONGEST_WAIT_MS, advice: 'The next look asks again.' };
      const listing = await listPayments(
        client,
        { ...scope, told },
        [from, to],
        patience,
        this.stop,
      );
      if (listing.failure) this.report.troubles.push(sentencesOf(listing.failure));
      this.report.unread += unreadOf(listing, topics);
      for (const payment of listing.payments ?? []) {
        if (this.isOfNow(payment, scope, to - back)) found.set(payment.key, payment);
      }
    }
    const all = [...found.values()].sort((one, other) => one.paidAt - other.paidAt);
    const known = certainlyKnown(all, (each) => this.hasCome(each) || this.wouldHaveSeen(each));
    if (known.length < all.length) {
      this.report.troubles.push(
        `There are ${all.length} payments within 'Check Back', and n8n does not know of the oldest ${all.length - known.length} whether they came before: it does not look for these. Enter fewer hours.`,
      );
    }
    return known;
  }

  /** Whether it is waited for, and not of before. */
  private isOfNow({ topic, key, paidAt }: Payment, scope: Scope, earliest: number): boolean {
    if (!this.search.topics.includes(topic) || paidAt < earliest) return false;
    const { since, isFirst } = this.sinceOf(topic, scope);
    const isOfFirstSecond = isFirst && this.before !== undefined && paidAt === since - 1_000;
    return paidAt >= since || (isOfFirstSecond && !this.before.has(key));
  }

  private async letInMissing(payments: Payment[]): Promise<void> {
    const marks = new Set<string>();
    const isMissing = (each: Payment) => !each.isUndone && !this.hasCome(each);
    for (let isFirst = true; ; isFirst = false) {
      // Those taken back prove by having come that references are the same, which only matters to missing ones.
      const asked = payments.some(isMissing)
        ? payments.filter((each) => !this.hasCome(each) && this.isToBeAskedAbout(each))
        : [];
      if (asked.length > 0) {
        const answer = await this.ask(asked);
        if (!answer) return;
        for (const mark of answer.marks) marks.add(mark);
      }
      const missing = payments.filter(isMissing);
      const { free, reason } = this.withoutDoubtful(missing, payments, marks);
      this.report.stopped = reason;
      if (free.length === 0) return;
      // The first one tells where executions run: elsewhere, all others have to be asked about.
      const isAlone = isFirst && this.known.place === undefined;
      await this.letIn(isAlone ? free.slice(0, 1) : free);
      if (!isAlone) return;
    }
  }

  private withoutDoubtful(missing: Payment[], payments: Payment[], marks: ReadonlySet<string>) {
    if (!this.search.receivesEvents) return { free: missing };
    const isThere = (mark: string) => marks.has(mark) || this.deliveries.isMarked(mark);
    return this.known.doubts.sift(
      missing,
      (payment) => payment.marks?.some(isThere) ?? false,
      payments.filter((payment) => this.hasCome(payment) && !this.known.wasFound(payment.key)),
    );
  }

  /** Whether this process would know it if a payment had come. */
  private wouldHaveSeen({ paidAt }: Payment): boolean {
    return this.known.place === 'here' && paidAt >= this.known.since;
  }

  private hasCome({ key }: Payment): boolean {
    return this.known.has(key) || this.deliveries.hasCome(key);
  }

  /** Of what was paid since this process has been running, it knows by itself what has come. */
  private isToBeAskedAbout({ paidAt }: Payment): boolean {
    return this.known.place === 'elsewhere' || paidAt < this.known.since;
  }

  /** Has an execution ask n8n's database, which is out of reach from here. */
  private async ask(payments: Payment[]): Promise<Answer | undefined> {
    const marked = new Set(payments.filter(({ isUndone }) => !isUndone).slice(-MOST_MARKED));
    const answer = await this.handOver({
      kind: 'question',
      arrivals: payments.map((payment) => ({
        key: payment.key,
        marks: marked.has(payment) ? payment.marks : [],
      })),
    });
    if (!answer?.isAnswered) {
      this.report.troubles.push("n8n's database could not be asked which payments came before.");
      return undefined;
    }
    const missing = new Set(answer.missing);
    const unsure: string[] = [];
    for (const payment of payments.filter(({ key }) => !missing.has(key))) {
      // Where that isn't certain, the young ones are let in to see: the note that decides is still there.
      if (!answer.isCertain && (isYoung(payment) || payment.isUndone)) continue;
      if (!answer.isCertain) unsure.push(String(payment.simplified.reference ?? payment.key));
      this.known.add(payment);
    }
    if (unsure.length > 0) this.report.troubles.push(cannotTell(unsure));
    return answer;
  }

  private async letIn(payments: Payment[]): Promise<void> {
    await concurrently(payments.length, MOST_AT_ONCE, this.stop, async (index) => {
      const payment = payments[index];
      if (!payment || this.hasCome(payment)) return;
      const { key, paidAt, body, simplified } = payment;
      const json = this.search.simplify ? simplified : body;
      const answer = await this.handOver({ kind: 'found', arrivals: [{ key, paidAt }] }, json);
      if (!answer?.isAnswered) return;
      this.known.add(payment, answer.isNew);
      if (answer.isNew) this.report.letIn++;
    });
  }

  /** What n8n's database doesn't need any more is dropped with the next thing that is noted there. */
  private dropOld(payments: Payment[]): void {
    const { known } = this;
    const old = payments.filter(
      (each) => this.hasCome(each) && isToBeDropped(each) && !known.isDropped(each.key),
    );
    if (known.place === 'elsewhere') known.toDrop = old;
    else {
      this.deliveries.drop(old.map(({ key }) => key));
      known.drop(old);
    }
    known.forgetBefore(now() - this.search.back);
  }

  /** Starts an execution, with whatever else is to be seen to by one. */
  private async handOver(
    slip: Pick<Slip, 'kind' | 'arrivals'>,
    json: IDataObject = {},
  ): Promise<Answer | undefined> {
    const { known } = this;
    const [toDrop, subscriptions] = [known.toDrop.splice(0), [...known.made]];
    const drop = toDrop.map(({ key }) => key);
    const warning = warnings.take(this.context);
    const { answer, ended } = await handOver(
      this.context,
      itemWith(json, { ...slip, drop, subscriptions, warning }),
    );
    if (answer) known.place = answer.by === THIS_PROCESS ? 'here' : 'elsewhere';
    if (answer?.isAnswered) {
      known.drop(toDrop);
      known.made = known.made.filter((each) => !subscriptions.includes(each));
    }
    await ended;
    return answer;
  }
}

/** How many payments a sentence names. */
const MOST_NAMED = 20;

/** What an answer that got lost leaves open is for a person: let in, they might be there twice. */
function cannotTell(references: string[]): string {
  return `n8n's database failed when it was asked which payments came before, and can't tell it any more of these, so they are not let in: ${firstOf(references, MOST_NAMED)}. Look whether your workflow has had them.`;
}
