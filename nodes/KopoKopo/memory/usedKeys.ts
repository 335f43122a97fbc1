import type { IExecuteFunctions } from 'n8n-workflow';

import type { Created } from '../api/location';
import { nameOf } from '../process/perNode';
import { KeyClaims } from './keyClaims';
import { NodeRecord } from './nodeRecord';

/** n8n reads and writes all of them at each use: this keeps that at about a tenth of a second. */
const MOST_KEYS = 100_000;
const NOTES_PER_KEY = 2;
/** What became of a key's request is kept in memory only, to tell it after n8n's own Retry On Fail. */
const MOST_REMEMBERED = 10_000;
/** How often a claim that another process has overwritten is made again. */
const MOST_TRIES = 3;
/** How many keys are noted ahead while other processes are there, at first and at the most. */
const FIRST_AHEAD = 4;
const MOST_AHEAD = 64;

export type KeyState =
  /** It may be sent now, and by nobody else. */
  | 'free'
  /** Another execution is about to send it, has just sent it, or was about to when n8n ended. */
  | 'busy'
  /** Its request went through earlier. */
  | 'accepted'
  /** Its request was sent earlier, and nobody knows what became of it. */
  | 'unknown';

/**
 * Idempotency keys that this node has used, in n8n's database: they last across executions, restarts,
 * processes and n8n's own Retry On Fail. A key is claimed, then noted as sent and as open, before its
 * request is sent; it is open no more when the API has accepted it, so that a crash in between leaves it
 * `unknown`.
 *
 * Another process may overwrite what was noted. It is written again, but not by a process that has crashed
 * meanwhile: so nothing is sent before its note is safe. While other processes are there that takes a
 * second, and the next keys are noted ahead in it.
 */
export class UsedKeys {
  private readonly record: NodeRecord;
  private readonly claims: KeyClaims;
  /** All that will be used, in this order. */
  private readonly expected: string[] = [];
  private readonly places = new Map<string, number>();
  /** Keys noted ahead that nobody has used yet. */
  private readonly ahead = new Map<string, Promise<KeyState>>();
  /** Those of them that have been. */
  private readonly ready = new Set<string>();
  private mostAhead = FIRST_AHEAD;

  constructor(private readonly context: IExecuteFunctions) {
    this.record = NodeRecord.of(context, MOST_KEYS * NOTES_PER_KEY);
    this.record.watch();
    this.claims = new KeyClaims(context, this.record);
  }

  /** Says that keys will be used, in this order: their claims are then made ahead. */
  expect(keys: string[]): void {
    const open = keys.filter((key) => this.fateOf(key) === undefined);
    for (const key of open) this.places.set(key, this.expected.push(key));
    this.claims.expect(open);
  }

  /**
   * Notes a key as sent, unless it was used before.
   *
   * @returns `free` when it was noted: its request may be sent
   * @throws what n8n's database throws; then the request must not be sent
   */
  async use(key: string): Promise<KeyState> {
    const fate = this.fateOf(key);
    if (fate !== undefined) return fate === 'unknown' ? 'unknown' : 'accepted';
    const noted = this.ahead.get(key);
    this.ahead.delete(key);
    // The sending is faster than the noting.
    if (noted && !this.ready.has(key)) this.mostAhead = Math.min(this.mostAhead * 2, MOST_AHEAD);
    const noting = noted?.catch(async () => await this.note(key)) ?? this.note(key);
    if (this.record.isShared) this.noteAhead(key);
    const state = await noting;
    if (state === 'free') this.remember(key, 'unknown');
    return state;
  }

  /** Notes the next keys, so that their notes are safe when their turn comes. */
  private noteAhead(key: string): void {
    const place = this.places.get(key) ?? this.expected.length;
    for (const next of this.expected.slice(place, place + this.mostAhead)) {
      if (this.ahead.has(next) || this.fateOf(next) !== undefined) continue;
      const noting = this.note(next);
      this.ahead.set(next, noting);
      // Why it went wrong hears who uses it.
      noting.then(
        () => this.ready.add(next),
        () => undefined,
      );
    }
  }

