import type { ClientSettings } from '../api/client';
import { ONE_AT_A_TIME, REPEATABLE_AT_A_TIME } from '../operations/fields/sending';
import type { Operation } from '../operations/operation';
import type { Parameters } from '../parameters/parameters';

const MOST_AT_ONCE = 100;
const MOST_REQUESTS_PER_SECOND = 1_000;
const MOST_TIMEOUT_SECONDS = 300;

/** Seconds to wait for a result, where the user says nothing else. */
const WAIT_SECONDS = { wait: 120, resume: 3_600, none: 0 };
const MOST_WAIT_SECONDS = { wait: 3_600, resume: 30 * 24 * 3_600, none: 0 };

export type ResultMode = keyof typeof WAIT_SECONDS;

/**
 * How many items are sent at a time.
 *
 * @throws NodeOperationError naming the option
 */
export function concurrencyOf(operation: Operation, parameters: Parameters): number {
  const chosen = parameters.optionalNumber('options.concurrency', { most: MOST_AT_ONCE });
  const mayOverlap = operation.kind !== 'create' || operation.repeatable;
  return Math.max(1, Math.floor(chosen ?? (mayOverlap ? REPEATABLE_AT_A_TIME : ONE_AT_A_TIME)));
}

/**
 * Options that hold for all requests of an execution.
 *
 * @throws NodeOperationError naming the option
 */
export function clientSettings(parameters: Parameters): ClientSettings {
  const seconds = parameters.optionalNumber('options.timeout', { most: MOST_TIMEOUT_SECONDS });
  return {
    timeout: seconds === undefined ? undefined : seconds * 1000,
    requestsPerSecond: isNoLimit(parameters.raw(REQUESTS_PER_SECOND))
      ? undefined
      : parameters.optionalNumber(REQUESTS_PER_SECOND, { most: MOST_REQUESTS_PER_SECOND }),
  };
}

const REQUESTS_PER_SECOND = 'options.requestsPerSecond';

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
  const mode = chosen === 'wait' || chosen === 'resume' ? chosen : 'none';
  if (mode === 'none') return { mode, seconds: 0 };
  const seconds = parameters.optionalNumber('options.maxWait', { most: MOST_WAIT_SECONDS[mode] });
  return { mode, seconds: seconds ?? WAIT_SECONDS[mode] };
}
