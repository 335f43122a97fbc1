import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { KopoKopoClient } from '../api/client';
import { failureOfAnswer, type Attempt, type Failure } from '../api/failure';
import { withoutEmpty } from '../api/json';
import { idInLocationHeader, locationOf, type Created } from '../api/location';
import { RESOURCE_TYPES } from '../api/resourceTypes';
import type { Stop } from '../flow/stop';
import { callbackUrlFor, checkResumable, suspendUntilCallback } from './callback';
import { apiError, type Account, type NodeError, type SentItem } from './errors';
import type { CreateOperation, CreateRequest, Once } from '../operations/operation';
import {
  createdOutput,
  failureToSplit,
  outputChoice,
  pendingOutput,
  resultOutput,
  type OutputChoice,
} from './output';
import type { Parameters } from '../parameters/parameters';
import { waitingOf } from './settings';
import { UsedKeys } from '../memory/usedKeys';
import { askForResult, isRefusedForGood, waitForResult, type Watched } from './waitForResult';
import { messageOf } from '../flow/messageOf';

/** The JSON of the items that one input item gives. */
export type Output = IDataObject[];

/** What became of sending an item. `later` is not waited for before the next item is sent. */
export type Sent = { output: Output } | { later: Promise<Output> };

const CREATED = 201;
const KEY = 'options.idempotencyKey';
/** Until the execution is suspended n8n turns callbacks away: don't keep them waiting for an answer. */
const ASK_BEFORE_SUSPENDING_MS = 3_000;

/** The parameters of all input items that one request is for. */
type All = [Parameters, ...Parameters[]];

/** An idempotency key, and the item that has it. */
interface Key {
  value: string;
  of: Parameters;
}

/** One create, checked and ready to be sent. */
interface Order {
  request: { path: string; body: IDataObject; title: string; type: Created['type'] };
  warning?: string;
  /** The idempotency keys of its items. */
  keys: Key[];
  /** The input items that it is for; the first is the one that errors name. */
  items: All;
}

/** How an order's result is awaited and shown. */
interface Awaiting {
  seconds: number;
  choice: OutputChoice;
  errorOnTimeout: boolean;
}

/**
 * Sends the creates of one execution of the node. A create is sent once, whatever happens; what it
 * came to is known afterwards: created (it is in {@link sent}), certainly not created, or unknown.
 */
export class Creates {
  /** What the API has accepted so far. */
  readonly sent: SentItem[] = [];
  /** Items of which nobody knows whether the API has accepted them. */
  private readonly unknown: number[] = [];
  private readonly usedKeys: UsedKeys;
  private readonly itemsOfKey = new Map<string, number[]>();
  /** What only one item may ask for, and which one does. */
  private readonly askedOnce = new Map<string, number>();

  /**
   * @param getOperation the name of the operation with which to ask for the result
   * @param stop once stopped, results are no longer waited for
   */
  constructor(
    private readonly context: IExecuteFunctions,
    private readonly client: KopoKopoClient,
    private readonly operation: CreateOperation,
    private readonly getOperation: string,
    private readonly stop: Stop,
  ) {
    this.usedKeys = new UsedKeys(context);
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
    { type, body, warning, once = [], path = RESOURCE_TYPES[type].path }: CreateRequest,
    items: All = [parameters],
  ): () => Promise<Sent> {
    const { operation, context, client } = this;
    for (const each of once) this.refuseSecond(each);
    const { mode, seconds } = waitingOf(operation, parameters);
    const awaiting: Awaiting = {
      seconds,
      choice: outputChoice(parameters),
      errorOnTimeout: parameters.flag('options.errorOnTimeout'),
    };
    const keys = this.keysOf(items);
    if (mode === 'resume')
      checkResumable(
        context,
        parameters,
        context.getInputData().length - items.length + 1,
        client.hasApiKey,
      );
    const _links = operation.answersLater
      ? { callback_url: callbackUrlFor(context, parameters, client.baseUrl, mode) }
      : {};
    const { title } = RESOURCE_TYPES[type];
    const request = { path, title, type, body: withoutEmpty({ ...body, _links }) };

    return async () => {
      const created = await this.create({ request, warning, keys, items });
      if (!operation.answersLater)
        return { output: [createdOutput(created, 'Created', 'succeeded')] };
      if (mode === 'none') return { output: [createdOutput(created, 'Pending', 'pending')] };
      if (mode === 'resume')
        return { output: await this.resumeLater(created, awaiting, parameters.itemIndex) };
      return { later: this.resultOf(created, awaiting, parameters.itemIndex) };
    };
  }

