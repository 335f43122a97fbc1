/** How soon it is looked whether the database still has what was noted, in milliseconds. */
export const LOOK_AFTER_MS = 600;
/**
 * How old a note has to be when it is seen in the database, to count as safe. Another process writes back
 * what it had read a moment before; that takes it a fraction of this.
 */
const SAFE_AFTER_MS = 1_000;
/**
 * For how long a claim is held before it counts: longer than from one look to the next, so that others have
 * written again what it may have overwritten; and a multiple of what the database took, if that is more.
 */
export const HOLD_MS = 2 * LOOK_AFTER_MS + 300;
const PER_WRITE = 5;
/** Where nobody else is known, it is for the one who comes at this very moment. */
const ALONE_MS = 50;
const ALONE_PER_WRITE = 2;

/** What has to be waited for, by what n8n's database takes. All in milliseconds. */
export class Pace {
  private slowest = 0;

  /** @param took what a write took */
  wrote(took: number): void {
    this.slowest = Math.max(took, this.slowest * 0.9);
  }

  /** For how long a claim is held before it counts; after that time nobody writes back what was removed, either. */
  get hold(): number {
    return Math.max(HOLD_MS, PER_WRITE * this.slowest);
  }

  /** How old a note has to be to be safe. */
  get safeAfter(): number {
    return Math.max(SAFE_AFTER_MS, PER_WRITE * this.slowest);
  }

  /** After which time a note that is still there will stay. */
  settling(isShared: boolean): number {
    return isShared ? this.safeAfter + 1 : Math.max(ALONE_MS, ALONE_PER_WRITE * this.slowest);
  }

  /** What it takes to note something and to see that it stays. */
  noting(isShared: boolean): number {
    return this.settling(isShared) + 3 * this.slowest;
  }
}
