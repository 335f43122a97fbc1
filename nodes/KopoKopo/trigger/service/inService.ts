import type { IHookFunctions } from 'n8n-workflow';

import { now } from '../../flow/clock';
import { PerNode } from '../../process/perNode';
import { servedTriggers } from '../../process/servedTriggers';
import { chosenEvents } from '../chosen';
import { examine } from './examination';
import { listedOf, searchOf } from '../payments/search';
import { staticDataToRead } from '../subscriptions/subscriptionRecord';
import type { Wanted } from '../subscriptions/wantedSubscriptions';

/**
 * What the triggers need that this process has put into service, so that each look can see to it: to read it
 * anew takes n8n's hooks.
 */
export const inService = new PerNode<Wanted[]>();

/** Since when they are in service, in milliseconds since 1970. */
const since = new PerNode<number>();

/**
 * Notes that this process has put a trigger into service.
 *
 * @param account see `accountOf`; undefined where the credential could not be read
 */
export function putIntoService(context: IHookFunctions, wanted: Wanted[], account?: string): void {
  const [workflow, node] = [context.getWorkflow(), context.getNode()];
  const service = {
    owner: { getWorkflow: () => workflow, getNode: () => node },
    since: since.getOrMake(context, now),
    wanted,
    takesResults: chosenEvents(context).apiResults,
    shelf: staticDataToRead(context),
    listed: listedOf(context),
    search: searchOf(context),
  };
  inService.set(context, wanted);
  servedTriggers.set(context, {
    workflow: workflow.name ?? '',
    node: node.name,
    account,
    examine: async (client, stop) => await examine(service, client, stop),
  });
}

/** Notes that a trigger is out of service. */
export function takeOutOfService(context: IHookFunctions): void {
  for (const kept of [inService, servedTriggers, since]) kept.take(context);
}
