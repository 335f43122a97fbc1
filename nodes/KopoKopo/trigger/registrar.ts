import type { IHookFunctions } from 'n8n-workflow';

import { KopoKopoClient } from '../api/client';
import { nameOfTopic } from '../api/events';
import { field, isObject, withoutEmpty } from '../api/json';
import { idInLocationHeader } from '../api/location';
import { DARAJA_SUBSCRIPTIONS_PATH, RESOURCE_TYPES } from '../api/resourceTypes';
import { messageOf } from '../flow/messageOf';
import { isStillAsCreated } from './asCreated';
import { wantedSubscriptions, type Wanted } from './chosenEvents';
import { reasonNotReachable } from './publicAddress';
import { NO_ID, refusal, refusalBy, UNREADABLE } from './refusals';
import { SubscriptionRecord, type Subscription } from './subscriptionRecord';
import { UnknownCreates } from './unknownCreates';

const { path: PATH, title } = RESOURCE_TYPES.webhook_subscription;

/** n8n gives an activation with all its attempts about 80 seconds. */
const TIMEOUT_MS = 20_000;

const unknownCreates = new UnknownCreates();

/** Finds out which of a node's subscriptions exist at Kopo Kopo, creates and deletes them. */
export class Registrar {
  private readonly record: SubscriptionRecord;

  private constructor(
    private readonly context: IHookFunctions,
    private readonly client: KopoKopoClient,
  ) {
    this.record = new SubscriptionRecord(context, client.account);
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

  /** @throws UserError when the credential is gone or its base URL can't be used */
  static async openAnyhow(context: IHookFunctions): Promise<Registrar> {
    const client = await KopoKopoClient.open(context, { timeout: TIMEOUT_MS });
    return new Registrar(context, client);
  }

  /** @throws NodeOperationError when a field can't be used, or Kopo Kopo can't reach this n8n */
  wanted(): Wanted[] {
    const all = wantedSubscriptions(this.context);
    const [first] = all;
    const reason = first && reasonNotReachable(first.url, this.client.baseUrl);
    if (reason !== undefined) throw refusal(this.context, reason);
    return all;
  }

  /**
   * Whether a subscription for the wanted thing is known and still there.
   *
   * @throws NodeApiError when that can't be found out
   */
  async exists(wanted: Wanted): Promise<boolean> {
    for (const subscription of this.record.for(wanted)) {
      if (await this.isAlive(subscription)) {
        this.record.keep(subscription);
        return true;
      }
    }
    return false;
  }

  /**
   * Creates a subscription; those that it replaces are struck out only when it exists.
   *
   * @throws NodeApiError when Kopo Kopo refuses, or when nobody knows whether it exists now
   */
  async create(wanted: Wanted): Promise<void> {
    const { topic, scope, scopeReference, url } = wanted;
    const heldOff = unknownCreates.reasonToHoldOff(this.client.account, wanted);
    if (heldOff !== undefined) throw refusal(this.context, heldOff);
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
      unknownCreates.clear(this.client.account, wanted);
      for (const replaced of this.record.for(wanted)) this.record.strike(replaced);
      this.record.keep({ ...wanted, account: this.client.account, id });
      return;
    }
    const failed = failure ?? NO_ID;
    const error = refusalBy(
      this.context,
      failed,
      failed.kind === 'unknown'
        ? `Subscribing to "${nameOfTopic(topic)}" went wrong`
        : `The subscription to "${nameOfTopic(topic)}" was not created`,
    );
    if (failed.kind === 'unknown') unknownCreates.add(this.client.account, wanted, error.message);
    throw error;
  }

  /** Asks Kopo Kopo to delete the subscriptions that send to this node; keeps all of them in mind. */
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
      const what = `the subscription to "${nameOfTopic(subscription.topic)}" still exists could not be found out`;
      if (this.isStartUp()) {
        this.context.logger.warn(
          `Kopo Kopo: whether ${what}, so it is taken to. ${(failure ?? UNREADABLE).message}`,
        );
        return true;
      }
      throw refusalBy(this.context, failure ?? UNREADABLE, `Whether ${what}`);
    }
    return isStillAsCreated(subscription, attributes);
  }

  /**
   * Whether nobody has asked for this activation: an n8n that starts checks the triggers that are active
   * (n8n 1, and n8n 2 without its publication service). For an error it would take the trigger out of
   * service, though events go on coming.
   */
  private isStartUp(): boolean {
    return ['init', 'leadershipChange'].includes(this.context.getActivationMode());
  }
}

function pathOf({ daraja }: Wanted): string {
  return daraja ? DARAJA_SUBSCRIPTIONS_PATH : PATH;
}
