import type { IExecuteFunctions } from 'n8n-workflow';

import { elapsed } from '../flow/clock';

/** What a write into the database came to. */
export interface Written {
  /** Those that were not there before. */
  fresh: Set<string>;
  /** Whether that is so; false where an attempt went wrong that may have written them. */
  isCertain: boolean;
  /** Milliseconds from reading the record to having written it. */
  took: number;
}

/** What the next round will do, for all who asked for it. */
interface Round {
  notes: Set<string>;
  gone: Set<string>;
  done: Promise<Written>;
}

/**
 * n8n's record of what a node has processed, as one process reads and writes it. n8n keeps hashes of all
 * notes in one row for the node, which it reads, changes and writes without a lock. So there is one round
 * at a time, and whoever comes during it goes into the next one, all together.
 */
export class Rounds {
  private last: Promise<unknown> = Promise.resolve();
  private next?: Round;

  /**
   * @param most how many notes n8n shall keep; the oldest are forgotten
   * @param before says what a round is to remove and to write besides what it is asked for; gets whether
   *   that is anything to write
   * @param after is told what the round came to
   */
  constructor(
    private most: number,
    private readonly before: (isWriting: boolean) => { gone: string[]; notes: string[] },
    private readonly after: (written: Written) => void,
  ) {}

  /** @param most how many notes n8n shall keep from now on, if that is more than before */
  keepAtLeast(most: number): void {
    this.most = Math.max(this.most, most);
  }

  /**
   * @returns of those notes the ones that were not there before; of several that ask for the same in one
   *   round, one is told that it is new
   * @throws what n8n's database throws; then nobody knows which of them are there
   */
  async write(context: IExecuteFunctions, notes: string[]): Promise<Written> {
    const round = this.open(context);
    const asked = notes.filter((note) => !round.notes.has(note));
    for (const note of asked) round.notes.add(note);
    const { fresh, ...how } = await round.done;
    return { fresh: new Set(asked.filter((note) => fresh.has(note))), ...how };
  }

  /** @throws what n8n's database throws; then they may still be there */
  async remove(context: IExecuteFunctions, notes: string[]): Promise<void> {
    const round = this.open(context);
    for (const note of notes) round.gone.add(note);
    await round.done;
  }

  private open(context: IExecuteFunctions): Round {
    if (this.next) return this.next;
    const notes = new Set<string>();
    const gone = new Set<string>();
    const done = this.last.then(async () => {
      this.next = undefined;
      return await this.run(context, notes, gone);
    });
    this.last = done.catch(() => undefined);
    this.next = { notes, gone, done };
    return this.next;
  }

  private async run(
    context: IExecuteFunctions,
    notes: Set<string>,
    gone: Set<string>,
  ): Promise<Written> {
    const always = this.before(notes.size > 0);
    const allGone = new Set([...always.gone, ...gone]);
    const all = new Set([...notes, ...always.notes]);
    if (allGone.size > 0) {
      await context.helpers.removeProcessed([...allGone], 'node', { mode: 'entries' });
    }
    if (all.size === 0) return { fresh: new Set(), isCertain: true, took: 0 };
    const started = elapsed();
    const checked = await this.check(context, [...all]);
    const written = { ...checked, took: elapsed() - started };
    this.after(written);
    return written;
  }

  /** Asks twice, if need be. */
  private async check(context: IExecuteFunctions, notes: string[]): Promise<Omit<Written, 'took'>> {
    const ask = async () => {
      const options = { mode: 'entries' as const, maxEntries: this.most };
      return await context.helpers.checkProcessedAndRecord(notes, 'node', options);
    };
    let isCertain = true;
    const answer = await ask().catch(async () => {
      // The very first record of a node fails in all processes but one that make it in the same instant,
      // and a lost connection doesn't say whether it was written.
      isCertain = false;
      return await ask();
    });
    return { fresh: new Set(answer.new.map(String)), isCertain };
  }
}
