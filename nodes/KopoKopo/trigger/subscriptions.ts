import { createHash } from 'crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { CREDENTIAL, KopoKopoClient } from '../api/client';
import { baseUrlOf } from '../api/environment';
import type { Failure } from '../api/failure';
import { field, isObject, withoutEmpty } from '../api/json';
import { idInLocationHeader } from '../api/location';
import { DARAJA_SUBSCRIPTIONS_PATH, RESOURCE_TYPES } from '../api/resourceTypes';
import { wantedSubscriptions, type Wanted } from './chosenEvents';
import { nameOfTopic } from '../api/events';
import { SubscriptionRecord, tillDigits, type Subscription } from './subscriptionRecord';
import { messageOf } from '../flow/messageOf';
import { Turns } from '../flow/turns';

const { path: PATH, title } = RESOURCE_TYPES.webhook_subscription;

/** n8n gives an activation with all its attempts about 80 seconds. */
const TIMEOUT_MS = 20_000;

/** Statuses in which a subscription sends nothing any more. */
const DEAD = new Set(['inactive', 'disabled', 'deleted', 'cancelled', 'canceled', 'suspended']);

/**
 * How long a create of unknown outcome holds off the next one, and how much longer each further one.
 * n8n 2 repeats a failed activation four times within 15 seconds, n8n 1 for ever, in growing distances:
 * each could add another subscription, and all of them send every event.
 */
const UNKNOWN_HOLDS_OFF_MS = 60_000;
const UNKNOWN_GROWTH = 10;

/** The creates of unknown outcome in this process: until when they hold off the next one, and what happened. */
const unknownOutcomes = new Map<string, { holdsOff: number; until: number; what: string }>();

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

class Registrar {
  private readonly record: SubscriptionRecord;

  private constructor(
    private readonly context: IHookFunctions,
    private readonly client: KopoKopoClient,
    private readonly account: string,
  ) {
    this.record = new SubscriptionRecord(context, account);
  }

  /** @throws NodeOperationError when the credential can't do what an activation needs */
  static async open(context: IHookFunctions): Promise<Registrar> {
    const registrar = await Registrar.openAnyhow(context).catch((error: unknown) => {
      throw refusal(context, messageOf(error));
    });
    if (!registrar.client.hasApiKey) {
      throw refusal(
        context,
        "The credential has no 'API Key': without it nobody can tell Kopo Kopo's events from forged ones. Copy it from the Applications page of your Kopo Kopo dashboard (it is not the client secret)",
      );
    }
    return registrar;
  }

  static async openAnyhow(context: IHookFunctions): Promise<Registrar> {
    const credential = await context.getCredentials(CREDENTIAL);
    const client = await KopoKopoClient.open(context, { timeout: TIMEOUT_MS });
    return new Registrar(context, client, accountKey(credential));
  }

  /** @throws NodeOperationError when a field can't be used, or Kopo Kopo can't reach this n8n */
  wanted(): Wanted[] {
    const all = wantedSubscriptions(this.context);
    const [first] = all;
    if (first) this.refuseUnreachable(first.url);
    return all;
  }

  /** Whether a subscription for the wanted thing is known and still there. */
  async exists(wanted: Wanted): Promise<boolean> {
    for (const subscription of this.record.for(wanted)) {
      if (await this.isAlive(subscription)) {
        this.record.keep(subscription);
        return true;
      }
    }
    return false;
  }

