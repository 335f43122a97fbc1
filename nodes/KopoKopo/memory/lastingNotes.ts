import { randomInt, type IExecuteFunctions } from 'n8n-workflow';

import { unhurried } from '../flow/pause';

/**
 * How old a note has to be when it is seen in the database, to count as safe. Another process writes back
 * what it had read a moment before; that takes it a fraction of this.
 */
const SAFE_AFTER_MS = 1_000;
/** How soon it is looked whether the database still has them, and how often. */
const LOOK_AFTER_MS = 600;
const MOST_LOOKS = 20;

/**
 * Notes in n8n's database, in its record of what a node has processed: they last across executions and
 * restarts.
 *
 * n8n keeps hashes of them in one row for the node, which it reads, changes and writes without a lock.
 * Within a process, take turns. What other processes overwrite is written again with every further note,
 * until it has been seen there for long enough.
 */
export class LastingNotes {
  /** When those were written that aren't known to be safe yet. */
  private readonly writtenAt = new Map<string, number>();
  private overwritten = false;

  /** @param most how many n8n shall keep; the oldest are forgotten */
  constructor(private readonly most: number) {}

  /** Whether there are some that another process can still have overwritten. */
  get areOpen(): boolean {
    return this.writtenAt.size > 0;
  }

  /** Whether another process was seen to overwrite some. */
  get areContended(): boolean {
    return this.overwritten;
  }

  /**
   * Writes notes, and again those that aren't safe yet.
   *
   * @param context the `this` of the node's `execute()`
   * @returns those that weren't there
   * @throws what n8n's database throws; then nobody knows which of them are there
   */
  async write(context: IExecuteFunctions, notes: string[]): Promise<Set<string>> {
    const all = new Set([...notes, ...this.writtenAt.keys()]);
    if (all.size === 0) return all;
    const { new: missing, processed } = await context.helpers.checkProcessedAndRecord(
      [...all],
      'node',
      { mode: 'entries', maxEntries: this.most },
    );
    const now = performance.now();
    for (const note of missing.map(String)) {
      this.overwritten ||= this.writtenAt.has(note);
      this.writtenAt.set(note, now);
    }
    for (const note of processed.map(String)) {
      if (now - (this.writtenAt.get(note) ?? 0) > SAFE_AFTER_MS) this.writtenAt.delete(note);
    }
    return new Set(missing.map(String));
  }

  /**
   * Has them written again until they are safe, when nothing else does. Keeps nothing alive for it.
   *
   * @param writeAgain calls {@link write}, in turn with others
   * @throws what that throws
   */
  async untilSafe(writeAgain: () => Promise<unknown>): Promise<void> {
    for (let look = 0; look < MOST_LOOKS && this.areOpen; look++) {
      await unhurried(LOOK_AFTER_MS + randomInt(LOOK_AFTER_MS));
      await writeAgain();
    }
  }

  /**
   * Takes notes back.
   *
   * @throws what n8n's database throws; then they may still be there
   */
  async remove(context: IExecuteFunctions, notes: string[]): Promise<void> {
    for (const note of notes) this.writtenAt.delete(note);
    await context.helpers.removeProcessed(notes, 'node', { mode: 'entries' });
  }
}
