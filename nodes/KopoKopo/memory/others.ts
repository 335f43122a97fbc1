import { now } from '../flow/clock';

/** The notes are named after the time, so that those of a process that died end by themselves. */
const PRESENCE_MS = 30_000;

/**
 * Whether other processes write into the same record at the moment. That can't be asked without writing: so
 * each process that believes to be alone leaves a note, and looks at it with each of its rounds. Who comes
 * finds it, and takes it away with each round of its own. Whoever misses its note, or anything else that it
 * has written, isn't alone any more.
 */
export class Others {
  /** The slots for which this process has left its note. */
  private mine = new Set<number>();
  /** The slots that the round looks at that is under way. */
  private looking: number[] = [];
  /** The last slot in which others are taken to be there. */
  private thereUntil = -1;

  /** Whether others are there, or were a moment ago. */
  get areThere(): boolean {
    return slotNow() <= this.thereUntil;
  }

  /** To be called where something shows that others are there. */
  areNoticed(): void {
    this.thereUntil = slotNow() + 1;
  }

  /**
   * What the next round is to remove and to write.
   *
   * @param isWriting whether it writes anyway
   */
  forRound(isWriting: boolean): { gone: string[]; notes: string[] } {
    // Two of them: other clocks may be in the next one already.
    const slots = [slotNow(), slotNow() + 1];
    const old = [...this.mine].filter((slot) => !slots.includes(slot));
    this.looking = this.areThere || !isWriting ? [] : slots;
    const gone = this.areThere ? [...old, ...slots] : old;
    for (const slot of gone) this.mine.delete(slot);
    return { gone: gone.map(noteOf), notes: this.looking.map(noteOf) };
  }

  /** @param fresh those notes of the round that were not there before */
  afterRound(fresh: Set<string>): void {
    const isOfOthers = (slot: number) => fresh.has(noteOf(slot)) === this.mine.has(slot);
    if (this.looking.some(isOfOthers)) this.areNoticed();
    for (const slot of this.looking) this.mine.add(slot);
  }
}

function slotNow(): number {
  return Math.floor(now() / PRESENCE_MS);
}

const noteOf = (slot: number) => `alone ${slot}`;
