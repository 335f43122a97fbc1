import type { IWebhookFunctions } from 'n8n-workflow';

import { CREDENTIAL } from '../api/client';

/**
 * For how long a key is used again, in milliseconds: n8n takes longer to read a credential than for
 * all the rest of receiving an event. A key that was replaced is accepted for that much longer.
 */
const USED_AGAIN_MS = 10_000;

const recentKeys = new Map<string, { apiKey: string; readAt: number }>();

/**
 * Whether something holds for the API key of the node's credential. The key that was read a moment
 * ago is tried first; when it fails, the credential is read, so that a new key works at once.
 *
 * @param context the `this` of a node's `webhook()`
 * @returns the answer of `holds` for the newest key that was tried, or 'no key' when the credential
 *   has none or can't be read
 */
export async function holdsForApiKey(
  context: IWebhookFunctions,
  holds: (apiKey: string) => boolean,
): Promise<boolean | 'no key'> {
  const owner = ownerOf(context);
  const recent = recentKeys.get(owner);
  const isRecent = recent !== undefined && performance.now() - recent.readAt < USED_AGAIN_MS;
  if (isRecent && holds(recent.apiKey)) return true;

  recentKeys.delete(owner);
  const apiKey = await read(context);
  if (apiKey === '') return 'no key';
  recentKeys.set(owner, { apiKey, readAt: performance.now() });
  return holds(apiKey);
}

async function read(context: IWebhookFunctions): Promise<string> {
  return await context.getCredentials(CREDENTIAL).then(
    (credential) => String(credential.apiKey ?? '').trim(),
    () => '',
  );
}

/** With the credential's id: another credential that is chosen in the node counts at once. */
function ownerOf(context: IWebhookFunctions): string {
  const { id, credentials } = context.getNode();
  return JSON.stringify([context.getWorkflow().id, id, credentials?.[CREDENTIAL]?.id]);
}
