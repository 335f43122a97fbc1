import type { IDataObject } from 'n8n-workflow';

import type { CreatedFor, ResultOf } from '../api/asked';
import { errorTexts } from '../api/errorBody';
import type { Failure } from '../api/failure';
import { flatAmounts, inOrder } from '../api/flatFields';
import { field, isObject, list, only, without } from '../api/json';
import { outcomeOf } from '../api/outcome';
import type { Created } from '../api/location';
import { newestOf, type Newest } from '../api/newest';
import { kindOfResult, resultIn } from '../api/result';
import { withoutSignature } from '../api/secrets';
import { reasonNameOf, simplifiedResult } from '../api/simplify';
import { listedItem } from '../api/transaction';
import type { Parameters } from '../parameters/parameters';

/** The JSON of the items that one input item gives. */
export type Output = IDataObject[];

/** How the user wants results. */
export interface OutputChoice {
  simplify: boolean;
  /** Only these of the simplified fields. */
  fields?: string[];
  /** Polling only: one item for each transaction. */
  splitTransactions: boolean;
  /** Polling only: which transactions, where not all of them. */
  newest?: Newest;
}

/** Where the fields are read. */
type OutputFields = Pick<Parameters, 'flag' | 'optionalChoice' | 'optionalTags'>;

/**
 * @returns what the node's fields say; both are on where a field isn't there
 * @throws NodeOperationError for a switch that is neither on nor off
 */
export function outputChoice(parameters: OutputFields): OutputChoice {
  // Only a tool of an AI agent has it, in the place of the switch.
  const output = parameters.optionalChoice('output');
  return {
    simplify: output === undefined ? parameters.flag('simplify', true) : output !== 'raw',
    fields: output === 'fields' ? parameters.optionalTags('fields') : undefined,
    splitTransactions: parameters.flag('splitTransactions', true),
  };
}

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
  const known = simplify ? resultIn(body, { id, type }) : undefined;
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

/**
 * What was asked for, read from an item that {@link pendingOutput} has made before the API said more than a status.
 *
 * @returns as {@link askedFor} gives it
 */
export function askedIn(pending: IDataObject): IDataObject {
  const asked = without(pending, ...SAID, 'id', 'type', 'location', reasonNameOf(pending.type));
  if (asked.recipients === undefined) return asked;
  const recipients = list(asked.recipients).filter(isObject);
  return { ...asked, recipients: recipients.map((each) => without(each, ...SAID, 'reason')) };
}

/** What is said of a request and of its recipients, and was not asked for. */
const SAID = ['outcome', 'status', 'errors', 'hint'];

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
 * @param body the JSON of a Get or of a callback
 * @param of what it is the result of
 * @returns usually one; for polling one for each transaction when they are split, see {@link failureToSplit}
 */
export function resultOutput(
  body: unknown,
  { simplify, fields, splitTransactions, newest }: OutputChoice,
  of: ResultOf,
): IDataObject[] {
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
  return [
    simplify
      ? selected(simplifiedResult(result, of.asked), fields)
      : withoutResumeSignature(objectOf(body)),
  ];
}

/**
 * The API's answer as it is, but for one thing: where the callback goes to this n8n, its URL carries what
 * lets anybody who knows it resume the execution.
 */
function withoutResumeSignature(body: IDataObject): IDataObject {
  const data = isObject(body.data) ? body.data : body;
  const links = field(data.attributes, '_links');
  const url = field(links, 'callback_url');
  if (!isObject(data.attributes) || !isObject(links)) return body;
  if (typeof url !== 'string') return body;
  const callback_url = withoutSignature(url);
  const attributes = { ...data.attributes, _links: { ...links, callback_url } };
  return data === body ? { ...body, attributes } : { ...body, data: { ...data, attributes } };
}

/**
 * Why there are no transactions to split. Without a word, the failed request would look like one of them
 * to the rest of the workflow.
 *
 * @param of what it is the result of
 * @returns undefined where there is nothing to complain of
 */
export function failureToSplit(
  body: unknown,
  { splitTransactions }: OutputChoice,
  of: ResultOf,
): Failure | undefined {
  const result = resultIn(body, of);
  if (!result || kindOfResult(result.type) !== 'polling' || !splitTransactions) return undefined;
  if (outcomeOf(result.type, result.attributes) !== 'failed') return undefined;
  const said = errorTexts(result.attributes.errors).join('; ');
  return {
    kind: 'unanswered',
    message: `Kopo Kopo could not tell the transactions${said === '' ? '' : `: ${said}`}`,
    advice: "Ask for a new list. To get this one as an item, turn 'Split Transactions' off.",
  };
}

function objectOf(value: unknown): IDataObject {
  return isObject(value) ? value : flatAmounts({ value });
}
