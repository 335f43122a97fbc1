import type { INodeProperties } from 'n8n-workflow';

import type { CreateOperation } from '../operation';
import { options } from './collections';
import { outputFields } from './output';
import {
  concurrency,
  concurrencyOfRepeatable,
  idempotencyKey,
  requestsPerSecond,
  timeout,
} from './sending';
import {
  callbackUrl,
  errorOnTimeout,
  longestWait,
  maxWait,
  maxWaitUntilReady,
  resultMode,
  resultModeUntilReady,
} from './waiting';

/**
 * What every create whose result comes later has after its own fields.
 *
 * @param operation one that goes on before the outcome is final can't be suspended until it is
 */
export function laterResultFields({
  isReady,
  alwaysWaits,
  optional = [],
  repeatable,
}: CreateOperation): INodeProperties[] {
  if (alwaysWaits) {
    return [...outputFields(), options(...optional, ...howToSend(repeatable), longestWait)];
  }
  return [
    isReady ? resultModeUntilReady : resultMode,
    ...outputFields({ resultMode: isReady ? ['wait'] : ['wait', 'resume'] }),
    options(
      ...optional,
      ...howToSend(repeatable),
      callbackUrl,
      errorOnTimeout,
      idempotencyKey,
      isReady ? maxWaitUntilReady : maxWait,
    ),
  ];
}

/** What every other create has. */
export function createFields({ optional = [], repeatable }: CreateOperation): INodeProperties[] {
  return [options(...optional, ...howToSend(repeatable), idempotencyKey)];
}

function howToSend(repeatable: boolean): INodeProperties[] {
  return [repeatable ? concurrencyOfRepeatable : concurrency, requestsPerSecond, timeout];
}

/** What every act on something that exists has: done a second time, it does no harm. */
export const actFields: INodeProperties[] = [options(...howToSend(true))];

/** What every Get has. */
export const getFields: INodeProperties[] = [
  ...outputFields(),
  options(
    { ...concurrencyOfRepeatable, description: 'How many items to ask for at a time' },
    requestsPerSecond,
    timeout,
  ),
];

/** What the operations on the access token have. */
export const tokenFields: INodeProperties[] = [options(timeout)];
