import type { KopoKopoClient } from '../api/client';
import type { Stop } from '../flow/stop';
import { PerNode } from './perNode';

/** What was found out about one side of a trigger. */
export interface Finding {
  about: 'address' | 'api_key' | 'subscriptions' | 'last_event' | 'payments' | 'last_look';
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
  examine(client: KopoKopoClient | undefined, stop: Stop): Promise<Finding[]>;
}

/** The triggers that this process has put into service: what the action node tells of them. */
export const servedTriggers = new PerNode<ServedTrigger>();