  /**
   * What became of this execution's items, as far as they were sent: now, or with the same key in an
   * earlier try of n8n's Retry On Fail.
   */
  account(): Account {
    const earlier = accountOfKeys(this.usedKeys, this.itemsOfKey);
    const sent = new Map([...earlier.sent, ...this.sent].map((entry) => [entry.item, entry]));
    return {
      sent: [...sent.values()],
      unknown: [...new Set([...earlier.unknown, ...this.unknown])],
    };
  }

  /** To be called when nothing more is sent: makes the notes of the used keys last. */
  async finish(): Promise<void> {
    await this.usedKeys.confirm().catch((error: unknown) => {
      this.context.logger.warn(
        `n8n could not make sure that it has noted the idempotency keys of this execution: ${messageOf(error)}`,
      );
    });
  }

  /** n8n runs the node once for each item: a list, or everything, would go out once for each of them. */
  private refuseSecond({ of, what, field, problem, advice }: Once): void {
    const other = this.askedOnce.get(what);
    if (other === undefined) this.askedOnce.set(what, of.itemIndex);
    else throw of.refusal(field, `${problem} item ${other}`, advice);
  }

  /**
   * The keys of all items of one request. Each of them is used up: with the first one's alone, another
   * item could be paid again with the next request. The same key for all stands for the request.
   */
  private keysOf([first, ...others]: All): Key[] {
    const key = this.keyOf(first);
    const isOfAll = others.every((other) => other.optionalText(KEY) === key?.value);
    if (!isOfAll) {
      const all = [key, ...others.map((other) => this.keyOf(other))];
      return all.filter((own) => own !== undefined);
    }
    if (!key) return [];
    const items = [first, ...others].map(({ itemIndex }) => itemIndex);
    this.itemsOfKey.set(key.value, items);
    return [key];
  }

  /**
   * The item's idempotency key. Without one, what must not be done twice can't be combined with n8n's
   * Retry On Fail, which runs the whole node again, items that went through included.
   */
  private keyOf(parameters: Parameters): Key | undefined {
    const key = parameters.optionalText(KEY);
    if (key === undefined) {
      if (parameters.isAdded(KEY)) {
        throw parameters.refusal(
          KEY,
          'is empty, so that it would protect nothing',
          'Check its expression: it has to give a value that is unique for each item, such as the invoice number. Or remove the option.',
        );
      }
      if (this.operation.repeatable || this.context.getNode().retryOnFail !== true)
        return undefined;
      throw parameters.refusal(
        KEY,
        "is needed while 'Retry On Fail' is on in this node's settings: a retry sends every item again, also those that went through",
        "Turn 'Retry On Fail' off, or add the option with a value that is unique for each item, such as the invoice number.",
      );
    }
    const [other] = this.itemsOfKey.get(key) ?? [];
    if (other !== undefined) {
      throw parameters.refusal(
        KEY,
        `"${key}" was already used by this node: item ${other} has it too`,
        'Give each item a value of its own, such as the invoice number.',
      );
    }
    this.itemsOfKey.set(key, [parameters.itemIndex]);
    return { value: key, of: parameters };
  }

