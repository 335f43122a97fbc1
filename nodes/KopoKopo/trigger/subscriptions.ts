import { createHash } from 'crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { CREDENTIAL, KopoKopoClient } from '../api/client';
import { baseUrlOf } from '../api/environment';
import type { Failure } from '../api/failure';
import { field, isObject, list, withoutEmpty } from '../api/json';
import { idInLocationHeader } from '../api/location';
import { RESOURCE_TYPES } from '../api/resourceTypes';
import { wantedSubscriptions, type Wanted } from './chosenEvents';
import { EVENTS } from './events';

const { path, title } = RESOURCE_TYPES.webhook_subscription;

/** A subscription that exists at Kopo Kopo, as far as this workflow knows. */
interface Subscription extends Wanted {
  /** Which Kopo Kopo account it belongs to, see {@link accountKey}. */
  account: string;
  id: string;
}

/** Statuses in which a subscription sends nothing any more. */
const DEAD = new Set(['inactive', 'disabled', 'deleted', 'cancelled', 'canceled', 'suspended']);

/**
 * How long a create of unknown outcome holds off the next one. n8n repeats a failed activation at
 * once, several times: each could add another subscription, and every one of them sends each event.
 */
const UNKNOWN_HOLDS_OFF_MS = 60_000;

/**
 * What this process knows besides the workflow's static data: n8n gives 'Listen for test event' an
 * empty one, and doesn't keep what was written before an activation failed.
 */
const known: Subscription[] = [];
const unknownSince = new Map<string, number>();

/**
 * Whether all subscriptions that the node needs exist, with the same URL, topic and scope. n8n calls
 * it before {@link subscribe}.
 *
 * @throws NodeOperationError or NodeApiError when that can't be found out: a second subscription for the same
 *   thing would double every event
 */
export async function areSubscribed(context: IHookFunctions): Promise<boolean> {
  const registrar = await Registrar.open(context);
  return (await registrar.missing()).length === 0;
}

/**
 * Creates the subscriptions that are missing, and only these.
 *
 * @throws NodeOperationError or NodeApiError that says what to do; what was created until then is kept
 */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
  const registrar = await Registrar.open(context);
  for (const wanted of await registrar.missing()) await registrar.create(wanted);
  return true;
}

/**
 * Tries to delete the node's subscriptions. That isn't documented: where Kopo Kopo refuses, they are
 * kept in mind, and the next activation uses them again. Events that still come get n8n's 404.
 *
 * @throws NodeApiError when Kopo Kopo can't be reached, so that n8n tries again
 */
export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
  const registrar = await Registrar.open(context);
  await registrar.deleteAll();
  return true;
}

class Registrar {
  private constructor(
    private readonly context: IHookFunctions,
    private readonly client: KopoKopoClient,
    private readonly account: string,
  ) {}

  static async open(context: IHookFunctions): Promise<Registrar> {
    const credential = await context.getCredentials(CREDENTIAL);
    if (String(credential.apiKey ?? '').trim() === '') {
      throw new NodeOperationError(context.getNode(), "The credential has no 'API Key'", {
        description:
          "Without it nobody can tell Kopo Kopo's events from forged ones. Copy it from the Applications page of your Kopo Kopo dashboard: it is not the client secret.",
      });
    }
    const client = await KopoKopoClient.open(context).catch((error: unknown) => {
      throw new NodeOperationError(
        context.getNode(),
        error instanceof Error ? error : String(error),
      );
    });
    return new Registrar(context, client, accountKey(credential));
  }

  /** The wanted subscriptions that don't exist at Kopo Kopo. */
  async missing(): Promise<Wanted[]> {
    const missing: Wanted[] = [];
    for (const wanted of wantedSubscriptions(this.context)) {
      this.refuseUnreachable(wanted.url);
      if (!(await this.existing(wanted))) missing.push(wanted);
    }
    return missing;
  }

  async create(wanted: Wanted): Promise<void> {
    const { topic, scope, scopeReference, url } = wanted;
    const key = JSON.stringify([this.account, topic, scope, scopeReference, url]);
    const since = unknownSince.get(key);
    if (since !== undefined && Date.now() - since < UNKNOWN_HOLDS_OFF_MS) {
      throw new NodeOperationError(
        this.context.getNode(),
        `It is not known whether the subscription to "${nameOf(topic)}" was created`,
        {
          description:
            'Kopo Kopo did not answer properly a moment ago. Activate the workflow again in a minute.',
        },
      );
    }
    unknownSince.delete(key);
    const body = withoutEmpty({ event_type: topic, url, scope, scope_reference: scopeReference });
    const { answer, failure } = await this.client.send({ method: 'POST', path, body, what: title });
    if (failure) {
      if (failure.kind === 'unknown') unknownSince.set(key, Date.now());
      throw this.error(failure, `The subscription to "${nameOf(topic)}" was not created`);
    }
    const id = idInLocationHeader(answer.headers.location);
    if (id === undefined) {
      const message = 'Kopo Kopo created it without saying its ID';
      const advice =
        'Look at the webhooks on the Kopo Kopo dashboard before you activate the workflow again.';
      throw this.error(
        { kind: 'unknown', message, advice },
        `The subscription to "${nameOf(topic)}"`,
      );
    }
    this.remember({ ...wanted, account: this.account, id });
  }

