import type { IExecuteFunctions } from 'n8n-workflow';

import { now } from '../flow/clock';
import { MINUTE_MS } from '../flow/durations';
import type { NodeRecord } from './nodeRecord';

/** When a claim of a process that died has ended by itself. Sentences and the guarantees say it in words. */
export const CLAIM_ENDS_AFTER_MS = MINUTE_MS;
/** A claim is named after the times in which it holds: two of these. */
const SLOT_MS = CLAIM_ENDS_AFTER_MS / 2;
/** Kept free at the end of a claim: for clocks that differ, and until what was noted under it is safe. */
const MARGIN_MS = 6_000;
/** By how much clocks may differ. */
const CLOCKS_MS = 5_000;
/** How many keys are claimed at first, and at the most. */
const FIRST_BATCH = 25;
const LARGEST_BATCH = 200;

/** What one key's claim consists of. */
interface Claim {
  notes: string[];
  /** Until when something may be sent under it, in milliseconds since 1970. */
  until: number;
}

/**
 * Claims idempotency keys for an execution, so that no other one sends with them, in this process or in
 * another: a batch at a time, ahead of the sending. A claim takes a second or two, a batch no longer than
 * one key; what a process that dies has claimed is free again after a minute.
 */
export class KeyClaims {
  private readonly claims = new Map<string, Claim>();
  /** Keys that somebody else has. */
  private readonly taken = new Set<string>();
  /** Keys in the order in which they will be needed. */
  private readonly expected: string[] = [];
  private next = 0;
  private size = FIRST_BATCH;
  private underWay?: { keys: Set<string>; done: Promise<void> };

  constructor(
    private readonly context: IExecuteFunctions,
    private readonly record: NodeRecord,
  ) {}

  /** Says that keys will be needed, in this order. */
  expect(keys: string[]): void {
    this.expected.push(...keys);
  }

  /**
   * Gets a claim on a key, if it has none that lasts.
   *
   * @returns its notes in the record; undefined when somebody else has it
   * @throws what n8n's database throws
   */
  async get(key: string): Promise<string[] | undefined> {
    let isTried = false;
    while (!this.isValid(key) && !this.taken.has(key) && !isTried) {
      const { underWay } = this;
      isTried = !underWay || underWay.keys.has(key);
      if (!underWay) await this.start(key);
      else if (!isTried) await underWay.done.catch(() => undefined);
      else {
        // The sending is faster than the claiming.
        this.size = Math.min(this.size * 2, LARGEST_BATCH);
        await underWay.done;
      }
    }
    this.claimAhead();
    return this.isValid(key) ? this.claims.get(key)?.notes : undefined;
  }

  /** Gives the claim on a key back. */
  giveBack(key: string): void {
    this.record.drop(this.claims.get(key)?.notes ?? []);
    this.claims.delete(key);
  }

  /**
   * Gives back all claims that weren't needed.
   *
   * @throws what n8n's database throws; then they end by themselves
   */
  async finish(): Promise<void> {
    await this.underWay?.done.catch(() => undefined);
    for (const key of this.claims.keys()) this.giveBack(key);
    await this.record.flush(this.context);
  }

  /** To be called when a key's request is sent: what it has noted then says more than the claim. */
  isUsed(key: string): void {
    this.claims.delete(key);
  }

  private isValid(key: string): boolean {
    const claim = this.claims.get(key);
    if (claim === undefined || now() + this.record.noteTakes >= claim.until) return false;
    // Somebody else may have claimed it before it was written again.
    return !claim.notes.some((note) => this.record.wasOverwritten(note));
  }

  /** @returns whether nobody else can have claimed a key by now that was claimed, whatever their clock says */
  isInTime(key: string): boolean {
    const claim = this.claims.get(key);
    return claim !== undefined && now() < claim.until + MARGIN_MS - CLOCKS_MS;
  }

  /** Claims the next batch while this one is being sent. */
  private claimAhead(): void {
    const key = this.expected[this.next];
    if (key === undefined || this.underWay || this.claims.size > this.size / 2) return;
    // Whoever needs one of them will ask again, and hear why it went wrong.
    void this.start(key).catch(() => undefined);
  }

  private async start(first: string): Promise<void> {
    const ahead = this.expected.slice(this.next, this.next + this.size);
    const keys = new Set([first, ...ahead]);
    this.next += ahead.length;
    const done = this.claim([...keys]).finally(() => {
      this.underWay = undefined;
    });
    this.underWay = { keys, done };
    await done;
  }

  private async claim(keys: string[]): Promise<void> {
    // Of one that has run out, what is still there would stand in the way.
    for (const key of keys) this.giveBack(key);
    const { slots, until } = slotsAt(now());
    const notesOf = (key: string) => slots.map((slot) => `turn ${slot} ${key}`);
    const won = await this.record.claim(this.context, keys.flatMap(notesOf));
    const lost: string[] = [];
    for (const key of keys) {
      const notes = notesOf(key).filter((note) => won.has(note));
      if (notes.length === slots.length) this.claims.set(key, { notes, until });
      else {
        this.taken.add(key);
        lost.push(...notes);
      }
    }
    this.record.drop(lost);
    this.record.keep(
      this.context,
      [...this.claims.values()].flatMap(({ notes }) => notes),
    );
  }
}

/** The slots in which a claim that is made now is to hold: the next one, too, which may begin in a moment. */
function slotsAt(moment: number): { slots: number[]; until: number } {
  const slot = Math.floor(moment / SLOT_MS);
  return { slots: [slot, slot + 1], until: (slot + 2) * SLOT_MS - MARGIN_MS };
}
