import type { KopoKopoClient } from '../api/client';
import type { Stop } from '../flow/stop';
import { PerNode } from './perNode';

/** What is looked at in a trigger, in the order in which it is told. */
export const ASPECTS = [
  'api_key',
  'address',
  'subscriptions',
  'last_event',
  'payments',
  'last_look',
] as const;

/** What was found out about each of them. */
export type Findings = Record<(typeof ASPECTS)[number], Finding>;

export interface Finding {
  /** For whoever waits for events in vain. */
  sentence: string;
  /** Whether it keeps events away. */
  isProblem?: boolean;
}

/** A trigger that this process has put into service. */
export interface ServedTrigger {
  /** The workflow's name. */
  workflow: string;
  /** The node's name. */
  node: string;
  /** See `accountOf`; undefined where its credential could not be read. */
  account?: string;
  /**
   * Finds out whether its events can come. Never throws.
   *
   * @param client of the trigger's account; undefined where Kopo Kopo can't be asked
   */
  examine(client: KopoKopoClient | undefined, stop: Stop): Promise<Findings>;
}

/** The triggers that this process has put into service: what the action node tells of them. */
export const servedTriggers = new PerNode<ServedTrigger>();
