import type { IDataObject } from 'n8n-workflow';

import type { CreatedFor, ResultOf } from '../api/asked';
import { flatAmounts, inOrder } from '../api/flatFields';
import { isObject, list, only } from '../api/json';
import type { Created } from '../api/location';
import { newestOf } from '../api/newest';
import { outcomeOf } from '../api/outcome';
import { kindOfResult, resultIn } from '../api/result';
import { withoutSignature } from '../api/resumeUrl';
import { simplifiedResult } from '../api/simplify';
import { listedItem } from '../api/transaction';
import type { OutputChoice } from './outputChoice';

/** The JSON of the items that one input item gives. */
export type Output = IDataObject[];

/** The output for something that never will have a result: it is there. */
export function createdOutput({ id, type, location }: Created): IDataObject {
  return { outcome: 'succeeded', id, type, status: 'Created', location };
}

/**
 * The output for something that has no result yet, or none that is final in time.
 *
 * @param last what the API said when it was asked last: with 'Simplify' on, whatever is known goes
 *   along, e.g. which recipients have been paid so far
 * @param hint what the user can do, for one that was waited for
 */
export function pendingOutput(
  { id, type, location, asked }: CreatedFor,
  last: { status: string; body?: unknown },
  { simplify, fields }: OutputChoice,
  hint?: string,
): IDataObject {
  const { status, body } = last;
  const known = simplify ? resultIn(withoutSignature(body), { id, type }) : undefined;
  const item = inOrder({
    ...simplifiedResult(known ?? { id, type, attributes: { status } }, asked),
    outcome: 'pending',
    id,
    type,
    status,
    location,
    ...(hint === undefined ? {} : { hint }),
  });
  return selected(item, fields);
}

/** Of those who have not succeeded the ID always is among them: else nobody could ask, and it would be sent again. */
const ALWAYS = ['outcome', 'id', 'hint'];

function selected(item: IDataObject, fields: string[] | undefined): IDataObject {
  if (fields === undefined) return item;
  const { outcome } = item;
  return only(
    item,
    outcome === undefined || outcome === 'succeeded' ? fields : [...ALWAYS, ...fields],
  );
}

/**
 * The items for a result.
 *
 * @param said the JSON of a Get or of a callback
 * @param of what it is the result of
 * @returns usually one; for polling one for each transaction when they are split, see {@link failureToSplit}
 */
export function resultOutput(
  said: unknown,
  { simplify, fields, splitTransactions, newest }: OutputChoice,
  of: ResultOf,
): IDataObject[] {
  // Its callback may go to this n8n.
  const body = withoutSignature(said);
  const result = resultIn(body, of);
  if (!result) return [isObject(body) ? body : { body: String(body) }];
  const { type, attributes } = result;
  const { transactions } = attributes;
  const isSplit =
    kindOfResult(type) === 'polling' &&
    splitTransactions &&
    outcomeOf(type, attributes) === 'succeeded';
  const wanted = newest ? newestOf(list(transactions), newest) : transactions;
  if (isSplit && Array.isArray(wanted)) {
    return wanted.map((transaction: unknown) =>
      simplify ? selected(listedItem(transaction, result.id), fields) : objectOf(transaction),
    );
  }
  return [simplify ? selected(simplifiedResult(result, of.asked), fields) : objectOf(body)];
}

function objectOf(value: unknown): IDataObject {
  return isObject(value) ? value : flatAmounts({ value });
}
