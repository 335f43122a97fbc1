import type { NodeOperationError } from 'n8n-workflow';

import { asSeen, nothingIn, onOneLine } from '../api/identifier';
import type { Created } from '../api/location';
import type { KeyState } from '../memory/usedKeys';
import { inOptions } from '../operations/fields/collections';
import { idempotencyKey } from '../operations/fields/sending';
import type { Parameters } from '../parameters/parameters';

export const KEY = inOptions(idempotencyKey);

/** The parameters of all input items that one request is for; the first is the one that errors name. */
export type AllItems = [Parameters, ...Parameters[]];

/** An idempotency key, and the item that has it. */
export interface Key {
  value: string;
  of: Parameters;
}

/** The idempotency keys of one execution of the node: each for one item, or for one request. */
export class ItemKeys {
  /** The items that have each key. */
  readonly itemsOfKey = new Map<string, number[]>();

  /** @param isRequired whether every item needs one: n8n may run the node again, and it must not do all again */
  constructor(private readonly isRequired: boolean) {}

  /**
   * The keys of all items of one request. Each of them is used up: with the first one's alone, another
   * item could be paid again with the next request. The same key for all stands for the request.
   *
   * @throws NodeOperationError for a key that is missing, empty, an error's text or another item's
   */
  of([first, ...others]: AllItems): Key[] {
    const key = this.keyOf(first);
    const isOfAll = others.every((other) => keyIn(other) === key?.value);
    if (!isOfAll) {
      const all = [key, ...others.map((other) => this.keyOf(other))];
      return all.filter((own) => own !== undefined);
    }
    if (!key) return [];
    const items = [first, ...others].map(({ itemIndex }) => itemIndex);
    this.itemsOfKey.set(key.value, items);
    return [key];
  }

  private keyOf(parameters: Parameters): Key | undefined {
    const key = keyIn(parameters);
    if (key === undefined) {
      if (parameters.isAdded(KEY)) {
        throw parameters.refusal(
          KEY,
          'is empty, so that it would protect nothing',
          'Check its expression: it has to give a value that is unique for each item, such as the invoice number. Or remove the option.',
        );
      }
      if (!this.isRequired) return undefined;
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
}

/**
 * An item's key as it is compared: as people see it. A date or a decimal is as good as any other.
 *
 * @throws NodeOperationError for what a formula or an expression gives that has no value: it would be many payments'
 */
function keyIn(parameters: Parameters): string | undefined {
  const key = asSeen(onOneLine(parameters.optionalText(KEY) ?? ''));
  const harm = nothingIn(key);
  if (harm) throw parameters.refusal(KEY, harm.problem, harm.advice);
  return key === '' ? undefined : key;
}

/** @returns an item's key; undefined where it can't be read, which is another error's business */
export function keyAnyhow(parameters: Parameters): string | undefined {
  try {
    return keyIn(parameters);
  } catch {
    return undefined;
  }
}

/**
 * Why a key can't be used. What is known of its request is in the error's context, too.
 *
 * @param fate what became of its request, where this process remembers it
 * @param getOperation the name of the operation with which to ask for the result
 */
export function keyRefusal(
  { value: key, of: item }: Key,
  state: Exclude<KeyState, 'free'>,
  fate: Created | 'unknown' | undefined,
  getOperation: string,
): NodeOperationError {
  const created = fate === 'unknown' ? undefined : fate;
  const refuse = (state: string, description: string) =>
    item.refusal(KEY, `"${key}" ${state}`, 'Nothing was sent this time.', description);
  const error = {
    accepted: () =>
      refuse(
        `was already used by this node: Kopo Kopo accepted its request earlier${created ? ` (ID ${created.id})` : ''}`,
        `Do not send it again. To see what became of it, use '${getOperation}'${created ? ' with this ID' : ' or the Kopo Kopo dashboard'}; if it has failed, send it with another key.`,
      ),
    unknown: () =>
      refuse(
        'was already used by this node: its request was sent earlier, but whether it went through is not known',
        'Look for it on the Kopo Kopo dashboard first. Only if it is not there, send it with another key.',
      ),
    busy: () =>
      refuse(
        'is being used by another execution at this moment, or was when n8n stopped',
        'Run it again in a minute: what the other execution has not sent is sent then.',
      ),
  }[state]();
  Object.assign(error.context, {
    outcome: state === 'accepted' ? 'already_sent' : 'unknown',
    usedKey: key,
    ...(created ? { id: created.id, location: created.location } : {}),
  });
  return error;
}
