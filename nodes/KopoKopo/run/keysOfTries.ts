import type { IExecuteFunctions } from 'n8n-workflow';

import { field } from '../api/json';
import { hashOf } from '../flow/hashOf';
import type { Parameters } from '../parameters/parameters';
import { KEY } from './itemKeys';
import { runIndexOf } from './runIndex';

/**
 * Sees to it that n8n's Retry On Fail finds the idempotency keys of the try before: keys that are others in
 * each try, such as the time, would let everything be sent again.
 *
 * @param itemsOfKey the items that have each key in this try
 * @param first those parameters of which an error names the key
 * @throws NodeOperationError with the outcome `unknown`: what the try before has sent can't be told any more
 */
export function refuseOtherKeys(
  context: IExecuteFunctions,
  itemsOfKey: ReadonlyMap<string, number[]>,
  first: Parameters,
): void {
  if (context.getNode().retryOnFail !== true) return;
  const kept = context.getContext('node');
  const run = `${context.getExecutionId()} ${runIndexOf(context)}`;
  const keys = hashOf(JSON.stringify([...itemsOfKey]));
  const before = kept.keysOfTry;
  if (field(before, 'run') !== run) {
    kept.keysOfTry = { run, keys };
    return;
  }
  if (field(before, 'keys') === keys) return;
  const error = first.refusal(
    KEY,
    'is another one than in the try before, so that it protects nothing',
    'Nothing was sent this time.',
    'What the try before has sent is not known any more: look on the Kopo Kopo dashboard. Then let the expression give what stays the same for a payment, such as the invoice number.',
  );
  error.context.outcome = 'unknown';
  throw error;
}
