import type { IExecuteFunctions } from 'n8n-workflow';

import { LastingNotes } from './lastingNotes';
import type { Created } from '../api/location';
import { messageOf } from '../flow/messageOf';
import { Turns } from '../flow/turns';

/** n8n reads and writes all of them at each use: this keeps that at about a tenth of a second. */
const MOST_KEYS = 100_000;
const ENTRIES_PER_KEY = 2;
/** What became of a key's request is kept in memory only, to tell it after n8n's own Retry On Fail. */
const MOST_REMEMBERED = 10_000;

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
 * Two processes that get the same key in the same instant may both send it: nothing in n8n's reach keeps
 * them apart.
 */
export class UsedKeys {
  private readonly notes = new LastingNotes(MOST_KEYS * ENTRIES_PER_KEY);
  /** Notes of keys that are open no more, for good: nobody sends with these keys again. */
  private readonly closed = new Set<string>();

  constructor(private readonly context: IExecuteFunctions) {}

  /**
   * Notes a key, unless it was used before.
   *
   * @throws what n8n's database throws; then the request must not be sent
   */
  async reserve(key: string): Promise<KeyState> {
    return await this.inTurn(async () => {
      const fresh = await this.notes.write(this.context, [sentEntry(key), openEntry(key)]);
      if (fresh.has(sentEntry(key))) {
        this.remember(key, 'unknown');
        return 'free';
      }
      // Asking whether it is open has noted it as such, which has to be taken back. Where that fails, it
      // stays open: too careful rather than too bold.
      const wasOpen = !fresh.has(openEntry(key));
      if (!wasOpen) await this.notes.remove(this.context, [openEntry(key)]);
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
    this.closed.add(openEntry(key));
    await this.inTurn(async () => await this.notes.remove(this.context, [openEntry(key)]));
  }

  /**
   * Forgets a key whose request the API certainly didn't do, so that it can be used again.
   *
   * @throws what n8n's database throws; then the key stays `unknown`
   */
  async release(key: string): Promise<void> {
    fates.delete(this.inMemory(key));
    await this.inTurn(
      async () => await this.notes.remove(this.context, [sentEntry(key), openEntry(key)]),
    );
  }

  /**
   * Sees to it that the notes of this execution last, when all its requests are sent. Goes on for some
   * seconds after it has returned.
   *
   * @throws what n8n's database throws
   */
  async confirm(): Promise<void> {
    if (!this.notes.areOpen) return;
    await this.writeAgain();
    void this.confirmLater();
  }

  private async confirmLater(): Promise<void> {
    try {
      await this.notes.untilSafe(async () => await this.writeAgain());
    } catch (error) {
      this.context.logger.warn(
        `Kopo Kopo: n8n could not look whether it still has the idempotency keys. ${messageOf(error)}`,
      );
    }
  }

  private async writeAgain(): Promise<void> {
    await this.inTurn(async () => {
      // What was removed can have come back with what another process wrote; that can't be seen. Not so
      // for keys that are free again: somebody may have just used one.
      if (this.notes.areContended) await this.notes.remove(this.context, [...this.closed]);
      await this.notes.write(this.context, []);
    });
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

  /** n8n reads, changes and writes one record for the node: two at once would lose a key. */
  private async inTurn<T>(task: () => Promise<T>): Promise<T> {
    return await turns.take(this.record, task);
  }

  private get record(): string {
    return `${this.context.getWorkflow().id ?? ''}/${this.context.getNode().id}`;
  }

  private inMemory(key: string): string {
    return `${this.record}/${key}`;
  }
}

const turns = new Turns();
const fates = new Map<string, Created | 'unknown'>();

const sentEntry = (key: string) => `sent ${key}`;
const openEntry = (key: string) => `open ${key}`;