  /** As {@link use}: the key is noted, and its note is safe. */
  private async note(key: string): Promise<KeyState> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const claim = await this.claims.get(key);
      if (!claim) return 'busy';
      const notes = notesOf(key);
      const { fresh, isCertain, lostClaims } = await this.record.note(this.context, notes, claim);
      if (!isCertain) throw new Error("n8n's database did not say whether it wrote it");
      if (!fresh.has(sentNote(key))) return this.stateAfterAsking(key, fresh);
      if (lostClaims.length === 0) {
        await this.untilSafe(key);
        // Later somebody else may have claimed it, and what they have noted looks the same.
        const isInTime = this.claims.isInTime(key);
        this.claims.isUsed(key);
        return isInTime ? 'free' : 'busy';
      }
      // Somebody else may have claimed it since.
      await this.record.remove(this.context, notes);
      this.claims.giveBack(key);
    }
    return 'busy';
  }

  private async untilSafe(key: string): Promise<void> {
    await this.record.untilSafe(this.context, notesOf(key)).catch(async (error: unknown) => {
      // It isn't sent. Where it can't be taken back either, it stays noted: too careful rather than too bold.
      if (this.claims.isInTime(key)) await this.release(key).catch(() => undefined);
      throw error;
    });
  }

  /**
   * Notes that the API has accepted the key's request.
   *
   * @throws what n8n's database throws; then the key stays `unknown`, so that it is still refused
   */
  async accept(key: string, created: Created): Promise<void> {
    this.remember(key, created);
    await this.record.remove(this.context, [openNote(key)], true);
  }

  /**
   * Forgets a key whose request the API certainly didn't do, so that it can be used again.
   *
   * @throws what n8n's database throws; then the key stays `unknown`
   */
  async release(key: string): Promise<void> {
    fates.delete(this.inMemory(key));
    await this.record.remove(this.context, notesOf(key), true);
  }

  /**
   * To be called when nothing more is sent: gives back what was claimed, or noted ahead, in vain.
   *
   * @throws what n8n's database throws; then those keys are busy for a minute, or `unknown`
   */
  async finish(): Promise<void> {
    const noted = [...this.ahead];
    this.ahead.clear();
    const states = await Promise.allSettled(noted.map(([, noting]) => noting));
    const unused = noted.flatMap(([key], index) => {
      const state = states[index];
      return state?.status === 'fulfilled' && state.value === 'free' ? notesOf(key) : [];
    });
    if (unused.length > 0) await this.record.remove(this.context, unused, true);
    await this.claims.finish();
  }

  /** What became of the request of a key that was used, as long as this process remembers it. */
  fateOf(key: string): Created | 'unknown' | undefined {
    return fates.get(this.inMemory(key));
  }

  /**
   * The state of a key that was used before. Asking has noted it as open, if it wasn't: that is taken back,
   * and where it doesn't succeed, it stays open: too careful rather than too bold.
   */
  private stateAfterAsking(key: string, fresh: Set<string>): KeyState {
    this.claims.giveBack(key);
    if (!fresh.has(openNote(key))) return 'unknown';
    this.record.drop([openNote(key)]);
    return 'accepted';
  }

  private remember(key: string, fate: Created | 'unknown'): void {
    fates.set(this.inMemory(key), fate);
    const [oldest] = fates.keys();
    if (fates.size > MOST_REMEMBERED && oldest !== undefined) fates.delete(oldest);
  }

  private inMemory(key: string): string {
    return nameOf(this.context, key);
  }
}

const fates = new Map<string, Created | 'unknown'>();

const notesOf = (key: string) => [sentNote(key), openNote(key)];
const sentNote = (key: string) => `sent ${key}`;
const openNote = (key: string) => `open ${key}`;
