import { randomUUID } from 'crypto';
import { randomInt, type IExecuteFunctions } from 'n8n-workflow';

import { messageOf } from '../flow/messageOf';
import { elapsed, unhurried } from '../flow/clock';
import { PerNode, type OfNode } from './perNode';
import { Rounds, type Written } from './rounds';

/**
 * How old a note has to be when it is seen in the database, to count as safe. Another process writes back
 * what it had read a moment before; that takes it a fraction of this.
 */
const SAFE_AFTER_MS = 1_000;
/** How soon it is looked whether the database still has them, and how often. */
const LOOK_AFTER_MS = 600;
const MOST_LOOKS = 20;
/**
 * For how long a claim is held before it counts: longer than from one look to the next, so that others have
 * written again what it may have overwritten; and a multiple of what the database took, if that is more.
 */
const HOLD_MS = 2 * LOOK_AFTER_MS + 300;
const HOLD_PER_WRITE = 5;
/** How many notes a process keeps in memory, for each node. */
const MOST_IN_MEMORY = 20_000;

/** What became of noting something. */
export interface Noted {
  /** Those that were new. */
  fresh: Set<string>;
  /** False where the database didn't say so at once: what seems to be old may have been written just now. */
  isCertain: boolean;
  /** Those claims that another process had overwritten: they have to be claimed again. */
  lostClaims: string[];
}

/**
 * What n8n's database remembers for a node, across executions, restarts and processes: notes, which are
 * texts that mean something to those who write them.
 *
 * What other processes overwrite (see {@link Rounds}) is written again until it has been seen there for long
 * enough. What this process has noted counts as noted even if the database has lost it.
 */
export class NodeRecord {
  private static readonly records = new PerNode<NodeRecord>();

  /** Notes of this process, the oldest first. */
  private readonly inMemory = new Set<string>();
  /** When those were written that aren't known to be safe yet. */
  private readonly writtenAt = new Map<string, number>();
  /** What was claimed in order to note something. */
  private readonly claimsFor = new Map<string, string[]>();
  /** To be removed when there is something to write anyway. */
  private readonly leftOver = new Set<string>();
  /** Removed for good: they may come back with what another process writes. */
  private readonly removed = new Set<string>();
  /** Notes that somebody in this process is about to claim. */
  private readonly claimedHere = new Set<string>();
  private isContended = false;
  private isLooking = false;
  private slowest = 0;
  private readonly rounds: Rounds;

  private constructor(most: number) {
    this.rounds = new Rounds(
      most,
      () => this.always(),
      (written) => this.afterRound(written),
    );
  }

  /**
   * @param most how many notes n8n shall keep; the oldest are forgotten
   * @returns the record of this node, the same for all its executions in this process
   */
  static of(context: OfNode, most: number): NodeRecord {
    const record = NodeRecord.records.getOrMake(context, () => new NodeRecord(most));
    record.rounds.keepAtLeast(most);
    return record;
  }

  /** @returns whether this process has noted it, as far as it remembers */
  wasNotedHere(note: string): boolean {
    return this.inMemory.has(note);
  }

  /**
   * Notes something, and sees to it that it lasts. Two processes that note the same in the same instant
   * may both be told that it is new: see {@link claim}.
   *
   * @param claims what this process has claimed before, and needs to have still; they end when the first
   *   of the notes is safe
   * @throws what n8n's database throws; then nobody knows which of them are there
   */
  async note(context: IExecuteFunctions, notes: string[], claims: string[] = []): Promise<Noted> {
    const unknown = notes.filter((note) => !this.inMemory.has(note));
    if (unknown.length + claims.length === 0)
      return { fresh: new Set(), isCertain: true, lostClaims: [] };
    // Remembered before the round: another execution in this process must not take them for new.
    for (const note of unknown) this.remember(note);
    const forgetAll = () => unknown.forEach((note) => this.inMemory.delete(note));
    const writing = this.rounds.write(context, [...unknown, ...claims]);
    writing.catch(forgetAll);
    const { fresh, isCertain } = await writing;
    const isNew = new Set(unknown.filter((note) => fresh.has(note)));
    const moment = elapsed();
    for (const note of isNew) this.writtenAt.set(note, moment);
    const [first] = notes;
    if (first !== undefined && isNew.has(first)) this.claimsFor.set(first, claims);
    if (isNew.size > 0) void this.look(context);
    return { fresh: isNew, isCertain, lostClaims: claims.filter((claim) => fresh.has(claim)) };
  }

