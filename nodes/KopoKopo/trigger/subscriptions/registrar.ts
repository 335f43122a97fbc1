import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import { KopoKopoClient } from '../../api/client';
import { nameOfTopic } from '../../api/events';
import { NO_ID } from '../../api/failure';
import { idInLocationHeader } from '../../api/location';
import { RESOURCE_TYPES } from '../../api/resourceTypes';
import { subscriptionRequest, subscriptionsPath } from '../../api/subscription';
import { Turns } from '../../flow/turns';
import { refusal, refusalBy } from '../activationErrors';
import { SubscriptionRecord, type Shelf, type Subscription } from './subscriptionRecord';
import { stateOf } from './subscriptionState';
import { unknownCreates } from './unknownCreates';
import type { Wanted } from './wantedSubscriptions';

const { title } = RESOURCE_TYPES.webhook_subscription;

/** n8n gives an activation with all its attempts about 80 seconds. */
const TIMEOUT_MS = 20_000;

/**
 * One at a time for each webhook URL: between asking what exists and creating what is missing, nobody
 * else may do the same (two people who listen for a test event, a test that starts while the last one
 * ends).
 */
export const turns = new Turns();

/** Finds out which subscriptions exist at Kopo Kopo, creates and deletes them. */
export class Registrar {
  private constructor(
    private readonly context: IHookFunctions | ITriggerFunctions,
    readonly client: KopoKopoClient,
    private readonly record: SubscriptionRecord,
  ) {}

  /**
   * @param shelf what the subscriptions are kept on
   * @throws UserError when the credential is gone or its base URL can't be used
   */
  static async open(context: IHookFunctions | ITriggerFunctions, shelf: Shelf): Promise<Registrar> {
    const client = await KopoKopoClient.open(context, { timeout: TIMEOUT_MS });
    return new Registrar(context, client, new SubscriptionRecord(shelf, client.account));
  }

  /**
   * Whether a subscription for the wanted thing is known and still there.
   *
   * @param ifUnclear what to take one for that can't be asked about; without it, that is an error
   * @throws NodeApiError when that can't be found out
   */
  async exists(wanted: Wanted, ifUnclear?: 'there'): Promise<boolean> {
    for (const subscription of this.record.for(wanted)) {
      if (await this.isAlive(subscription, ifUnclear)) {
        this.record.keep(subscription);
        return true;
      }
    }
    return false;
  }

  /**
   * Creates a subscription; those that it replaces are struck out only when it exists.
   *
   * @param holdsOff for how many milliseconds nobody may create it again when nobody knows whether it
   *   exists now
   * @throws NodeApiError when Kopo Kopo refuses, or when nobody knows whether it exists now
   */
  async create(wanted: Wanted, holdsOff?: number): Promise<Subscription> {
    const { topic, scopeReference: till } = wanted;
    const { account } = this.client;
    const heldOff = unknownCreates.reasonToHoldOff(account, wanted);
    if (heldOff !== undefined) throw refusal(this.context, heldOff);
    // Sent once, also after a 429: n8n repeats a failed activation by itself, and gives it little time.
    const { answer, failure } = await this.client.tryOnce({
      method: 'POST',
      ...subscriptionRequest({ ...wanted, till }),
      what: title,
    });
    const id = answer && idInLocationHeader(answer.headers.location);
    if (id !== undefined) {
      unknownCreates.clear(account, wanted);
      const subscription = { ...wanted, account, id };
      this.record.replaceBy(subscription);
      return subscription;
    }
    const failed = failure ?? NO_ID;
    const error = refusalBy(
      this.context,
      failed,
      failed.kind === 'unknown'
        ? `Subscribing to "${nameOfTopic(topic)}" went wrong`
        : `The subscription to "${nameOfTopic(topic)}" was not created`,
    );
    if (failed.kind === 'unknown') unknownCreates.add(account, wanted, error.message, holdsOff);
    throw error;
  }

  /** Asks Kopo Kopo to delete the subscriptions that send to a URL; keeps all of them in mind. */
  async deleteAll(url: string): Promise<void> {
    for (const subscription of this.record.sendingTo(url)) {
      const { failure } = await this.client.tryOnce({
        method: 'DELETE',
        path: `${subscriptionsPath(subscription.daraja)}/${subscription.id}`,
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

  private async isAlive(subscription: Subscription, ifUnclear?: 'there'): Promise<boolean> {
    const { is, failure: why } = await stateOf(this.client, subscription);
    if (!why) return is === 'there';
    const what = `the subscription to "${nameOfTopic(subscription.topic)}" still exists could not be found out`;
    if (ifUnclear === undefined) throw refusalBy(this.context, why, `Whether ${what}`);
    this.context.logger.warn(`Kopo Kopo: whether ${what}, so it is taken to. ${why.message}`);
    return true;
  }
}
