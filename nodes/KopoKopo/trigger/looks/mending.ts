import type { ITriggerFunctions } from 'n8n-workflow';

import { messageOf } from '../../flow/errorMessage';
import { inService } from '../service/inService';
import { MADE_AGAIN_MS, noteMadeAgain, reasonNotToMakeAgain } from '../subscriptions/madeAgain';
import { Registrar, turns } from '../subscriptions/registrar';
import { staticDataToRead, type Subscription } from '../subscriptions/subscriptionRecord';

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
        const reason = reasonNotToMakeAgain(registrar.client.account, wanted);
        if (reason !== undefined) {
          troubles.push(reason);
          return;
        }
        const subscription = await registrar.create(wanted, MADE_AGAIN_MS);
        noteMadeAgain(registrar.client.account, wanted);
        made.push(subscription);
      })
      .catch((error: unknown) => troubles.push(messageOf(error)));
  }
  return { made, troubles };
}
