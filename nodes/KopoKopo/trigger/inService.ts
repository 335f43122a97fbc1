import type { FunctionsBase } from 'n8n-workflow';

import type { Wanted } from './wantedSubscriptions';

type OfNode = Pick<FunctionsBase, 'getNode' | 'getWorkflow'>;

/** What the triggers need that this process has put into service. Reading it anew takes n8n's hooks. */
const needs = new Map<string, Wanted[]>();

/** Notes what a trigger needs, so that each look can see to it. */
export function startService(context: OfNode, wanted: Wanted[]): void {
  needs.set(nameOf(context), wanted);
}

export function endService(context: OfNode): void {
  needs.delete(nameOf(context));
}

/** @returns the subscriptions that a trigger needs; none when it isn't in service */
export function neededBy(context: OfNode): Wanted[] {
  return needs.get(nameOf(context)) ?? [];
}

function nameOf(context: OfNode): string {
  return JSON.stringify([context.getWorkflow().id, context.getNode().id]);
}
