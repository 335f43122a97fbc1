import type { IExecuteFunctions } from 'n8n-workflow';

import { askedFor } from '../api/asked';
import type { KopoKopoClient } from '../api/client';
import { withoutEmpty } from '../api/json';
import { RESOURCE_TYPES } from '../api/resourceTypes';
import { unusedCallbackUrl } from '../api/targetUrl';
import { messageOf } from '../flow/errorMessage';
import { showHint } from '../flow/showHint';
import type { Stop } from '../flow/stop';
import { UsedKeys } from '../memory/usedKeys';
import { inOptions } from '../operations/fields/collections';
import { errorOnTimeout } from '../operations/fields/waiting';
import type { CreateOperation, CreateRequest } from '../operations/operation';
import type { Parameters } from '../parameters/parameters';
import { checkResumable } from './callback';
import { callbackUrlFor, checkTarget } from './callbackUrl';
import { ItemKeys, type AllItems } from './itemKeys';
import { refuseOtherKeys } from './keysOfTries';
import { OnceInExecution } from './onceInExecution';
import { createdOutput, pendingOutput, type Output } from './output';
import { outputChoice } from './outputChoice';
import { Results, type Awaiting } from './results';
import { SendOnce, type Order } from './sendOnce';
import type { SentReport } from './sentReport';
import { waitingOf, type ResultMode } from './settings';
import { unsuccessfulHint } from './unsuccessful';
import { NOTHING_YET } from '../api/waitForResult';

/** What sending an item comes to. `later` is not waited for before the next item is sent. */
export type Reaction = { output: Output } | { later: Promise<Output> };

/** Sends what has been checked. */
export type Send = () => Promise<Reaction>;

/** The creates of one execution of the node: checked, sent in order, and their results awaited. */
export class Creates {
  private readonly usedKeys: UsedKeys;
  private readonly keys: ItemKeys;
  private readonly once: OnceInExecution;
  private readonly sending: SendOnce;
  private readonly results: Results;

  /**
   * @param getOperation the name of the operation with which to ask for the result
   * @param stop once stopped, results are no longer waited for
   */
  constructor(
    private readonly context: IExecuteFunctions,
    private readonly client: KopoKopoClient,
    private readonly operation: CreateOperation,
    getOperation: string,
    stop: Stop,
  ) {
    this.usedKeys = new UsedKeys(context);
    this.keys = new ItemKeys(!operation.repeatable && context.getNode().retryOnFail === true);
    this.once = new OnceInExecution(context);
    this.sending = new SendOnce(context, client, this.usedKeys, this.once, getOperation);
    this.results = new Results(context, client, operation, getOperation, stop);
  }

  /**
   * Checks all that can be checked before anything is sent.
   *
   * @param parameters of the item
   * @param items those of all input items that the request is for, this one first
   * @returns what sends it
   * @throws NodeOperationError that names the field
   */
  check(
    parameters: Parameters,
    {
      type,
      body,
      target,
      warning,
      newest,
      once = [],
      path = RESOURCE_TYPES[type].path,
    }: CreateRequest,
    items: AllItems = [parameters],
  ): Send {
    const { operation, context, client } = this;
    const { mode, seconds } = waitingOf(operation, parameters);
    const awaiting: Awaiting = {
      seconds,
      choice: { ...outputChoice(parameters), newest },
      errorOnTimeout: operation.alwaysWaits ?? parameters.flag(inOptions(errorOnTimeout)),
    };
    if (target !== undefined)
      checkTarget(parameters, target, parameters.url(target), client.baseUrl);
    if (mode === 'resume') {
      const others = context.getInputData().length - items.length;
      checkResumable(context, parameters, others + 1, client.hasApiKey);
    }
    const _links = operation.answersLater
      ? { callback_url: this.callbackUrl(parameters, mode) }
      : {};
    // Behind everything that refuses the item by itself: what isn't sent keeps no other one from it.
    this.once.refuseSecond(once);
    const keys = this.keys.of(items);
    this.once.expect(once);
    const { title } = RESOURCE_TYPES[type];
    const request = {
      path,
      title,
      type,
      body: withoutEmpty({ ...body, _links }),
      // Whoever gives a key wants it once.
      repeatable: operation.repeatable && keys.length === 0,
    };
    const order: Order = { request, warning, keys, once, items };
    this.usedKeys.expect(keys.map(({ value }) => value));

    return async () => {
      const sent = await this.sending.send(order);
      if (!operation.answersLater) return { output: [createdOutput(sent)] };
      const created = { ...sent, asked: askedFor(request.body) };
      const { choice } = awaiting;
      if (mode === 'none') return { output: [pendingOutput(created, NOTHING_YET, choice)] };
      const { itemIndex } = parameters;
      if (mode === 'resume')
        return { output: await this.results.suspendFor(created, awaiting, itemIndex) };
      return { later: this.results.waitFor(created, awaiting, itemIndex) };
    };
  }

  private callbackUrl(parameters: Parameters, mode: ResultMode): string {
    const { baseUrl } = this.client;
    return this.operation.alwaysWaits
      ? unusedCallbackUrl(baseUrl)
      : callbackUrlFor(this.context, parameters, baseUrl, mode);
  }

  /**
   * To be called when all items are checked.
   *
   * @throws NodeOperationError see {@link refuseOtherKeys}
   */
  checkKeys(first: Parameters): void {
    refuseOtherKeys(this.context, this.keys.itemsOfKey, first);
  }

  /** Tells a person what the node's green mark doesn't: what was waited for and is no success. */
  hintAtUnsuccessful(): void {
    const itemCount = this.context.getInputData().length;
    const message = unsuccessfulHint(this.results.unsuccessful, itemCount);
    if (message !== undefined) showHint(this.context, message);
  }

  /** What this execution has sent. */
  get sent(): SentReport {
    return this.sending.report;
  }

  /** To be called when nothing more is sent. */
  async finish(): Promise<void> {
    await this.usedKeys.finish().catch((error: unknown) => {
      this.context.logger.warn(
        `n8n could not free the idempotency keys that this execution didn't need; they are free in a minute. ${messageOf(error)}`,
      );
    });
  }
}