  /**
   * Notes something that only one process may have noted: of several that claim the same, one gets it.
   * Takes a second or two, however many there are.
   *
   * The record has no lock. So each claim is written together with a mark of its own, and looked at again
   * after longer than any write takes: whoever's mark is gone was overwritten by somebody who had not seen
   * it, and has lost what the other one has. (Timed mutual exclusion over one register, after M. Fischer.)
   *
   * @returns those that this caller has got
   * @throws what n8n's database throws; then nobody knows which of them are there
   */
  async claim(context: IExecuteFunctions, notes: string[]): Promise<Set<string>> {
    const isTaken = (note: string) => this.inMemory.has(note) || this.claimedHere.has(note);
    const mine = notes.filter((note) => !isTaken(note));
    for (const note of mine) this.claimedHere.add(note);
    try {
      const won = await this.contest(context, mine);
      for (const note of won) this.remember(note);
      return new Set(won);
    } finally {
      for (const note of mine) this.claimedHere.delete(note);
    }
  }

  /**
   * Takes notes back.
   *
   * @param isForGood whether nobody will ever note them again: then they are removed again if another
   *   process has brought them back
   * @throws what n8n's database throws; then they may still be there
   */
  async remove(context: IExecuteFunctions, notes: string[], isForGood = false): Promise<void> {
    for (const note of notes) {
      this.inMemory.delete(note);
      this.writtenAt.delete(note);
      this.endClaimsFor(note);
      if (isForGood) this.removed.add(note);
    }
    await this.rounds.remove(context, notes);
  }

  /**
   * Takes notes back with whatever is written next, see {@link flush}. For what does no harm where n8n ends
   * before.
   */
  drop(notes: string[]): void {
    for (const note of notes) this.inMemory.delete(note);
    this.dropFromDatabase(notes);
  }

  /** The same, but this process goes on knowing them. */
  dropFromDatabase(notes: string[]): void {
    for (const note of notes) {
      this.writtenAt.delete(note);
      this.leftOver.add(note);
    }
  }

  /**
   * Takes back at once what was dropped.
   *
   * @throws what n8n's database throws; then it may still be there
   */
  async flush(context: IExecuteFunctions): Promise<void> {
    if (this.leftOver.size > 0) await this.rounds.write(context, []);
  }

  /** @returns those notes that nobody else has */
  private async contest(context: IExecuteFunctions, notes: string[]): Promise<string[]> {
    const mark = `claim ${randomUUID()}`;
    let written = await this.rounds.write(context, [...notes, mark]);
    if (!written.fresh.has(mark)) throw new Error("n8n's database did not say whether it wrote it");
    for (let open = notes; ;) {
      open = open.filter((note) => written.fresh.has(note));
      if (open.length === 0) {
        this.leftOver.add(mark);
        return [];
      }
      await unhurried(Math.max(HOLD_MS, HOLD_PER_WRITE * Math.max(written.took, this.slowest)));
      written = await this.rounds.write(context, [...open, mark]);
      if (!written.fresh.has(mark)) {
        this.leftOver.add(mark);
        return open;
      }
      // Overwritten, and written again just now. What was there without the mark is somebody else's.
    }
  }

  private endClaimsFor(note: string): void {
    this.drop(this.claimsFor.get(note) ?? []);
    this.claimsFor.delete(note);
  }

  private remember(note: string): void {
    this.inMemory.add(note);
    if (this.inMemory.size <= MOST_IN_MEMORY) return;
    for (const oldest of this.inMemory) {
      this.inMemory.delete(oldest);
      break;
    }
  }

  /** What every round is to remove and to write. */
  private always(): { gone: string[]; notes: string[] } {
    const gone = [...this.leftOver, ...(this.isContended ? this.removed : [])];
    this.leftOver.clear();
    return { gone, notes: [...this.writtenAt.keys()] };
  }

  private afterRound({ fresh, took }: Written): void {
    const now = elapsed();
    this.slowest = Math.max(took, this.slowest * 0.9);
    for (const [note, writtenAt] of this.writtenAt) {
      if (fresh.has(note)) {
        this.isContended = true;
        this.writtenAt.set(note, now);
      } else if (now - writtenAt > SAFE_AFTER_MS) {
        this.writtenAt.delete(note);
        this.endClaimsFor(note);
      }
    }
  }

  /** Writes again what another process has overwritten, until all is safe. Keeps nothing alive for it. */
  private async look(context: IExecuteFunctions): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      for (
        let look = 0;
        look < MOST_LOOKS && this.writtenAt.size + this.leftOver.size > 0;
        look++
      ) {
        await unhurried(LOOK_AFTER_MS + randomInt(LOOK_AFTER_MS));
        await this.rounds.write(context, []);
      }
    } catch (error) {
      context.logger.warn(
        `Kopo Kopo: n8n could not look whether its database still has what the node "${context.getNode().name}" has noted. ${messageOf(error)}`,
      );
    } finally {
      this.isLooking = false;
      this.removed.clear();
      this.isContended = false;
    }
  }
}
