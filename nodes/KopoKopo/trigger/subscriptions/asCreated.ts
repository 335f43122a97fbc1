import type { IDataObject } from 'n8n-workflow';

import type { Subscription } from './subscriptionRecord';
import { outcomeOf } from '../../api/outcome';
import { tillDigits } from '../../api/till';

/**
 * Whether a subscription is what it was when it was created. The shape of this answer isn't
 * documented: what it doesn't say doesn't count against it, and neither does another spelling.
 *
 * @param attributes what Kopo Kopo says of it now
 */
export function isStillAsCreated(subscription: Subscription, attributes: IDataObject): boolean {
  const agrees = (name: string, mine: string, normal: (text: string) => string) => {
    const theirs = attributes[name];
    const isText = typeof theirs === 'string' || typeof theirs === 'number';
    return !isText || normal(String(theirs).trim()) === normal(mine);
  };
  const shape = attributes.enable_daraja_payload;
  if (typeof shape === 'boolean' && shape !== subscription.daraja) return false;
  return (
    agrees('event_type', subscription.topic, lowerCase) &&
    agrees('webhook_uri', subscription.url, normalUrl) &&
    agrees('scope', subscription.scope, lowerCase) &&
    // For the whole company nobody has published what stands there.
    (subscription.scopeReference === undefined ||
      agrees('scope_reference', subscription.scopeReference, tillDigits)) &&
    outcomeOf('webhook_subscription', attributes) !== 'failed'
  );
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function normalUrl(text: string): string {
  return URL.canParse(text) ? new URL(text).href.replace(/\/$/, '') : text;
}
