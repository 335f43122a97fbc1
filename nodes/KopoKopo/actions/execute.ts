import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { KopoKopoClient } from '../api/client';
import { errorText } from '../api/errorBody';
import { withoutEmpty } from '../api/json';
import { idInLocationHeader, locationOf } from '../api/location';
import { RESOURCE_TYPES } from '../api/resourceTypes';
import { callbackUrlFor, checkResumable, suspendUntilCallback } from './callback';
import { concurrently } from './concurrently';
import {
  apiError,
  asNodeError,
  errorItem,
  withSentItems,
  type NodeError,
  type SentItem,
} from './errors';
import { RESOURCES } from './index';
import type {
  ActOperation,
  CreateOperation,
  CreateRequest,
  GetOperation,
  Operation,
  Resource,
  TokenOperation,
} from './operation';
import { createdOutput, resultOutput, type Created, type OutputChoice } from './output';
import { Parameters } from './parameters';
import { fieldsOf } from './properties';
import { clientSettings, concurrencyOf, waitingOf } from './settings';
import { UsedKeys } from './usedKeys';
import { askForResult, waitForResult, type Watched } from './waitForResult';

/** What the two dropdowns name. */
interface Chosen {
  resource: Resource;
  operation: Operation;
}

/** The JSON of the items that one input item gives. */
type Output = IDataObject[];

type Settled = { output: Output } | { error: NodeError };

/** Sends one item whose input has been checked. `later` is not waited for before the next item is sent. */
type Send = () => Promise<{ output: Output } | { later: Promise<Output> }>;

