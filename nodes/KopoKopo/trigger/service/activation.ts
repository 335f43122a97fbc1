import type { IHookFunctions } from 'n8n-workflow';

import { messageOf } from '../../flow/errorMessage';
import { chosenEvents, receiveBy } from '../chosen';
import { putIntoService, takeOutOfService } from './inService';
import { reasonNotListed } from '../payments/listedPayments';
import { showNewestPayment } from '../payments/showNewestPayment';
import { reasonNotReachable } from './publicAddress';
import { ASK_AGAIN, refusal, refusalBy } from '../activationErrors';
import { Registrar, turns } from '../subscriptions/registrar';
import { reasonNotToLook, searchOf } from '../payments/search';
import { staticDataOf } from '../subscriptions/subscriptionRecord';
import { wantedSubscriptions, type Wanted } from '../subscriptions/wantedSubscriptions';

/**
 * Whether all subscriptions that the node needs exist at Kopo Kopo, with the same URL, topic and
 * scope. n8n calls it before {@link subscribe}.
 *
 * @throws NodeOperationError or NodeApiError when that can't be found out: a second subscription for
 *   the same thing would double every event. Not when n8n starts, see {@link inActivation}.
 */
export async function areSubscribed(context: IHookFunctions): Promise<boolean> {
  return await inActivation(context, async (registrar, wanted) => {
    for (const each of wanted) {
      if (!(await registrar.exists(each, isStartUp(context) ? 'there' : undefined))) return false;
    }
    // n8n then calls what shows something in a test.
    return !(isTest(context) && receiveBy(context) === 'check');
  });
}

/**
 * Creates the subscriptions that are missing, and only these.
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
    if (search && isTest(context) && !search.receivesEvents) {
      await showNewestPayment(context, search);
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
  if (isStartUp(context)) putIntoService(context, wanted);
  const registrar = await Registrar.open(context, staticDataOf(context)).catch((error: unknown) => {
    throw refusal(context, messageOf(error));
  });
  const { account } = registrar.client;
  if (isStartUp(context)) putIntoService(context, wanted, account);
  checkReceiving(context, registrar, wanted);
  await checkLooking(context, registrar);
  const result = await turns.take(
    context.getNodeWebhookUrl('default') ?? '',
    async () => await task(registrar, wanted),
  );
  if (!isTest(context)) putIntoService(context, wanted, account);
  return result;
}

/** @throws NodeOperationError when the credential or this n8n can't do what receiving events needs */
function checkReceiving(context: IHookFunctions, { client }: Registrar, wanted: Wanted[]): void {
  if (wanted.length === 0 && !chosenEvents(context).apiResults) return;
  if (!client.hasApiKey) {
    throw refusal(
      context,
      "The credential has no 'API Key': without it nobody can tell Kopo Kopo's events from forged ones. Copy it from the Applications page of your Kopo Kopo dashboard (it is not the client secret)",
    );
  }
  const [first] = wanted;
  const reason = first && reasonNotReachable(first.url, client.baseUrl);
  if (reason !== undefined) throw refusal(context, reason);
}

/**
 * Whoever is told of payments by events hears at once that a key or a till is wrong; so does who only looks.
 *
 * @throws NodeOperationError when what is entered leaves gaps, NodeApiError when Kopo Kopo gives no list of the payments
 */
async function checkLooking(context: IHookFunctions, { client }: Registrar): Promise<void> {
  const search = searchOf(context);
  if (!search || isStartUp(context)) return;
  const reason = reasonNotToLook(context, search);
  if (reason !== undefined) throw refusal(context, reason);
  if (search.receivesEvents || isTest(context)) return;
  for (const scope of search.scopes) {
    const failure = await reasonNotListed(client, scope);
    if (failure) throw refusalBy(context, failure, "The payments can't be checked for", ASK_AGAIN);
  }
}

/** Whether it is n8n's own start, or another main process taking over. */
function isStartUp(context: IHookFunctions): boolean {
  return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

function isTest(context: IHookFunctions): boolean {
  return context.getMode() === 'manual';
}
