import type { ClientSettings } from '../api/client';
import { inOptions } from '../operations/fields/collections';
import {
  concurrency,
  REPEATABLE_AT_A_TIME,
  requestsPerSecond,
  timeout,
} from '../operations/fields/sending';
import { maxWait, WAITS } from '../operations/fields/waiting';
import type { Operation } from '../operations/operation';
import type { Parameters } from '../parameters/parameters';

export type ResultMode = keyof typeof WAITS | 'none';

/**
 * How many items are sent at a time.
 *
 * @throws NodeOperationError naming the option
 */
export function concurrencyOf(parameters: Parameters): number {
  // What only looks at what is there has no such option.
  const chosen = parameters.number(inOptions(concurrency)) ?? REPEATABLE_AT_A_TIME;
  return Math.floor(chosen);
}

/**
 * Options that hold for all requests of an execution.
 *
 * @throws NodeOperationError naming the option
 */
export function clientSettings(parameters: Parameters): ClientSettings {
  const seconds = parameters.optionalNumber(inOptions(timeout));
  return {
    timeout: seconds === undefined ? undefined : seconds * 1000,
    requestsPerSecond: isNoLimit(parameters.raw(REQUESTS_PER_SECOND))
      ? undefined
      : parameters.optionalNumber(REQUESTS_PER_SECOND),
  };
}

const REQUESTS_PER_SECOND = inOptions(requestsPerSecond);

function isNoLimit(entered: unknown): boolean {
  return entered === 0 || entered === '0';
}

/**
 * When and how an item's result is awaited.
 *
 * @returns the mode, and the longest wait in seconds
 * @throws NodeOperationError naming the field
 */
export function waitingOf(
  operation: Operation,
  parameters: Parameters,
): { mode: ResultMode; seconds: number } {
  if (operation.kind !== 'create' || !operation.answersLater) return { mode: 'none', seconds: 0 };
  const chosen = operation.alwaysWaits ? 'wait' : parameters.choice('resultMode');
  if (chosen !== 'wait' && chosen !== 'resume') return { mode: 'none', seconds: 0 };
  const { usual, most } = WAITS[chosen];
  return { mode: chosen, seconds: parameters.optionalNumber(inOptions(maxWait), most) ?? usual };
}
