import { PerNode } from '../memory/perNode';
import type { Wanted } from './wantedSubscriptions';

/**
 * What the triggers need that this process has put into service, so that each look can see to it: to read it
 * anew takes n8n's hooks.
 */
export const inService = new PerNode<Wanted[]>();

/** What the next execution of a trigger in this process is to show. */
export const warnings = new PerNode<string>();
