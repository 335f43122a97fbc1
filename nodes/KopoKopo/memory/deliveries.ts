import type { IExecuteFunctions } from 'n8n-workflow';

import { now, rest } from '../flow/clock';
import { MINUTE_MS } from '../flow/durations';
import { NodeRecord } from './nodeRecord';
import type { OfNode } from '../process/perNode';

/** How many notes n8n's database keeps for a trigger that only receives. n8n reads and writes all of them each time. */
const MOST_RECEIVED = 2_000;
/** And for one that looks, too: what it costs n8n grows by a third of a millisecond with each thousand. */
const MOST_LOOKED_FOR = 12_500;
/**
 * Of so many of the latest payments it has not forgotten that they came: each has two notes, the rest is for what is
 * asked about, for payers, and for some thousand other events. Only where thousands come in that were paid before
 * others which had come already may it have forgotten one of these.
 */
const MOST_PAYMENTS = 5_000;
/** So many are asked about at once: asking pushes as many of the oldest notes out at the most. */
const ASKED_AT_ONCE = 500;

/** Until this age two notes tell of a payment. */
const YOUNG_MS = 30 * MINUTE_MS;
/** At this age the one is dropped that had to decide who lets it in. */
const DROPPED_AFTER_MS = 2 * YOUNG_MS;

/** Something that came, or is to come in. */
export interface Arrival {
  /** The same for whatever tells of it. */
  key: string;
  /** When it was paid, in milliseconds since 1970; only of what can also be looked for. */
  paidAt?: number;
  /** What else is to be noted of it, see {@link Deliveries.absent}. */
  marks?: string[];
}

/**
 * What has come into a workflow by one trigger: in n8n's database, so that it is known after a restart and in
 * other processes.
 *
 * n8n's record can't be asked without noting what is asked about. So a payment that can be looked for has two
 * notes: "in" decides who lets it in, and is written by nobody else; "came" is what looks ask about. It
 * may be there by mistake, and then the first one still decides. Of a payment that is no longer young the first
 * one is dropped, to keep the record short.
 */
export class Deliveries {
  private constructor(
    private readonly record: NodeRecord,
    private readonly isLooking: boolean,
  ) {}

  /** @param isLooking whether the trigger looks for payments, too */
  static of(owner: OfNode, isLooking: boolean): Deliveries {
    const most = isLooking ? MOST_LOOKED_FOR : MOST_RECEIVED;
    return new Deliveries(NodeRecord.of(owner, most), isLooking);
  }

  /** @returns whether it was let in here, as far as this process remembers */
  hasCome(key: string): boolean {
    return this.record.wasNotedHere(letIn(key));
  }

  /** @returns whether this process has noted a mark */
  isMarked(mark: string): boolean {
    return this.record.wasNotedHere(mark);
  }

  /**
   * Notes that something is let in.
   *
   * @param isShared whether other processes may let it in at the same moment: then it takes a second or two
   * @param isFound whether it was found by looking, and asked about before
   * @returns whether it is new
   * @throws what n8n's database throws; then nobody knows
   */
  async isNew(
    context: IExecuteFunctions,
    { key, paidAt, marks = [] }: Arrival,
    { isShared, isFound = false }: { isShared: boolean; isFound?: boolean },
  ): Promise<boolean> {
    const canBeFound = this.isLooking && paidAt !== undefined;
    if (canBeFound && !isFound && paidAt < now() - YOUNG_MS) {
      // The note that decides may have been dropped: the other one stands for it.
      const { fresh, isCertain } = await this.record.note(context, [came(key)]);
      if (!fresh.has(came(key)) && isCertain) return false;
    }
    const others = canBeFound ? [came(key), ...marks] : [];
    if (!isShared) {
      const { fresh, isCertain } = await this.record.note(context, [letIn(key), ...others]);
      return fresh.has(letIn(key)) || !isCertain;
    }
    const [claimed] = await Promise.all([
      this.record.claim(context, [letIn(key)]),
      this.record.note(context, others),
    ]);
    const isMine = claimed.has(letIn(key));
    if (isMine) this.record.keep(context, [letIn(key), ...others]);
    return isMine;
  }

  /**
   * Asks which payments haven't come.
   *
   * @param isShared whether other processes write into the record, too
   * @returns their keys; `isCertain` is false when an answer got lost before, so that some may be missing
   *   that seem to have come
   * @throws what n8n's database throws; then nobody knows
   */
  async missing(context: IExecuteFunctions, keys: string[], isShared: boolean) {
    const { marks, isCertain } = await this.absent(context, keys.map(came), isShared);
    return { keys: new Set(keys.filter((key) => marks.has(came(key)))), isCertain };
  }

  /** Asks which marks aren't there; otherwise as {@link missing}. */
  async absent(context: IExecuteFunctions, marks: string[], isShared: boolean) {
    const absent = new Set<string>();
    let isCertain = true;
    for (let next = 0; next < marks.length; next += ASKED_AT_ONCE) {
      const asked = marks.slice(next, next + ASKED_AT_ONCE);
      const { fresh, ...noted } = await this.record.note(context, [ASKING, ...asked]);
      isCertain &&= noted.isCertain && fresh.has(ASKING);
      // What an event has let in meanwhile did not note that it came: it was noted already.
      const mistaken = asked.filter((mark) => fresh.has(mark) && !this.hasComeBy(mark));
      await this.record.remove(context, [ASKING, ...mistaken]);
      if (isShared && mistaken.length > 0) {
        // Another process may write back what it had read while they were there.
        await rest(this.record.pace.hold);
        await this.record.remove(context, mistaken);
      }
      for (const mark of mistaken) absent.add(mark);
    }
    return { marks: absent, isCertain };
  }

  /** @returns whether what a note tells of was let in here, see {@link hasCome} */
  private hasComeBy(mark: string): boolean {
    return mark.startsWith(came('')) && this.hasCome(mark.slice(came('').length));
  }

  /** Drops the notes that had to decide who lets in these payments, as soon as something is written anyway. */
  drop(keys: string[]): void {
    this.record.dropFromDatabase(keys.map(letIn));
  }
}

/**
 * Those payments of which it is certain whether they came. The oldest notes are forgotten first, and whoever asks
 * n8n's database about a payment whose notes are forgotten would let it in again.
 *
 * @param payments the oldest first
 * @param isKnown whether this process knows by itself whether one came
 */
export function certainlyKnown<T>(payments: T[], isKnown: (payment: T) => boolean): T[] {
  const latest = payments.length - MOST_PAYMENTS;
  return payments.filter((payment, index) => index >= latest || isKnown(payment));
}

/** @returns whether the note that decides may be dropped */
export function isToBeDropped({ paidAt = 0 }: Arrival): boolean {
  return paidAt < now() - DROPPED_AFTER_MS;
}

/** @returns whether a payment is so young that the note that decides is certainly still there */
export function isYoung({ paidAt = 0 }: Arrival): boolean {
  return paidAt >= now() - YOUNG_MS;
}

const letIn = (key: string) => `in ${key}`;
const came = (key: string) => `came ${key}`;
/** There while somebody asks. Whoever finds it knows that somebody died while asking. */
const ASKING = 'asking';
