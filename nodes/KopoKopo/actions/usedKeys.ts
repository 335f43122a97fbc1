import type { IExecuteFunctions } from 'n8n-workflow';

import type { Created } from './output';

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
 * and n8n's own Retry On Fail. Each key is noted before its request is sent and again after the API
 * has accepted it, so that a crash in between leaves it noted as `unknown`.
 *
 * n8n keeps only hashes of them, in one record for the node, and has no lock for it: within a process
 * they take turns here; a note that another process has overwritten is made again by {@link accept}.
 */
export class UsedKeys {
  constructor(private readonly context: IExecuteFunctions) {}

  /**
   * Notes a key, unless it was used before.
   *
   * @throws what n8n's database throws; then the request must not be sent
   */
  async reserve(key: string): Promise<KeyState> {
    return await this.inTurn(async () => {
      if ((await this.note(sentEntry(key))) > 0) {
        this.remember(key, 'unknown');
        return 'free';
      }
      const fate = this.fateOf(key);
      if (fate !== undefined) return fate === 'unknown' ? 'unknown' : 'accepted';
      // Asking whether it was accepted notes it as such, so that has to be taken back.
      if ((await this.note(acceptedEntry(key))) === 0) return 'accepted';
      await this.forget([acceptedEntry(key)]);
      return 'unknown';
    });
  }

  /**
   * Notes that the API has accepted the key's request.
   *
   * @throws what n8n's database throws; then the key stays `unknown`, so that it is still refused
   */
  async accept(key: string, created: Created): Promise<void> {
    this.remember(key, created);
    await this.inTurn(async () => await this.note(sentEntry(key), acceptedEntry(key)));
  }

  /**
   * Forgets a key whose request the API certainly didn't do, so that it can be used again.
   *
   * @throws what n8n's database throws; then the key stays `unknown`
   */
  async release(key: string): Promise<void> {
    fates.delete(this.inMemory(key));
    await this.inTurn(async () => await this.forget([sentEntry(key)]));
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

  /** @returns how many of the entries weren't there yet */
  private async note(...entries: string[]): Promise<number> {
    const { new: fresh } = await this.context.helpers.checkProcessedAndRecord(entries, 'node', {
      mode: 'entries',
      maxEntries: MOST_KEYS * ENTRIES_PER_KEY,
    });
    return fresh.length;
  }

  private async forget(entries: string[]): Promise<void> {
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
const acceptedEntry = (key: string) => `accepted ${key}`;