  private async create({ request, warning, keys, items }: Order): Promise<Created> {
    const { path, body, title, type } = request;
    await this.reserve(keys);
    const attempt: Attempt & { method: 'POST' } = { method: 'POST', what: title };
    const { answer, failure } = await this.client.send({ ...attempt, path, body });
    if (failure) throw await this.failed(failure, keys, items);
    const id = idInLocationHeader(answer.headers.location);
    if (id === undefined) {
      throw await this.failed(
        answer.status === CREATED
          ? acceptedWithoutId(title)
          : failureOfAnswer(attempt, answer.status, answer.body),
        keys,
        items,
      );
    }
    const created = { id, type, location: locationOf(this.client.baseUrl, path, id) };
    // Before anything that could fail: what was sent must not get lost.
    for (const { itemIndex } of items) {
      this.sent.push({ item: itemIndex, id, location: created.location });
    }
    if (warning !== undefined)
      this.context.addExecutionHints({ message: warning, type: 'warning' });
    for (const { value } of keys) {
      await this.usedKeys.accept(value, created).catch((error: unknown) => {
        // The key stays noted as sent, which refuses it as well: the item itself is fine.
        this.context.logger.warn(
          `n8n could not note that the request with the idempotency key "${value}" went through: ${messageOf(error)}`,
        );
      });
    }
    return created;
  }

  /** All keys of a request, or none of them. */
  private async reserve(keys: Key[]): Promise<void> {
    for (const [index, key] of keys.entries()) {
      const refusal = await this.reserveOne(key);
      if (!refusal) continue;
      // One that can't be made free stays refused: nothing is paid twice.
      await this.release(keys.slice(0, index).map(({ value }) => value));
      throw refusal;
    }
  }

  /** @returns why the key can't be used, undefined when it can */
  private async reserveOne({ value: key, of: item }: Key): Promise<NodeError | undefined> {
    const state = await this.usedKeys.reserve(key).catch((error: unknown) => ({ error }));
    if (typeof state === 'object') {
      return item.refusal(
        KEY,
        `"${key}" could not be noted in n8n's database (${messageOf(state.error)})`,
        'Without that nothing is sent. Save the workflow if it is a new one, and run it again.',
      );
    }
    if (state === 'free') return undefined;
    const fate = this.usedKeys.fateOf(key);
    const created = fate === 'unknown' ? undefined : fate;
    const error =
      state === 'accepted'
        ? item.refusal(
            KEY,
            `"${key}" was already used by this node: Kopo Kopo accepted its request earlier${created ? ` (ID ${created.id})` : ''}`,
            'Nothing was sent this time.',
            `Do not send it again. To see what became of it, use '${this.getOperation}'${created ? ' with this ID' : ' or the Kopo Kopo dashboard'}; if it has failed, send it with another key.`,
          )
        : item.refusal(
            KEY,
            `"${key}" was already used by this node: its request was sent earlier, but whether it went through is not known`,
            'Nothing was sent this time.',
            'Look for it on the Kopo Kopo dashboard first. Only if it is not there, send it with another key.',
          );
    Object.assign(error.context, {
      outcome: state === 'accepted' ? 'already_sent' : 'unknown',
      usedKey: key,
      ...(created ? { id: created.id, location: created.location } : {}),
    });
    return error;
  }

  /** The error for a create; keys whose request the API certainly didn't do are free again. */
  private async failed(failure: Failure, keys: Key[], items: All): Promise<Error> {
    const item = items[0].itemIndex;
    if (failure.kind === 'unknown') {
      this.unknown.push(...items.map(({ itemIndex }) => itemIndex));
      return apiError(this.context, failure, item);
    }
    const trouble = await this.release(keys.map(({ value }) => value));
    return apiError(this.context, { ...failure, advice: `${failure.advice}${trouble}` }, item);
  }

  /** @returns what the user has to know about those that could not be made free, or '' */
  private async release(keys: string[]): Promise<string> {
    const troubles: string[] = [];
    for (const key of keys) {
      await this.usedKeys.release(key).catch((error: unknown) => {
        troubles.push(
          ` The idempotency key "${key}" could not be made free again (${messageOf(error)}): use another one.`,
        );
      });
    }
    return troubles.join('');
  }

