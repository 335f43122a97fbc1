import type { IExecuteFunctions } from 'n8n-workflow';
import { randomInt, sleep } from 'n8n-workflow';

import type { Created } from './output';

/** n8n reads and writes all of them at each use: this keeps that at about a tenth of a second. */
const MOST_KEYS = 100_000;
const ENTRIES_PER_KEY = 2;
/** What became of a key's request is kept in memory only, to tell it after n8n's own Retry On Fail. */
const MOST_REMEMBERED = 10_000;
/** How often a note that other processes overwrite is made again, and the pause before, which grows. */
const MOST_ROUNDS = 8;
/** So often keys are taken back once more, where other processes are at work. */
const ROUNDS_AGAINST_OTHERS = 4;
const FIRST_PAUSE_MS = 10;

export type KeyState =
  /** Noted now. */
  | 'free'
  /** Its request went through earlier. */
  | 'accepted'
  /** Its request was sent earlier, and nobody knows what became of it. */
  | 'unknown';

/**
 * Idempotency keys that this node has used, in n8n's database: they last across executions, restarts
 * and n8n's own Retry On Fail. A key is noted as sent and as open before its request is sent; it is
 * open no more when the API has accepted it, so that a crash in between leaves it `unknown`.
 *
 * n8n keeps only hashes of them, in one record for the node, without a lock. Within a process they take
 * turns here. Another process that works on the same node can overwrite a note with what it read before:
 * so each is made again with the next ones, and by {@link confirm}, until it is seen to be there. Two
 * processes that get the same key in the same instant may both send it: nothing in n8n's reach keeps
 * them apart.
 */
export class UsedKeys {
  /** What this execution has noted and not yet seen in the database. */
  private readonly unconfirmed = new Set<string>();
  /** What this execution has taken back. */
  private readonly takenBack = new Set<string>();
  /** Whether another process was seen to overwrite notes of this execution. */
  private isContended = false;

  constructor(private readonly context: IExecuteFunctions) {}

  /**
   * Notes a key, unless it was used before.
   *
   * @throws what n8n's database throws; then the request must not be sent
   */
  async reserve(key: string): Promise<KeyState> {
    return await this.inTurn(async () => {
      const fresh = await this.note([sentEntry(key), openEntry(key)]);
      if (fresh.has(sentEntry(key))) {
        this.remember(key, 'unknown');
        return 'free';
      }
      // Asking whether it is open has noted it as such, which has to be taken back. Where that fails, it
      // stays open: too careful rather than too bold.
      const wasOpen = !fresh.has(openEntry(key));
      if (!wasOpen) await this.forget([openEntry(key)]);
      const isUnknown = (this.fateOf(key) ?? (wasOpen ? 'unknown' : undefined)) === 'unknown';
      return isUnknown ? 'unknown' : 'accepted';
    });
  }

  /**
   * Notes that the API has accepted the key's request.
   *
   * @throws what n8n's database throws; then the key stays `unknown`, so that it is still refused
   */
  async accept(key: string, created: Created): Promise<void> {
    this.remember(key, created);
    await this.inTurn(async () => await this.forget([openEntry(key)]));
  }

  /**
   * Forgets a key whose request the API certainly didn't do, so that it can be used again.
   *
   * @throws what n8n's database throws; then the key stays `unknown`
   */
  async release(key: string): Promise<void> {
    fates.delete(this.inMemory(key));
    await this.inTurn(async () => await this.forget([sentEntry(key), openEntry(key)]));
  }

  /**
   * Makes sure that the notes of this execution last, when all its requests are sent.
   *
   * @throws what n8n's database throws
   */
  async confirm(): Promise<void> {
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      await this.inTurn(async () => {
        // What was taken back can have come back; that can't be seen, only done again.
        await this.forget([...this.takenBack]);
        await this.note([]);
      });
      const isQuiet = !this.isContended || round >= ROUNDS_AGAINST_OTHERS;
      if (this.unconfirmed.size === 0 && isQuiet) return;
      await sleep(randomInt(FIRST_PAUSE_MS * 2 ** round));
    }
  }

  /** What became of the request of a key that was used, as long as this process remembers it. */
  fateOf(key: string): Created | 'unknown' | undefined {
    return fates.get(this.inMemory(key));
  }

  private remember(key: string, fate: Created | 'unknown'): void {
    fates.set(this.inMemory(key), fate);
    const [oldest] = fates.keys();
    if (fates.size > MOST_REMEMBERED && oldest !== undefined) fates.delete(oldest);
  }

  /**
   * Notes entries, together with those that have not been seen in the database since they were noted.
   *
   * @returns those that weren't there yet
   */
  private async note(entries: string[]): Promise<Set<string>> {
    const all = new Set([...entries, ...this.unconfirmed]);
    if (all.size === 0) return all;
    const { new: fresh, processed } = await this.context.helpers.checkProcessedAndRecord(
      [...all],
      'node',
      { mode: 'entries', maxEntries: MOST_KEYS * ENTRIES_PER_KEY },
    );
    this.isContended ||= fresh.some((entry) => this.unconfirmed.has(String(entry)));
    for (const entry of fresh) this.unconfirmed.add(String(entry));
    for (const entry of processed) this.unconfirmed.delete(String(entry));
    return new Set(fresh.map(String));
  }

  private async forget(entries: string[]): Promise<void> {
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.unconfirmed.delete(entry);
      this.takenBack.add(entry);
    }
    await this.context.helpers.removeProcessed(entries, 'node', { mode: 'entries' });
  }

  /** n8n reads, changes and writes one record for the node: two at once would lose a key. */
  private async inTurn<T>(task: () => Promise<T>): Promise<T> {
    const mine = (turns.get(this.record) ?? Promise.resolve()).then(task);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    turns.set(this.record, settled);
    try {
      return await mine;
    } finally {
      if (turns.get(this.record) === settled) turns.delete(this.record);
    }
  }

  private get record(): string {
    return `${this.context.getWorkflow().id ?? ''}/${this.context.getNode().id}`;
  }

  private inMemory(key: string): string {
    return `${this.record}/${key}`;
  }
}

const turns = new Map<string, Promise<void>>();
const fates = new Map<string, Created | 'unknown'>();

const sentEntry = (key: string) => `sent ${key}`;
const openEntry = (key: string) => `open ${key}`;
