import type { IDataObject } from 'n8n-workflow';

import { errorTexts } from '../api/errorBody';
import type { Failure } from '../api/failure';
import { field, isObject, list } from '../api/json';
import { outcomeOf } from '../api/outcome';
import type { Created } from '../api/location';
import { resultIn, simplifiedResource, simplifiedResult } from '../api/simplify';
import type { Parameters } from '../parameters/parameters';

/** The JSON of the items that one input item gives. */
export type Output = IDataObject[];

/** How the user wants results. */
export interface OutputChoice {
  simplify: boolean;
  /** Polling only: one item for each transaction. */
  splitTransactions: boolean;
}

/**
 * @returns what the node's fields say; both are on where a field isn't there
 * @throws NodeOperationError for a switch that is neither on nor off
 */
export function outputChoice(parameters: Parameters): OutputChoice {
  return {
    simplify: parameters.flag('simplify', true),
    splitTransactions: parameters.flag('splitTransactions', true),
  };
}

/**
 * The output for something that has no result yet, or never will have one.
 *
 * @param status the API's own word, as far as it is known
 * @param hint what the user can do, for one that isn't final
 */
export function createdOutput(
  { id, type, location }: Created,
  status: string,
  outcome: 'pending' | 'succeeded',
): IDataObject {
  return { id, type, location, status, outcome };
}

/**
 * The output for a result that isn't final in time.
 *
 * @param last what the API said when it was asked last: with 'Simplify' on, whatever is known goes
 *   along, e.g. which recipients have been paid so far
 * @param hint what the user can do
 */
export function pendingOutput(
  created: Created,
  last: { status: string; body?: unknown },
  { simplify }: OutputChoice,
  hint: string,
): IDataObject {
  const result = simplify ? resultIn(last.body) : undefined;
  return {
    ...(result ? simplifiedResult(result) : {}),
    ...createdOutput(created, last.status, 'pending'),
    hint,
  };
}

/**
 * The items for a result.
 *
 * @param body the JSON of a Get or of a callback
 * @returns usually one; for polling one for each transaction when they are split, see {@link failureToSplit}
 */
export function resultOutput(
  body: unknown,
  { simplify, splitTransactions }: OutputChoice,
): IDataObject[] {
  const result = resultIn(body);
  if (!result) return [isObject(body) ? body : { body: String(body) }];
  const final = outcomeOf(result.type, result.attributes) === 'succeeded';
  if (result.type === 'polling' && splitTransactions && final) {
    return list(result.attributes.transactions).map((transaction) =>
      simplify ? simplifiedTransaction(transaction, result.id) : objectOf(transaction),
    );
  }
  return [simplify ? simplifiedResult(result) : objectOf(body)];
}

/**
 * Why there are no transactions to split. Without a word, the failed request would look like one of them
 * to the rest of the workflow.
 *
 * @returns undefined where there is nothing to complain of
 */
export function failureToSplit(
  body: unknown,
  { splitTransactions }: OutputChoice,
): Failure | undefined {
  const result = resultIn(body);
  if (result?.type !== 'polling' || !splitTransactions) return undefined;
  if (outcomeOf(result.type, result.attributes) !== 'failed') return undefined;
  const said = errorTexts(result.attributes.errors).join('; ');
  return {
    kind: 'unanswered',
    message: `Kopo Kopo could not tell the transactions${said === '' ? '' : `: ${said}`}`,
    advice: "Ask for a new list. To get this one as an item, turn 'Split Transactions' off.",
  };
}

function simplifiedTransaction(transaction: unknown, pollingId: string): IDataObject {
  const type = field(transaction, 'type');
  return {
    polling_id: pollingId,
    ...(typeof type === 'string' ? { event_type: type } : {}),
    ...simplifiedResource(field(transaction, 'resource')),
  };
}

function objectOf(value: unknown): IDataObject {
  return isObject(value) ? value : {};
}
