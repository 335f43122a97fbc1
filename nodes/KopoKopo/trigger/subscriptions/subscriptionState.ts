import type { KopoKopoClient } from '../../api/client';
import { UNREADABLE, type Failure } from '../../api/failure';
import { RESOURCE_TYPES } from '../../api/resourceTypes';
import { resultIn } from '../../api/result';
import { subscriptionsPath } from '../../api/subscription';
import { isStillAsCreated } from './asCreated';
import type { Subscription } from './subscriptionRecord';

const { title } = RESOURCE_TYPES.webhook_subscription;

export type SubscriptionState =
  | { is: 'there' | 'gone' | 'changed'; failure?: undefined }
  /** It could not be found out. */
  | { is?: undefined; failure: Failure };

/**
 * Asks Kopo Kopo what has become of a subscription.
 *
 * Asked once: n8n repeats a failed activation by itself, the next look asks again, and a person who waits
 * can do it too.
 */
export async function stateOf(
  client: KopoKopoClient,
  subscription: Subscription,
): Promise<SubscriptionState> {
  const path = `${subscriptionsPath(subscription.daraja)}/${subscription.id}`;
  const { answer, failure } = await client.tryOnce({ method: 'GET', path, what: title });
  if (failure?.status === 404 || failure?.status === 410) return { is: 'gone' };
  const result = resultIn(answer?.body);
  if (!result) return { failure: failure ?? UNREADABLE };
  return { is: isStillAsCreated(subscription, result.attributes) ? 'there' : 'changed' };
}
