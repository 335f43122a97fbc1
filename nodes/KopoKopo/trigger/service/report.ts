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

/** @returns what to do about transactions that can't be read; undefined where there are none */
export function sentenceOfUnread(count: number): string | undefined {
  if (count === 0) return undefined;
  const many = count === 1 ? 'One transaction' : `${count} transactions`;
  return `${many} in Kopo Kopo's list of payments can't be read: the type, the time or the reference is not written as it is known here. No look lets such payments in. See by 'Get Many' of the payments received what they are, and whether your workflow has had them; then update this package, and report it if that does not help.`;
}

/** The last look of each trigger in this process, and when it ended. */
export const lastLooks = new PerNode<Report & { at: number }>();