  private async resultOf(
    created: Created,
    { seconds, choice, errorOnTimeout }: Awaiting,
    itemIndex: number,
  ): Promise<Output> {
    const { client, stop } = this;
    const until = Date.now() + seconds * 1000;
    const watched = await waitForResult(client, created, until, stop, this.operation.isReady);
    if (watched.ready) return this.resultItems(created, watched.body, choice, itemIndex);
    const advice = this.pendingHint(seconds, watched);
    // What was stopped because of another item has not failed itself.
    if (!errorOnTimeout || stop.stopped) return [pendingOutput(created, watched, choice, advice)];
    const message = `The ${RESOURCE_TYPES[created.type].title} ${created.id} was created, but has no result yet`;
    const error = apiError(this.context, { kind: 'unanswered', message, advice }, itemIndex);
    const { id, location } = created;
    Object.assign(error.context, { outcome: 'pending', id, location });
    throw error;
  }

  /** Suspends the execution until the callback comes, unless the result is there already. */
  private async resumeLater(
    created: Created,
    { seconds, choice }: Awaiting,
    itemIndex: number,
  ): Promise<Output> {
    const { isReady } = this.operation;
    const watched = await askForResult(this.client, created, isReady, ASK_BEFORE_SUSPENDING_MS);
    if (watched.ready) return this.resultItems(created, watched.body, choice, itemIndex);
    const hint = this.pendingHint(seconds, watched);
    const whenTimeIsUp = pendingOutput(created, watched, choice, hint);
    await suspendUntilCallback(this.context, whenTimeIsUp, seconds);
    return [whenTimeIsUp];
  }

  private resultItems(
    { id, location }: Created,
    body: unknown,
    choice: OutputChoice,
    itemIndex: number,
  ): Output {
    const failure = failureToSplit(body, choice);
    if (!failure) return resultOutput(body, choice);
    const error = apiError(this.context, failure, itemIndex);
    Object.assign(error.context, { outcome: 'failed', id, location });
    throw error;
  }

  private pendingHint(seconds: number, { trouble }: Watched): string {
    const ask = `ask again later with '${this.getOperation}' and this ID, and do not send it a second time.`;
    if (trouble && isRefusedForGood(trouble)) {
      return `Its result cannot be asked for: ${trouble.message}. ${trouble.advice} It may go through all the same: ${ask}`;
    }
    const last = trouble ? ` The last time it was asked: ${trouble.message}.` : '';
    return `Not final after ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.${last} It may still go through: ${ask}`;
  }
}

/**
 * What became of items in an earlier try of n8n's Retry On Fail, where this one ends before it can begin.
 *
 * @param parameters of all items
 */
export function earlierAccount(context: IExecuteFunctions, parameters: Parameters[]): Account {
  const itemsOfKey = new Map<string, number[]>();
  for (const own of parameters) {
    const key = keyAnyhow(own);
    if (key !== undefined) itemsOfKey.set(key, [...(itemsOfKey.get(key) ?? []), own.itemIndex]);
  }
  return accountOfKeys(new UsedKeys(context), itemsOfKey);
}

/** What can't be read is another error's business. */
function keyAnyhow(parameters: Parameters): string | undefined {
  try {
    return parameters.optionalText(KEY);
  } catch {
    return undefined;
  }
}

function accountOfKeys(usedKeys: UsedKeys, itemsOfKey: Map<string, number[]>): Account {
  const account: Account = { sent: [], unknown: [] };
  for (const [key, items] of itemsOfKey) {
    const fate = usedKeys.fateOf(key);
    if (fate === 'unknown') account.unknown.push(...items);
    else if (fate) {
      const { id, location } = fate;
      account.sent.push(...items.map((item) => ({ item, id, location })));
    }
  }
  return account;
}

function acceptedWithoutId(title: string): Failure {
  return {
    kind: 'unknown',
    message: `Kopo Kopo accepted the ${title} (status ${CREATED}) but did not say its ID`,
    advice: 'Look for it on the Kopo Kopo dashboard. Do not send it again: it exists.',
    status: CREATED,
  };
}
