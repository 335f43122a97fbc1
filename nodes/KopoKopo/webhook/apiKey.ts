import type { IWebhookFunctions } from 'n8n-workflow';

import { CREDENTIAL } from '../api/client';
import { keysIn } from '../api/secrets';
import { elapsed } from '../flow/clock';
import { messageOf } from '../flow/errorMessage';
import { nameOf } from '../process/perNode';

/**
 * For how long a key is used again, in milliseconds: n8n takes longer to read a credential than for
 * all the rest of receiving an event. A key that was replaced is accepted for that much longer.
 */
const USED_AGAIN_MS = 10_000;

/** For how long a key is used when n8n's database can't be read, in milliseconds. */
const USED_IN_NEED_MS = 600_000;

const lastKeys = new Map<string, { apiKey: string; readAt: number }>();

/**
 * Whether something holds for the API key of the node's credential. The key that was read a moment
 * ago is tried first; when it fails, the credential is read, so that a new key works at once.
 *
 * @param context the `this` of a node's `webhook()`
 * @returns the answer of `holds` for the newest key that was tried; 'no key' when the credential has
 *   none; why the credential can't be read, unless it holds for a key that was read not long ago
 */
export async function holdsForApiKey(
  context: IWebhookFunctions,
  holds: (apiKey: string) => boolean,
): Promise<boolean | 'no key' | { unreadable: string }> {
  const owner = ownerOf(context);
  const last = lastKeys.get(owner);
  const age = elapsed() - (last?.readAt ?? -Infinity);
  if (last && age < USED_AGAIN_MS && holds(last.apiKey)) return true;
  try {
    const apiKey = await read(context);
    lastKeys.delete(owner);
    if (apiKey === '') return 'no key';
    lastKeys.set(owner, { apiKey, readAt: elapsed() });
    return holds(apiKey);
  } catch (error) {
    const isGoodEnough = last && age < USED_IN_NEED_MS && holds(last.apiKey);
    return isGoodEnough || { unreadable: messageOf(error) };
  }
}

async function read(context: IWebhookFunctions): Promise<string> {
  const credential = await context.getCredentials(CREDENTIAL);
  return keysIn(credential).apiKey;
}

/** With the credential's id: another credential that is chosen in the node counts at once. */
function ownerOf(context: IWebhookFunctions): string {
  return nameOf(context, context.getNode().credentials?.[CREDENTIAL]?.id);
}
