import { PerNode } from '../../process/perNode';

/** What a look for payments came to. */
export interface Report {
  /** How many payments there are, as far as it reaches back. */
  listed: number;
  /** How many transactions, which may be payments, can't be read. */
  unread: number;
  /** How many it let in. */
  letIn: number;
  /** How many subscriptions it made again. */
  mended: number;
  /** What went wrong, in sentences. */
  troubles: string[];
  /** Why what it found isn't let in. */
  stopped?: string;
}

/** The last look of each trigger in this process, and when it ended. */
export const lastLooks = new PerNode<Report & { at: number }>();
