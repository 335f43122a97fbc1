import { PerNode } from '../process/perNode';

/** What the next execution of a trigger in this process is to show. */
export const warnings = new PerNode<string>();
