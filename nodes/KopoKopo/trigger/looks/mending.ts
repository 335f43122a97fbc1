import type { ITriggerFunctions } from 'n8n-workflow';

import { nameOfTopic } from '../../api/events';
import { elapsed } from '../../flow/clock';
import { DAY_MS } from '../../flow/durations';
import { messageOf } from '../../flow/errorMessage';
import { inService } from '../service/inService';
import { Registrar, turns } from '../subscriptions/registrar';
import { staticDataToRead, type Subscription } from '../subscriptions/subscriptionRecord';
import { identityOf } from '../subscriptions/wantedSubscriptions';

/**
 * For how long one isn't created again by itself when nobody knows whether it exists; nor one that was, and of which
 * Kopo Kopo says again that it sends nothing: each may come back, and none can be deleted.
 */
const MENDED_AGAIN_MS = DAY_MS;

/** When this process has created which one. */
const mendedAt = new Map<string, number>();

/**
 * Creates those subscriptions of a trigger in service that Kopo Kopo doesn't know any more: none when it
 * can't find out.
 *
 * @param context the `this` of the trigger's `trigger()`
 * @returns those that were made, which have to be written down where static data can be, and what
 *   went wrong, in sentences
 */
export async function mendSubscriptions(
  context: ITriggerFunctions,
): Promise<{ made: Subscription[]; troubles: string[] }> {
  const made: Subscription[] = [];
  const troubles: string[] = [];
  for (const wanted of inService.get(context) ?? []) {
    await turns
      .take(wanted.url, async () => {
        const registrar = await Registrar.open(context, staticDataToRead(context));
        if (await registrar.exists(wanted)) return;
        const name = `${registrar.client.account} ${identityOf(wanted)}`;
        const before = mendedAt.get(name);
        if (before !== undefined && elapsed() < before + MENDED_AGAIN_MS) {
          troubles.push(
            `Kopo Kopo does not keep the subscription to "${nameOfTopic(wanted.topic)}": it was made again within the last day. The next one is made a day after that, or when you publish the workflow again; payments are found by looking.`,
          );
          return;
        }
        made.push(await registrar.create(wanted, MENDED_AGAIN_MS));
        mendedAt.set(name, elapsed());
      })
      .catch((error: unknown) => troubles.push(messageOf(error)));
  }
  return { made, troubles };
}
