import type { ITriggerFunctions } from 'n8n-workflow';

import { DAY_MS } from '../../flow/durations';
import { messageOf } from '../../flow/errorMessage';
import { inService } from '../service/inService';
import { Registrar, turns } from '../subscriptions/registrar';
import { staticDataToRead, type Subscription } from '../subscriptions/subscriptionRecord';

/** For how long one isn't created again by itself when nobody knows whether it exists. */
const MENDED_AGAIN_MS = DAY_MS;

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
        made.push(await registrar.create(wanted, MENDED_AGAIN_MS));
      })
      .catch((error: unknown) => troubles.push(messageOf(error)));
  }
  return { made, troubles };
}
