import { elapsed } from '../flow/clock';

/**
 * For how long what is safe is still looked at where no note may get lost, in milliseconds. A process that
 * stands still between reading and writing, as one does that waits for a connection to its database, writes
 * back what it had read, however long ago that was.
 */
export const GUARD_MS = 30_000;

/** The notes of this process that are written again when another process has overwritten them. */
export class OwnNotes {
  /** When those were written that aren't known to be safe yet. */
  private readonly writtenAt = new Map<string, number>();
  /** Since when those are safe that are looked at all the same. */
  private readonly safeSince = new Map<string, number>();
  private readonly overwritten = new Set<string>();
  private isGuarding = false;

  /** From now on they are looked at for {@link GUARD_MS} after they are safe. */
  guard(): void {
    this.isGuarding = true;
  }

  get size(): number {
    return this.writtenAt.size + this.safeSince.size;
  }

  /** All that every round is to write. */
  get all(): string[] {
    return [...new Set([...this.writtenAt.keys(), ...this.safeSince.keys()])];
  }

  isYoung(note: string): boolean {
    return this.writtenAt.has(note);
  }

  wasOverwritten(note: string): boolean {
    return this.overwritten.has(note);
  }

  written(notes: Iterable<string>): void {
    const now = elapsed();
    for (const note of notes) this.writtenAt.set(note, now);
  }

  /** Looks at notes that are safe for {@link GUARD_MS}. */
  keep(notes: string[]): void {
    const now = elapsed();
    for (const note of notes) this.safeSince.set(note, now);
  }

  forget(note: string): void {
    this.writtenAt.delete(note);
    this.safeSince.delete(note);
    this.overwritten.delete(note);
  }

  /**
   * @param fresh what was not in the database any more, and is now
   * @param safeAfter how old a note has to be when it is seen there, to count as safe
   * @returns those that were overwritten, and those that are safe from now on
   */
  afterRound(fresh: Set<string>, safeAfter: number): { overwritten: string[]; safe: string[] } {
    const now = elapsed();
    const overwritten = this.all.filter((note) => fresh.has(note));
    for (const note of overwritten) {
      this.overwritten.add(note);
      this.writtenAt.set(note, now);
    }
    const safe = [...this.writtenAt].flatMap(([note, at]) => (now - at > safeAfter ? [note] : []));
    for (const [note, since] of this.safeSince) {
      if (now - since <= GUARD_MS) continue;
      this.safeSince.delete(note);
      this.overwritten.delete(note);
    }
    if (this.isGuarding) this.keep(safe);
    for (const note of safe) {
      this.writtenAt.delete(note);
      if (!this.safeSince.has(note)) this.overwritten.delete(note);
    }
    return { overwritten, safe };
  }
}
