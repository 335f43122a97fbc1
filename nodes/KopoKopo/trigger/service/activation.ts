import type { IHookFunctions } from 'n8n-workflow';

import { messageOf } from '../../flow/errorMessage';
import { refusal } from '../activationErrors';
import { receiveBy } from '../chosen';
import { isTest } from '../isTest';
import { searchOf } from '../payments/search';
import { showNewestPayment } from '../payments/showNewestPayment';
import { Registrar, turns } from '../subscriptions/registrar';
import { staticDataOf } from '../subscriptions/subscriptionRecord';
import { wantedSubscriptions, type Wanted } from '../subscriptions/wantedSubscriptions';
import { putIntoService, takeOutOfService } from './inService';
import { checkLooking, checkReceiving } from './requirements';

/**
 * Whether all subscriptions that the node needs exist at Kopo Kopo, with the same URL, topic and
 * scope. n8n calls it before {@link subscribe}, and that only after a no. So it is a no, too, where
 * {@link subscribe} has something to show: in a test of a trigger that only looks.
 *
 * @throws NodeOperationError or NodeApiError when that can't be found out: a second subscription for
 *   the same thing would double every event. Not when n8n starts, see {@link inActivation}.
 */
export async function areSubscribed(context: IHookFunctions): Promise<boolean> {
  return await inActivation(context, async (registrar, wanted) => {
    for (const each of wanted) {
      if (!(await registrar.exists(each, isStartUp(context) ? 'there' : undefined))) return false;
    }
    return !isTestOfLooking(context);
  });
}

/**
 * Creates the subscriptions that are missing, and only these. In a test of a trigger that only looks it has
 * the newest payment shown.
 *
 * @throws NodeOperationError or NodeApiError whose message says what to do: n8n shows nothing else of
 *   it. What was created until then is kept in mind. Not when n8n starts, see {@link inActivation}.
 */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
  return await inActivation(context, async (registrar, wanted) => {
    for (const each of wanted) {
      if (!(await registrar.exists(each))) await registrar.create(each);
    }
    const search = searchOf(context);
    if (search && isTestOfLooking(context)) await showNewestPayment(context, search);
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
  if (!isTest(context)) takeOutOfService(context);
  const url = context.getNodeWebhookUrl('default');
  if (url === undefined) return true;
  try {
    const registrar = await Registrar.open(context, staticDataOf(context));
    await turns.take(url, async () => await registrar.deleteAll(url));
  } catch (error) {
    context.logger.warn(
      `Kopo Kopo: the subscriptions of the node "${context.getNode().name}" were left as they are. ${messageOf(error)}`,
    );
  }
  return true;
}

type Task = (registrar: Registrar, wanted: Wanted[]) => Promise<boolean>;

/**
 * Does what an activation needs, with the node's wanted subscriptions.
 *
 * When n8n starts, nobody has asked for the activation, and for an error n8n would take the trigger out of
 * service for good, though events go on coming. Then it never throws: what is missing is in the log, and
 * the next look mends it.
 */
async function inActivation(context: IHookFunctions, task: Task): Promise<boolean> {
  if (!isStartUp(context)) return await activation(context, task);
  return await activation(context, task).catch((error: unknown) => {
    context.logger.error(
      `Kopo Kopo: the trigger "${context.getNode().name}" is in service, but its subscriptions could not be seen to. ${messageOf(error)}`,
    );
    return true;
  });
}

async function activation(context: IHookFunctions, task: Task): Promise<boolean> {
  const wanted = wantedSubscriptions(context);
  const opening = Registrar.open(context, staticDataOf(context));
  const account = await opening.then(
    ({ client }) => client.account,
    () => undefined,
  );
  // At n8n's start it is in service, whatever goes wrong from here on.
  if (isStartUp(context)) putIntoService(context, wanted, account);
  const registrar = await opening.catch((error: unknown) => {
    throw refusal(context, messageOf(error));
  });
  checkReceiving(context, registrar.client, wanted);
  if (!isStartUp(context)) await checkLooking(context, registrar.client);
  const result = await turns.take(
    context.getNodeWebhookUrl('default') ?? '',
    async () => await task(registrar, wanted),
  );
  if (!isTest(context)) putIntoService(context, wanted, account);
  return result;
}

/** Whether it is n8n's own start, or another main process taking over. */
function isStartUp(context: IHookFunctions): boolean {
  return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

/** Whether it is a test for which nothing comes by itself. */
function isTestOfLooking(context: IHookFunctions): boolean {
  return isTest(context) && receiveBy(context) === 'check';
}