  /** Creates a subscription; those that it replaces are struck out only when it exists. */
  async create(wanted: Wanted): Promise<void> {
    const { topic, scope, scopeReference, url } = wanted;
    const isDaraja = wanted.daraja === true;
    const key = JSON.stringify([this.account, topic, scope, scopeReference, url, isDaraja]);
    const unknown = unknownOutcomes.get(key);
    if (unknown && Date.now() < unknown.until) throw refusal(this.context, unknown.what);
    const body = withoutEmpty({
      event_type: topic,
      url,
      scope,
      scope_reference: scopeReference,
      enable_daraja_payload: wanted.daraja,
    });
    const path = pathOf(wanted);
    // Sent once, also after a 429: n8n repeats a failed activation by itself, and gives it little time.
    const { answer, failure } = await this.client.ask({ method: 'POST', path, body, what: title });
    const id = answer && idInLocationHeader(answer.headers.location);
    if (id !== undefined) {
      unknownOutcomes.delete(key);
      for (const replaced of this.record.for(wanted)) this.record.strike(replaced);
      this.record.keep({ ...wanted, account: this.account, id });
      return;
    }
    const failed = failure ?? NO_ID;
    const error = this.error(
      failed,
      failed.kind === 'unknown'
        ? `Subscribing to "${nameOfTopic(topic)}" went wrong`
        : `The subscription to "${nameOfTopic(topic)}" was not created`,
    );
    if (failed.kind === 'unknown') {
      const holdsOff = unknown ? unknown.holdsOff * UNKNOWN_GROWTH : UNKNOWN_HOLDS_OFF_MS;
      unknownOutcomes.set(key, { holdsOff, until: Date.now() + holdsOff, what: error.message });
    }
    throw error;
  }

  async deleteAll(): Promise<void> {
    const url = this.context.getNodeWebhookUrl('default');
    if (url === undefined) return;
    for (const subscription of this.record.sendingTo(url)) {
      const { failure } = await this.client.ask({
        method: 'DELETE',
        path: `${pathOf(subscription)}/${subscription.id}`,
        what: title,
      });
      // Whether it is gone is for the next activation to find out: deletion isn't documented, and one
      // that was only said to be done would be made a second time. It may be known to this process only:
      // n8n stores it with what this call leaves behind.
      this.record.keep(subscription);
      if (failure) {
        this.context.logger.info(
          `Kopo Kopo: the subscription to "${nameOfTopic(subscription.topic)}" stays, and the next activation uses it again. ${failure.message}`,
        );
      }
    }
  }

  private async isAlive(subscription: Subscription): Promise<boolean> {
    // Asked once: n8n repeats a failed activation by itself, and a person who waits can do it too.
    const { answer, failure } = await this.client.ask({
      method: 'GET',
      path: `${pathOf(subscription)}/${subscription.id}`,
      what: title,
    });
    if (failure?.status === 404 || failure?.status === 410) return false;
    const attributes = field(field(answer?.body, 'data'), 'attributes');
    if (failure || !isObject(attributes)) {
      if (this.isStartUp()) {
        this.context.logger.warn(
          `Kopo Kopo: whether the subscription to "${nameOfTopic(subscription.topic)}" still exists could not be found out, so it is taken to. ${(failure ?? UNREADABLE).message}`,
        );
        return true;
      }
      const what = `Whether the subscription to "${nameOfTopic(subscription.topic)}" still exists could not be found out`;
      throw this.error(failure ?? UNREADABLE, what);
    }
    return isStill(subscription, attributes);
  }

  /**
   * Whether nobody has asked for this activation: an n8n that starts checks the triggers that are active
   * (n8n 1, and n8n 2 without its publication service). For an error it would take the trigger out of
   * service, though events go on coming.
   */
  private isStartUp(): boolean {
    return ['init', 'leadershipChange'].includes(this.context.getActivationMode());
  }

