import { randomUUID } from 'crypto';
import { randomInt, type IExecuteFunctions } from 'n8n-workflow';

import { messageOf } from '../flow/errorMessage';
import { elapsed, unhurried } from '../flow/clock';
import { Others } from './others';
import { GUARD_MS, OwnNotes } from './ownNotes';
import { HOLD_MS, LOOK_AFTER_MS, Pace } from './pace';
import { PerNode, type OfNode } from '../process/perNode';
import { Rounds, type Written } from './rounds';

/** How often it is looked whether the database still has what was noted. */
const MOST_LOOKS = 20 + GUARD_MS / LOOK_AFTER_MS;
/** How many notes a process keeps in memory, for each node. */
const MOST_IN_MEMORY = 50_000;

/** What became of noting something. Another process has overwritten `lostClaims`: they have to be claimed again. */
type Noted = Omit<Written, 'took'> & { lostClaims: string[] };

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
  private readonly own = new OwnNotes();
  /** What was claimed in order to note something. */
  private readonly claimsFor = new Map<string, string[]>();
  /** To be removed when there is something to write anyway. */
  private readonly leftOver = new Set<string>();
  /** When those were removed that may come back with what another process writes. */
  private readonly removedAt = new Map<string, number>();
  /** Notes that somebody in this process is about to claim. */
  private readonly claimedHere = new Set<string>();
  /** Set by those who have to know of other processes. */
  private others?: Others;
  private isLooking = false;
  readonly pace = new Pace();
  private readonly rounds: Rounds;

  private constructor(most: number) {
    this.rounds = new Rounds(
      most,
      (isWriting) => this.always(isWriting),
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

  /** From now on it is known whether other processes write into the record, too, and no note may get lost. */
  watch(): void {
    this.others ??= new Others();
    this.own.guard();
  }

  /** What it takes to note something, and until it is safe, in milliseconds. */
  get noteTakes(): number {
    return this.pace.noting(this.isShared);
  }

  get isShared(): boolean {
    return this.others?.areThere === true;
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
    for (const note of unknown) {
      this.remember(note);
      this.removedAt.delete(note);
    }
    const forgetAll = () => unknown.forEach((note) => this.inMemory.delete(note));
    const writing = this.rounds.write(context, [...unknown, ...claims]);
    writing.catch(forgetAll);
    const { fresh, isCertain } = await writing;
    const isNew = new Set(unknown.filter((note) => fresh.has(note)));
    this.own.written(isNew);
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

  /** @returns whether another process has overwritten a note that is looked at, see {@link keep} */
  wasOverwritten(note: string): boolean {
    return this.own.wasOverwritten(note);
  }

  /** Writes notes again for a while when other processes have overwritten them, see {@link GUARD_MS}. */
  keep(context: IExecuteFunctions, notes: string[]): void {
    this.own.keep(notes);
    void this.look(context);
  }

  /**
   * Takes notes back.
   *
   * @param again whether to take them back again if another process brings them back with what it had read
   *   before: only for what nobody else notes before it has claimed it
   * @throws what n8n's database throws; then they may still be there
   */
  async remove(context: IExecuteFunctions, notes: string[], again = false): Promise<void> {
    for (const note of notes) {
      this.inMemory.delete(note);
      this.own.forget(note);
      this.endClaimsFor(note);
    }
    await this.rounds.remove(context, notes);
    if (!again) return;
    const moment = elapsed();
    for (const note of notes) if (!this.inMemory.has(note)) this.removedAt.set(note, moment);
    if (this.isShared) void this.look(context);
  }

  /**
   * Waits until notes of this process are there to stay: nobody overwrites them any more with what they had
   * read before.
   *
   * @throws what n8n's database throws; then nobody knows whether they will last
   */
  async untilSafe(context: IExecuteFunctions, notes: string[]): Promise<void> {
    for (let isThere = false; !isThere;) {
      await unhurried(this.pace.settling(this.isShared));
      const { fresh } = await this.rounds.write(context, notes);
      const isYoung = this.isShared && notes.some((note) => this.own.isYoung(note));
      isThere = fresh.size === 0 && !isYoung;
    }
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
      this.own.forget(note);
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
    const { hold } = this.pace;
    let written = await this.rounds.write(context, [...notes, mark]);
    if (!written.fresh.has(mark)) throw new Error("n8n's database did not say whether it wrote it");
    // What that has overwritten meanwhile, nobody writes again.
    if (written.took > GUARD_MS) throw new Error("n8n's database took too long to write it");
    if (written.took > hold) {
      // Somebody may have got it meanwhile, and what they have noted looks the same: they write it again.
      await this.rounds.remove(context, [...written.fresh]);
      await unhurried(HOLD_MS);
      return await this.contest(context, notes);
    }
    // Those who are there have to know of it before anything more is written.
    if (this.isShared) await this.rounds.write(context, []);
    for (let open = notes; ;) {
      open = open.filter((note) => written.fresh.has(note));
      if (open.length === 0) {
        this.leftOver.add(mark);
        return [];
      }
      await unhurried(this.pace.hold);
      written = await this.rounds.write(context, [...open, mark]);
      if (!written.fresh.has(mark)) {
        this.leftOver.add(mark);
        return open;
      }
      // Overwritten, and written again just now. What was there without the mark is somebody else's.
      this.others?.areNoticed();
    }
  }

  private endClaimsFor(note: string): void {
    this.drop(this.claimsFor.get(note) ?? []);
    this.claimsFor.delete(note);
  }

  private remember(note: string): void {
    this.inMemory.add(note);
    if (this.inMemory.size <= MOST_IN_MEMORY) return;
    const [oldest] = this.inMemory;
    if (oldest !== undefined) this.inMemory.delete(oldest);
  }

  /** What every round is to remove and to write. */
  private always(isWriting: boolean): { gone: string[]; notes: string[] } {
    const now = elapsed();
    for (const [note, removedAt] of this.removedAt) {
      // By then somebody else may have claimed it, and noted it again.
      if (now - removedAt > HOLD_MS) this.removedAt.delete(note);
    }
    const isLooking = isWriting || this.own.size > 0;
    const { gone: knocked = [], notes = [] } = this.others?.forRound(isLooking) ?? {};
    const again = this.isShared ? this.removedAt.keys() : [];
    const gone = [...this.leftOver, ...again, ...knocked];
    this.leftOver.clear();
    return { gone, notes: [...this.own.all, ...notes] };
  }

  private afterRound({ fresh, took }: Written): void {
    this.pace.wrote(took);
    this.others?.afterRound(fresh);
    const { overwritten, safe } = this.own.afterRound(fresh, this.pace.safeAfter);
    if (overwritten.length > 0) this.others?.areNoticed();
    for (const note of safe) this.endClaimsFor(note);
  }

  /** Writes again what another process has overwritten, until all is safe. Keeps nothing alive for it. */
  private async look(context: IExecuteFunctions): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    const isLeft = () =>
      this.own.size + this.leftOver.size + (this.isShared ? this.removedAt.size : 0) > 0;
    let isTold = false;
    for (let look = 0; look < MOST_LOOKS && isLeft(); look++) {
      await unhurried(LOOK_AFTER_MS + randomInt(LOOK_AFTER_MS));
      // A database that fails now may answer the next one.
      await this.rounds.write(context, []).catch((error: unknown) => {
        if (isTold) return;
        isTold = true;
        context.logger.warn(
          `Kopo Kopo: n8n could not look whether its database still has what the node "${context.getNode().name}" has noted. ${messageOf(error)}`,
        );
      });
    }
    this.isLooking = false;
  }
}