  async deleteAll(): Promise<void> {
    const url = this.context.getNodeWebhookUrl('default');
    for (const subscription of this.remembered().filter((entry) => entry.url === url)) {
      const { failure } = await this.client.send({
        method: 'DELETE',
        path: `${path}/${subscription.id}`,
        what: title,
      });
      if (!failure) this.forget(subscription);
      else if (failure.status === undefined) {
        throw this.error(
          failure,
          `The subscription to "${nameOf(subscription.topic)}" was not deleted`,
        );
      }
    }
  }

  /** Whether a subscription for the wanted thing is known and still there. */
  private async existing(wanted: Wanted): Promise<boolean> {
    for (const subscription of this.remembered().filter((entry) => isSame(entry, wanted))) {
      if (await this.isAlive(subscription)) {
        this.remember(subscription);
        return true;
      }
      this.forget(subscription);
    }
    return false;
  }

  private async isAlive(subscription: Subscription): Promise<boolean> {
    const { answer, failure } = await this.client.send({
      method: 'GET',
      path: `${path}/${subscription.id}`,
      what: title,
    });
    if (failure?.status === 404 || failure?.status === 410) return false;
    if (failure) {
      throw this.error(
        failure,
        `Whether the subscription to "${nameOf(subscription.topic)}" still exists could not be found out`,
      );
    }
    const attributes = field(field(answer.body, 'data'), 'attributes');
    const text = (name: string) => String(field(attributes, name) ?? '').trim();
    return (
      text('event_type') === subscription.topic &&
      text('webhook_uri') === subscription.url &&
      text('scope').toLowerCase() === subscription.scope &&
      text('scope_reference') === (subscription.scopeReference ?? '') &&
      !DEAD.has(text('status').toLowerCase())
    );
  }

  /** Everything known of this account: from the workflow's static data and from this process. */
  private remembered(): Subscription[] {
    const all = [...this.stored(), ...known].filter((entry) => entry.account === this.account);
    return all.filter((entry, index) => all.findIndex(({ id }) => id === entry.id) === index);
  }

  private remember(subscription: Subscription): void {
    this.forget(subscription);
    known.push(subscription);
    this.store([...this.stored(), subscription]);
  }

  private forget({ id }: Subscription): void {
    const index = known.findIndex((entry) => entry.id === id);
    if (index >= 0) known.splice(index, 1);
    this.store(this.stored().filter((entry) => entry.id !== id));
  }

  /** In the workflow's part of the static data: the node's own part is lost when it is renamed. */
  private stored(): Subscription[] {
    const data = this.context.getWorkflowStaticData('global');
    return list(data.kopoKopoSubscriptions).flatMap(subscriptionIn);
  }

  private store(subscriptions: Subscription[]): void {
    const data = this.context.getWorkflowStaticData('global');
    data.kopoKopoSubscriptions = subscriptions.map((entry): IDataObject => ({ ...entry }));
  }

  /** Kopo Kopo sends to https only; a local sandbox has to do without. */
  private refuseUnreachable(url: string): void {
    if (url.startsWith('https://') || this.client.baseUrl.startsWith('http://')) return;
    throw new NodeOperationError(
      this.context.getNode(),
      `Kopo Kopo can not send events to this n8n: its address starts with ${url.split('//')[0] ?? ''}//, and only https:// is accepted`,
      {
        description:
          "Set n8n's environment variable WEBHOOK_URL to its public https address and restart n8n. On your own computer, use a tunnel that gives you one.",
      },
    );
  }

  private error(failure: Failure, what: string): NodeApiError {
    const scopeRefused = failure.status === 400 && /scope|till/i.test(failure.message);
    const advice = scopeRefused
      ? "Check 'Till Number' and 'Scope': the till has to belong to the account and the environment of the credential."
      : failure.advice;
    return new NodeApiError(
      this.context.getNode(),
      isObject(failure.body) ? JSON.parse(JSON.stringify(failure.body)) : {},
      {
        message: `${what}. ${failure.message}`,
        description: advice,
        httpCode: failure.status === undefined ? undefined : String(failure.status),
      },
    );
  }
}

/** The account behind a credential, without its secrets: the same after a secret was renewed. */
function accountKey(credential: IDataObject): string {
  const parts = [baseUrlOf(credential), String(credential.clientId ?? '').trim()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function isSame(a: Wanted, b: Wanted): boolean {
  return (
    a.topic === b.topic &&
    a.scope === b.scope &&
    a.scopeReference === b.scopeReference &&
    a.url === b.url
  );
}

function subscriptionIn(value: unknown): Subscription[] {
  const [id, topic, scope, url, account] = ['id', 'topic', 'scope', 'url', 'account'].map((name) =>
    field(value, name),
  );
  if (typeof id !== 'string' || typeof topic !== 'string' || typeof url !== 'string') return [];
  if (typeof account !== 'string' || (scope !== 'till' && scope !== 'company')) return [];
  const reference = field(value, 'scopeReference');
  return [
    {
      id,
      topic,
      url,
      account,
      scope,
      scopeReference: typeof reference === 'string' ? reference : undefined,
    },
  ];
}

function nameOf(topic: string): string {
  return EVENTS.find(({ value }) => value === topic)?.name ?? topic;
}
