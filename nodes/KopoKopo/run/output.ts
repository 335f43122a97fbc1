import type { IDataObject } from 'n8n-workflow';

import type { CreatedFor, ResultOf } from '../api/asked';
import { errorTexts } from '../api/errorBody';
import type { Failure } from '../api/failure';
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

/** What a result gives: items, or why there are none. */
type ResultOutput =
  { output: Output; failure?: undefined } | { output?: undefined; failure: Failure };

/**
 * The items for a result.
 *
 * @param said the JSON of a Get or of a callback
 * @param of what it is the result of
 * @returns usually one; for polling one for each transaction when they are split, and a failure when there is no list
 */
export function resultOutput(
  said: unknown,
  { simplify, fields, splitTransactions, newest }: OutputChoice,
  of: ResultOf,
): ResultOutput {
  // Its callback may go to this n8n.
  const body = withoutSignature(said);
  const result = resultIn(body, of);
  if (!result) return { output: [isObject(body) ? body : { body: String(body) }] };
  const { id, type, attributes } = result;
  const outcome =
    kindOfResult(type) === 'polling' && splitTransactions ? outcomeOf(type, attributes) : undefined;
  if (outcome === 'failed') return { failure: withoutTransactions(attributes.errors) };
  if (outcome === 'succeeded') {
    const all = list(attributes.transactions);
    const wanted = newest ? newestOf(all, newest) : all;
    const output = wanted.map((transaction) =>
      simplify ? selected(listedItem(transaction, id), fields) : objectOf(transaction),
    );
    return { output };
  }
  const item = simplify ? selected(simplifiedResult(result, of.asked), fields) : objectOf(body);
  return { output: [item] };
}

/** Without a word, the failed request would look like a transaction to the rest of the workflow. */
function withoutTransactions(errors: unknown): Failure {
  const said = errorTexts(errors).join('; ');
  return {
    kind: 'unanswered',
    message: `Kopo Kopo could not tell the transactions${said === '' ? '' : `: ${said}`}`,
    advice: "Ask for a new list. To get this one as an item, turn 'Split Transactions' off.",
  };
}

function objectOf(value: unknown): IDataObject {
  return isObject(value) ? value : flatAmounts({ value });
}
