import type { IHookFunctions } from 'n8n-workflow';

import { messageOf } from '../flow/messageOf';
import { Turns } from '../flow/turns';
import { Registrar } from './registrar';

/**
 * Whether all subscriptions that the node needs exist at Kopo Kopo, with the same URL, topic and
 * scope. n8n calls it before {@link subscribe}.
 *
 * @throws NodeOperationError or NodeApiError when that can't be found out: a second subscription for
 *   the same thing would double every event
 */
export async function areSubscribed(context: IHookFunctions): Promise<boolean> {
  const registrar = await Registrar.open(context);
  return await inTurn(context, async () => {
    for (const wanted of registrar.wanted()) {
      if (!(await registrar.exists(wanted))) return false;
    }
    return true;
  });
}

/**
 * Creates the subscriptions that are missing, and only these.
 *
 * @throws NodeOperationError or NodeApiError whose message says what to do: n8n shows nothing else of
 *   it. What was created until then is kept in mind.
 */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
  const registrar = await Registrar.open(context);
  return await inTurn(context, async () => {
    for (const wanted of registrar.wanted()) {
      if (!(await registrar.exists(wanted))) await registrar.create(wanted);
    }
    return true;
  });
}

/**
 * Tries to delete the node's subscriptions. That isn't documented: those that Kopo Kopo doesn't delete
 * are kept in mind, and the next activation uses them again. Events that still come get n8n's 404.
 *
 * Never throws. An error would not get anything deleted, but it would keep the webhook of a
 * deactivated workflow alive (n8n 1) or a test listening for ever: also when the credential is gone,
 * its API key or its host.
 */
export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
  try {
    const registrar = await Registrar.openAnyhow(context);
    await inTurn(context, async () => await registrar.deleteAll());
  } catch (error) {
    context.logger.warn(
      `Kopo Kopo: the subscriptions of the node "${context.getNode().name}" were left as they are. ${messageOf(error)}`,
    );
  }
  return true;
}

const turns = new Turns();

/**
 * One at a time for each webhook URL: between asking what exists and creating what is missing, nobody
 * else may do the same (two people who listen for a test event, a test that starts while the last one
 * ends).
 */
async function inTurn<T>(context: IHookFunctions, task: () => Promise<T>): Promise<T> {
  return await turns.take(context.getNodeWebhookUrl('default') ?? '', task);
}