  /** Kopo Kopo sends to public https addresses only; a local sandbox has to do without. */
  private refuseUnreachable(url: string): void {
    if (this.client.baseUrl.startsWith('http://')) return;
    const { protocol, hostname } = new URL(url);
    const isLocal = /^(localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(hostname);
    if (protocol === 'https:' && !isLocal) return;
    throw refusal(
      this.context,
      `Kopo Kopo cannot send events to this n8n at ${protocol}//${hostname}: it needs a public address that starts with https://. Set n8n's environment variable WEBHOOK_URL to one and restart n8n; on your own computer, use a tunnel that gives you one`,
    );
  }

  /**
   * All in the message: of an error at activation n8n 2 shows nothing else. n8n 1 shows the description
   * if there is one, and makes it of the API's body if it gets that. Set twice as in {@link refusal}.
   */
  private error(failure: Failure, what: string): NodeApiError {
    const message = `${what}. ${failure.message.replace(/\.$/, '')}. ${adviceOn(failure)}`;
    const httpCode = failure.status === undefined ? undefined : String(failure.status);
    const error = new NodeApiError(this.context.getNode(), {}, { message, httpCode });
    error.message = message;
    return error;
  }
}

function pathOf({ daraja }: Wanted): string {
  return daraja ? DARAJA_SUBSCRIPTIONS_PATH : PATH;
}

/** Sets the message twice: n8n replaces one that has a system's code such as ECONNRESET in it. */
function refusal(context: IHookFunctions, message: string): NodeOperationError {
  const error = new NodeOperationError(context.getNode(), message);
  error.message = message;
  return error;
}

const NO_ID: Failure = {
  kind: 'unknown',
  message: 'Kopo Kopo accepted it but did not say its ID',
  advice: '',
};

const UNREADABLE: Failure = {
  kind: 'unanswered',
  message: "Kopo Kopo's answer cannot be read",
  advice: "Check the credential's 'Base URL', and that no proxy answers in Kopo Kopo's place.",
};

/** What to do, in the trigger's terms; which field is to blame shows in the API's words. */
function adviceOn(failure: Failure): string {
  if (failure.kind === 'unknown') {
    return 'It may exist all the same. Try again in a minute; if every event then comes twice, ask the support of Kopo Kopo to remove the older subscription.';
  }
  const isRefusal = failure.status === 400 || failure.status === 422;
  if (isRefusal && /event.?type|topic/i.test(failure.message)) {
    return "Check the topic: for 'Other Topic' the API's own name is needed, and your account has to have it.";
  }
  if (isRefusal && /scope|till/i.test(failure.message)) {
    return "Check 'Till Number' and 'Scope': the till has to belong to the account and the environment of the credential.";
  }
  if (isRefusal && /url|https/i.test(failure.message)) {
    return "Check n8n's environment variable WEBHOOK_URL: it has to be a public address that starts with https://.";
  }
  if (failure.status === 429) return 'Nothing was done. Try again in a few minutes.';
  if (failure.status === 404) {
    return "Check the credential's 'Environment' and 'Base URL': there seems to be no Kopo Kopo API.";
  }
  return failure.advice;
}

/**
 * Whether a subscription is what it was when it was created. The shape of this answer isn't
 * documented: what it doesn't say doesn't count against it, and neither does another spelling.
 */
function isStill(subscription: Subscription, attributes: IDataObject): boolean {
  const agrees = (name: string, mine: string, normal: (text: string) => string) => {
    const theirs = attributes[name];
    const isText = typeof theirs === 'string' || typeof theirs === 'number';
    return !isText || normal(String(theirs).trim()) === normal(mine);
  };
  const shape = attributes.enable_daraja_payload;
  if (typeof shape === 'boolean' && shape !== (subscription.daraja === true)) return false;
  return (
    agrees('event_type', subscription.topic, lowerCase) &&
    agrees('webhook_uri', subscription.url, normalUrl) &&
    agrees('scope', subscription.scope, lowerCase) &&
    // For the whole company nobody has published what stands there.
    (subscription.scopeReference === undefined ||
      agrees('scope_reference', subscription.scopeReference, tillDigits)) &&
    !DEAD.has(String(attributes.status ?? '').toLowerCase())
  );
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function normalUrl(text: string): string {
  return URL.canParse(text) ? new URL(text).href.replace(/\/$/, '') : text;
}

/** The account behind a credential, without its secrets: the same after a secret was renewed. */
function accountKey(credential: IDataObject): string {
  const parts = [baseUrlOf(credential), String(credential.clientId ?? '').trim()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
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