/**
 * Runs the chosen operation for all input items.
 *
 * All items are checked before the first request. Then they are sent, `options.concurrency` at a
 * time; unless the node continues on fail, an error starts nothing further and names what had gone
 * through. Outputs keep the order of the items and are paired with them.
 *
 * @param context the node's `this`
 * @returns the items of the only output
 * @throws NodeOperationError for input that can't be used; NodeApiError for what the API refused or
 *   didn't answer, with the items already sent in its description and in `context.alreadySent`
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const items = context.getInputData();
  if (items.length === 0) return [[]];
  const chosen = operationIn(
    String(context.getNodeParameter('resource', 0)),
    String(context.getNodeParameter('operation', 0)),
  );
  if (!chosen) {
    const unknown = new Error("Choose a 'Resource' and an 'Operation' of this node [item 0]");
    throw asNodeError(context, unknown, 0);
  }
  return [await new Execution(context, chosen, items).run()];
}

class Execution {
  private readonly fields: ReturnType<typeof fieldsOf>;
  private readonly usedKeys: UsedKeys;
  private readonly sent: SentItem[] = [];
  private readonly stopWaiting = new AbortController();
  /** Whether one request is for all input items. */
  private isTogether = false;

  constructor(
    private readonly context: IExecuteFunctions,
    private readonly chosen: Chosen,
    private readonly items: INodeExecutionData[],
  ) {
    this.fields = fieldsOf(chosen.operation);
    this.usedKeys = new UsedKeys(context);
    context.getExecutionCancelSignal()?.addEventListener('abort', () => this.stopWaiting.abort());
  }

  /** Where the operation's result can be used before its outcome is final. */
  private get isReady(): CreateOperation['isReady'] {
    return this.chosen.operation.kind === 'create' ? this.chosen.operation.isReady : undefined;
  }

  async run(): Promise<INodeExecutionData[]> {
    const client = await this.openClient();
    const parameters = this.items.map((_, index) => this.parameters(index));
    const checked =
      this.checkTogether(client, parameters) ?? parameters.map((own) => this.check(client, own));
    const goOn = this.context.continueOnFail();
    const refusals = checked.flatMap((send) => ('error' in send ? [send.error] : []));
    if (refusals[0] && !goOn) throw refusals[0];

    const settled: Array<Promise<Settled>> = [];
    await concurrently(
      checked.length,
      concurrencyOf(this.chosen.operation, this.parameters(0)),
      async (index) => {
        if (this.stopWaiting.signal.aborted) return 'stop';
        const first = await this.send(checked[index], index);
        settled[index] = 'later' in first ? first.later : Promise.resolve(first);
        if (goOn || !('error' in first)) return 'continue';
        this.stopWaiting.abort();
        return 'stop';
      },
    );
    const results = await Promise.all(settled);
    if (!goOn) this.throwFirstError(results, checked.length);
    return results.flatMap((result, index) => this.itemsOf(result, index));
  }

  private async openClient(): Promise<KopoKopoClient> {
    return await KopoKopoClient.open(this.context, clientSettings(this.parameters(0))).catch(
      (error: unknown) => {
        throw asNodeError(this.context, error, 0);
      },
    );
  }

  private parameters(itemIndex: number): Parameters {
    return new Parameters(this.context, itemIndex, this.fields);
  }

  /** Reads and checks an item's parameters, so that bad input is found before anything is sent. */
  private check(client: KopoKopoClient, parameters: Parameters): Send | { error: NodeError } {
    const { operation } = this.chosen;
    const { itemIndex } = parameters;
    try {
      switch (operation.kind) {
        case 'create':
          return this.checkCreate(client, operation, parameters, operation.request(parameters));
        case 'get':
          return this.checkGet(client, operation, parameters);
        case 'token':
          return async () => ({ output: await this.sendToken(client, operation, itemIndex) });
        case 'act':
          return this.checkAct(client, operation, parameters);
      }
    } catch (error) {
      return { error: asNodeError(this.context, error, itemIndex) };
    }
  }

  /** One request for all items, where the user has chosen that. */
  private checkTogether(
    client: KopoKopoClient,
    [first, ...others]: Parameters[],
  ): Array<Send | { error: NodeError }> | undefined {
    const { operation } = this.chosen;
    if (operation.kind !== 'create' || !first) return undefined;
    try {
      const request = operation.requestForAll?.([first, ...others]);
      if (!request) return undefined;
      this.isTogether = true;
      return [this.checkCreate(client, operation, first, request)];
    } catch (error) {
      this.isTogether = true;
      return [{ error: asNodeError(this.context, error, 0) }];
    }
  }

  private async send(
    send: Send | { error: NodeError } | undefined,
    index: number,
  ): Promise<Settled | { later: Promise<Settled> }> {
    if (typeof send !== 'function') return send ?? { output: [] };
    const failed = (error: unknown): Settled => ({
      error: asNodeError(this.context, error, index),
    });
    const result = await send().catch(failed);
    if (!('later' in result)) return result;
    return { later: result.later.then((output): Settled => ({ output }), failed) };
  }

  private checkCreate(
    client: KopoKopoClient,
    operation: CreateOperation,
    parameters: Parameters,
    { type, body }: CreateRequest,
  ): Send {
    const { mode, seconds } = waitingOf(operation, parameters);
    const choice = outputChoice(parameters);
    const errorOnTimeout = parameters.flag('options.errorOnTimeout');
    const key = this.keyOf(operation, parameters);
    if (mode === 'resume')
      checkResumable(this.context, parameters, this.items.length, client.hasApiKey);
    const _links = operation.answersLater
      ? { callback_url: callbackUrlFor(this.context, parameters, client.baseUrl, mode) }
      : {};
    const request = withoutEmpty({ ...body, _links });

    return async () => {
      const created = await this.create(client, type, request, key, parameters.itemIndex);
      if (!operation.answersLater)
        return { output: [createdOutput(created, 'Created', 'succeeded')] };
      if (mode === 'none') return { output: [createdOutput(created, 'Pending', 'pending')] };
      if (mode === 'resume')
        return { output: await this.resumeLater(client, created, seconds, choice) };
      return {
        later: this.resultOf(
          client,
          created,
          seconds,
          choice,
          errorOnTimeout,
          parameters.itemIndex,
        ),
      };
    };
  }

  /**
   * The item's idempotency key. Without one, what must not be done twice can't be combined with n8n's
   * Retry On Fail, which runs the whole node again, items that went through included.
   */
  private keyOf(operation: CreateOperation, parameters: Parameters): string | undefined {
    const key = parameters.optionalText('options.idempotencyKey');
    if (key === undefined && !operation.repeatable && this.context.getNode().retryOnFail === true) {
      throw parameters.refusal(
        'options.idempotencyKey',
        "is needed while 'Retry On Fail' is on in this node's settings: a retry sends every item again, also those that went through",
        "Turn 'Retry On Fail' off, or add the option with a value that is unique for each item, such as the invoice number.",
      );
    }
    return key;
  }

  private async create(
    client: KopoKopoClient,
    type: Created['type'],
    body: IDataObject,
    key: string | undefined,
    itemIndex: number,
  ): Promise<Created> {
    if (key !== undefined) await this.reserve(key, itemIndex);
    const { path, title } = RESOURCE_TYPES[type];
    const { answer, failure } = await client.send({ method: 'POST', path, body, what: title });
    if (failure) {
      if (key !== undefined && failure.kind === 'refused') await this.usedKeys.release(key);
      throw apiError(this.context, failure, itemIndex);
    }
    const id = idInLocationHeader(answer.headers.location);
    if (id === undefined) {
      const message = `Kopo Kopo accepted the ${title} (status ${answer.status}) but did not say its ID`;
      const advice = 'Look for it on the Kopo Kopo dashboard. Do not send it again: it exists.';
      throw apiError(
        this.context,
        { kind: 'unknown', message, advice, status: answer.status },
        itemIndex,
      );
    }
    const created = { id, type, location: locationOf(client.baseUrl, type, id) };
    this.sent.push({ item: itemIndex, id, location: created.location });
    if (key !== undefined) await this.usedKeys.accept(key);
    return created;
  }

  private async reserve(key: string, itemIndex: number): Promise<void> {
    const state = await this.usedKeys.reserve(key);
    if (state === 'free') return;
    const because =
      state === 'accepted'
        ? 'its request went through earlier'
        : 'its request was sent earlier, but whether it went through is not known: look for it on the Kopo Kopo dashboard';
    const error = this.parameters(itemIndex).refusal(
      'options.idempotencyKey',
      `"${key}" was already used by this node: ${because}`,
      'Nothing was sent this time.',
    );
    error.context.outcome = state === 'accepted' ? 'already_sent' : 'unknown';
    throw error;
  }

  private async resultOf(
    client: KopoKopoClient,
    created: Created,
    seconds: number,
    choice: OutputChoice,
    errorOnTimeout: boolean,
    itemIndex: number,
  ): Promise<Output> {
    const until = Date.now() + seconds * 1000;
    const watched = await waitForResult(
      client,
      created,
      until,
      this.stopWaiting.signal,
      this.isReady,
    );
    if (watched.ready) return resultOutput(watched.body, choice);
    const hint = this.pendingHint(seconds, watched);
    if (!errorOnTimeout) return [createdOutput(created, watched.status, 'pending', hint)];
    const message = `The ${RESOURCE_TYPES[created.type].title} ${created.id} was created, but has no result yet`;
    const error = apiError(this.context, { kind: 'unknown', message, advice: hint }, itemIndex);
    Object.assign(error.context, { id: created.id, location: created.location });
    throw error;
  }

  private pendingHint(seconds: number, { trouble }: Watched): string {
    const last = trouble === undefined ? '' : ` The last time it was asked: ${trouble}.`;
    return `Not final after ${seconds} seconds.${last} It may still go through: ask again later with '${this.chosen.resource.name}: Get' and this ID, and do not send it a second time.`;
  }

  /** Suspends the execution until the callback comes, unless the result is there already. */
  private async resumeLater(
    client: KopoKopoClient,
    created: Created,
    seconds: number,
    choice: OutputChoice,
  ): Promise<Output> {
    const watched = await askForResult(client, created, this.isReady);
    if (watched.ready) return resultOutput(watched.body, choice);
    const hint = this.pendingHint(seconds, watched);
    const whenTimeIsUp = createdOutput(created, watched.status, 'pending', hint);
    await suspendUntilCallback(this.context, whenTimeIsUp, seconds);
    return [whenTimeIsUp];
  }

  private checkAct(client: KopoKopoClient, operation: ActOperation, parameters: Parameters): Send {
    const { type, idParameter, act, done } = operation.request(parameters);
    const id = parameters.id(idParameter, type, client.baseUrl);
    const { path, title } = RESOURCE_TYPES[type];
    const request = {
      method: 'POST' as const,
      path: `${path}/${id}/${act}`,
      body: {},
      what: title,
      done,
    };
    return async () => {
      const { answer, failure } = await client.send(request);
      if (failure) throw apiError(this.context, failure, parameters.itemIndex);
      const message = errorText(answer.body);
      return { output: [{ id, type, [done]: true, ...(message === '' ? {} : { message }) }] };
    };
  }

  private checkGet(client: KopoKopoClient, operation: GetOperation, parameters: Parameters): Send {
    const { type, idParameter } = operation.request(parameters);
    const id = parameters.id(idParameter, type, client.baseUrl);
    const choice = outputChoice(parameters);
    const { path, title } = RESOURCE_TYPES[type];
    return async () => {
      const { answer, failure } = await client.send({
        method: 'GET',
        path: `${path}/${id}`,
        what: title,
      });
      if (failure) throw apiError(this.context, failure, parameters.itemIndex);
      return { output: resultOutput(answer.body, choice) };
    };
  }

  private async sendToken(
    client: KopoKopoClient,
    operation: TokenOperation,
    itemIndex: number,
  ): Promise<Output> {
    const { answer, failure } = await operation.send(client);
    if (failure) throw apiError(this.context, failure, itemIndex);
    return [operation.output(answer.body)];
  }

  private throwFirstError(results: Settled[], requests: number): void {
    const errors = results.flatMap((result) => (result && 'error' in result ? [result.error] : []));
    const [first, ...others] = errors;
    if (!first) return;
    const started = results.filter((result) => result !== undefined).length;
    const sent = this.sent.sort((a, b) => a.item - b.item);
    throw withSentItems(first, sent, requests - started, others);
  }

  private itemsOf(result: Settled, index: number): INodeExecutionData[] {
    if ('error' in result) return [errorItem(result.error, index)];
    const pairedItem = this.isTogether ? this.items.map((_, item) => ({ item })) : { item: index };
    return result.output.map((json) => ({ json, pairedItem }));
  }
}

function operationIn(resourceValue: string, operationValue: string): Chosen | undefined {
  const resource = RESOURCES.find(({ value }) => value === resourceValue);
  const operation = resource?.operations.find(({ value }) => value === operationValue);
  return resource && operation ? { resource, operation } : undefined;
}

function outputChoice(parameters: Parameters): OutputChoice {
  return {
    simplify: parameters.raw('simplify') !== false,
    splitTransactions: parameters.raw('splitTransactions') !== false,
  };
}
