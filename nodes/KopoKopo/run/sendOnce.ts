import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { KopoKopoClient } from '../api/client';
import { failureWithoutId, isNotDone, type Attempt, type Failure } from '../api/failure';
import { idInLocationHeader, locationOf, type Created } from '../api/location';
import { messageOf } from '../flow/errorMessage';
import { showHint } from '../flow/showHint';
import type { UsedKeys } from '../memory/usedKeys';
import type { Once } from '../operations/operation';
import { apiError, type NodeError } from './errors';
import { KEY, keyRefusal, type AllItems, type Key } from './itemKeys';
import type { OnceInExecution } from './onceInExecution';
import { sentByThisTry, type Fate, type SentReport } from './sentReport';

/** One create, checked and ready to be sent. */
export interface Order {
  request: {
    path: string;
    body: IDataObject;
    title: string;
    type: Created['type'];
    /** Whether doing it twice does no harm. */
    repeatable: boolean;
  };
  /** What the user should look at although it is sent. */
  warning?: string;
  /** The idempotency keys of its items. */
  keys: Key[];
  /** What no other item of the execution may ask for. */
  once: Once[];
  /** The input items that it is for. */
  items: AllItems;
}

/**
 * Sends creates, each of them once, whatever happens; what it came to is known afterwards: accepted,
 * certainly not done, or unknown.
 */
export class SendOnce {
  private readonly fates: Map<number, Fate>;

  /** @param getOperation the name of the operation with which to ask for a result */
  constructor(
    private readonly context: IExecuteFunctions,
    private readonly client: KopoKopoClient,
    private readonly usedKeys: UsedKeys,
    private readonly once: OnceInExecution,
    private readonly getOperation: string,
  ) {
    this.fates = sentByThisTry(context);
  }

  /** What became of what was sent so far. */
  get report(): SentReport {
    return this.fates;
  }

  /**
   * @returns what was created
   * @throws NodeOperationError when a key was used before; NodeApiError when the API didn't do it, or
   *   nobody knows whether it did
   */
  async send(order: Order): Promise<Created> {
    const { request, warning, keys, once } = order;
    const { path, body, title, type, repeatable } = request;
    await this.useKeys(keys);
    this.once.note(once);
    // From here on it may be on its way, whatever breaks.
    this.isKnown(order, 'unknown');
    const attempt: Attempt & { method: 'POST' } = { method: 'POST', what: title, repeatable };
    const { answer, failure } = await this.client.send({ ...attempt, path, body });
    if (failure) throw await this.failed(failure, order);
    const id = idInLocationHeader(answer.headers.location);
    if (id === undefined) {
      throw await this.failed(failureWithoutId(attempt, answer.status, answer.body), order);
    }
    const created = { id, type, location: locationOf(this.client.baseUrl, path, id) };
    // Before anything that could fail: what was sent must not get lost.
    this.isKnown(order, { id, location: created.location });
    for (const { value } of keys) await this.accept(value, created);
    if (warning !== undefined) showHint(this.context, warning);
    return created;
  }

  private async accept(key: string, created: Created): Promise<void> {
    await this.usedKeys.accept(key, created).catch((error: unknown) => {
      // The key stays noted as sent, which refuses it as well: the item itself is fine.
      this.context.logger.warn(
        `n8n could not note that the request with the idempotency key "${key}" went through: ${messageOf(error)}`,
      );
    });
  }

  /** All keys of a request, or none of them. */
  private async useKeys(keys: Key[]): Promise<void> {
    for (const [index, key] of keys.entries()) {
      const refusal = await this.useKey(key);
      if (!refusal) continue;
      // One that can't be made free stays refused: nothing is paid twice.
      await this.release(keys.slice(0, index));
      throw refusal;
    }
  }

  /** @returns why the key can't be used, undefined when it can */
  private async useKey(key: Key): Promise<NodeError | undefined> {
    const state = await this.usedKeys.use(key.value).catch((error: unknown) => ({ error }));
    if (state === 'free') return undefined;
    if (typeof state === 'string') {
      return keyRefusal(key, state, this.usedKeys.fateOf(key.value), this.getOperation);
    }
    return key.of.refusal(
      KEY,
      `"${key.value}" could not be noted in n8n's database (${messageOf(state.error)})`,
      'Without that nothing is sent. Save the workflow if it is a new one, and run it again.',
    );
  }

  /** Notes what became of an order's items; undefined for one that the API certainly didn't do. */
  private isKnown({ items }: Order, fate: Fate | undefined): void {
    for (const { itemIndex } of items) {
      if (fate) this.fates.set(itemIndex, fate);
      else this.fates.delete(itemIndex);
    }
  }

  /** The error for a create; keys whose request the API certainly didn't do are free again. */
  private async failed(failure: Failure, order: Order): Promise<Error> {
    const { keys, once, items } = order;
    const item = items[0].itemIndex;
    if (!isNotDone(failure)) return apiError(this.context, failure, item);
    this.isKnown(order, undefined);
    this.once.forget(once);
    return apiError(this.context, failure, item, await this.release(keys));
  }

  /** @returns what the user has to know about those that could not be made free, or '' */
  private async release(keys: Key[]): Promise<string> {
    const troubles: string[] = [];
    for (const { value } of keys) {
      await this.usedKeys.release(value).catch((error: unknown) => {
        troubles.push(
          ` The idempotency key "${value}" could not be made free again (${messageOf(error)}): use another one.`,
        );
      });
    }
    return troubles.join('');
  }
}
