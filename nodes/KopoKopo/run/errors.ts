import type { IDataObject, IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Failure } from '../api/failure';
import { isObject } from '../api/json';
import { withoutSignature } from '../api/resumeUrl';
import { messageOf, withMessage } from '../flow/errorMessage';
import type { Accepted, Fate, SentReport } from './sentReport';

export type NodeError = NodeApiError | NodeOperationError;

const MOST_LISTED = 100;

/** What to do in terms of the node's fields, by the status: `api` knows nothing of them. */
const ADVICE: Record<number, string> = {
  404: 'Check the ID, and that the credential is for the same environment: sandbox and production share no data.',
  429: "Nothing was done. Try again later, or set the option 'Requests per Second', where there is one, to a lower number.",
};

/**
 * The error for a request that the API didn't do, or may not have done.
 *
 * @param failure what happened
 * @param itemIndex from 0
 * @param more what else the user has to know, behind the advice
 */
export function apiError(
  context: Pick<IExecuteFunctions, 'getNode'>,
  failure: Failure,
  itemIndex: number,
  more = '',
): NodeApiError {
  const message = `${failure.message} [item ${itemIndex}]`;
  const error = withMessage(
    message,
    new NodeApiError(context.getNode(), asJson(withoutSignature(failure.body)), {
      message,
      description: `${ADVICE[failure.status ?? 0] ?? failure.advice}${more}`,
      httpCode: failure.status === undefined ? undefined : String(failure.status),
      itemIndex,
    }),
  );
  error.context.outcome = failure.kind;
  return error;
}

/**
 * The error for something that Kopo Kopo has accepted, and that has failed or is still open.
 *
 * @param failure what happened
 * @param created what it is
 */
export function acceptedError(
  context: Pick<IExecuteFunctions, 'getNode'>,
  failure: Failure,
  { id, location }: Accepted,
  itemIndex: number,
  outcome: 'failed' | 'pending' = 'failed',
): NodeApiError {
  const error = apiError(context, failure, itemIndex);
  Object.assign(error.context, { outcome, id, location });
  return error;
}

/** n8n keeps what it is given here in the execution's data: only what the API answered. */
function asJson(body: unknown): JsonObject {
  return isObject(body) ? JSON.parse(JSON.stringify(body)) : {};
}

/** What an error means for the item that it is about. */
interface Told {
  outcome: string;
  /** What to do. */
  advice: string;
  accepted?: Accepted;
}

/** Outcomes that take into account that the item was sent. */
const OF_SENT = ['unknown', 'pending', 'failed', 'already_sent'];

/**
 * What became of an item with an error. What was sent counts, whatever broke afterwards; an outcome of the error's
 * own counts where it takes that into account. `refused` is only what was certainly not done.
 *
 * @param item its index; where one request is for several items, it may be another one's key that was used
 * @param fate what became of the item's request; undefined when it certainly wasn't sent
 */
function told({ context, description }: NodeError, item: number, fate: Fate | undefined): Told {
  const isOfOther = context.usedKey !== undefined && context.itemIndex !== item;
  const own = typeof context.outcome === 'string' ? context.outcome : 'refused';
  if (!isOfOther && (fate === undefined || OF_SENT.includes(own))) {
    const accepted = fate === 'unknown' ? undefined : (fate ?? acceptedIn(context));
    return { outcome: own, advice: description ?? '', accepted };
  }
  if (fate === undefined) {
    const advice = `Nothing was sent for this item: it is in one request with item ${String(context.itemIndex)}.`;
    return { outcome: 'refused', advice };
  }
  if (fate === 'unknown') return { outcome: 'unknown', advice: LOOK_FOR_IT };
  return {
    outcome: fate.isEarlier ? 'already_sent' : 'pending',
    advice: `It was sent, and Kopo Kopo has accepted it (ID ${fate.id}): ask what became of it, and do not send it again.`,
    accepted: fate,
  };
}

function acceptedIn({ id, location }: IDataObject): Accepted | undefined {
  return typeof id === 'string' && typeof location === 'string' ? { id, location } : undefined;
}

const LOOK_FOR_IT =
  'It was sent, but it is not known whether it went through. Look for it on the Kopo Kopo dashboard, and send it again only if it is not there.';

/**
 * Adds to an error what had already been sent when it happened: it must not get lost, and a rerun has
 * to leave it out. For the user it is in the description, for a workflow or a rerun it is in the
 * execution's data: `alreadySent` (item, id, location) and `outcomeUnknown` (items of which nobody
 * knows whether they went through).
 *
 * @param first what stopped the rest
 * @param others what else went wrong before all that was under way had ended
 * @param report what became of the items that were sent
 * @param notSent how many items were not sent because of it
 */
export function withSentItems(
  first: NodeError,
  others: NodeError[],
  report: SentReport,
  notSent: number,
): NodeError {
  const failed = [first, ...others];
  for (const error of failed) tellIn(error, report);
  const items = [...report].sort(([a], [b]) => a - b);
  const accepted = items.flatMap(([item, fate]) =>
    fate === 'unknown' ? [] : [{ item, id: fate.id, location: fate.location }],
  );
  const unknown = items.flatMap(([item, fate]) => (fate === 'unknown' ? [item] : []));
  const named = failed.flatMap(({ context }) =>
    context.outcome === 'unknown' ? [Number(context.itemIndex)] : [],
  );
  const unnamed = unknown.filter((item) => !named.includes(item));
  const lines = listed(others.map(({ message }) => `Also: ${message}`));
  if (unnamed.length > 0) {
    lines.push('Sent too, but it is not known whether these went through, look for them first:');
    lines.push(...listed(unnamed.map((item) => `item ${item}`)));
  }
  if (accepted.length > 0) {
    lines.push('Already sent before this happened, leave these out when you run it again:');
    lines.push(
      ...listed(accepted.map(({ item, id, location }) => `item ${item}: ${id} ${location}`)),
    );
  }
  if (notSent > 0)
    lines.push(`Not sent: ${notSent} ${notSent === 1 ? 'other item' : 'other items'}.`);
  first.description = [first.description ?? '', ...lines].filter((line) => line !== '').join('\n');
  first.context.alreadySent = accepted;
  first.context.outcomeUnknown = [...named, ...unnamed].sort((a, b) => a - b);
  return first;
}

/** Writes what an error means for its item into it. */
function tellIn(error: NodeError, report: SentReport): void {
  const item = Number(error.context.itemIndex);
  const { outcome, advice, accepted } = told(error, item, report.get(item));
  error.description = advice;
  Object.assign(error.context, {
    outcome,
    ...(accepted ? { id: accepted.id, location: accepted.location } : {}),
  });
}

function listed(lines: string[]): string[] {
  const rest = lines.length - MOST_LISTED;
  if (rest <= 0) return lines;
  return [...lines.slice(0, MOST_LISTED), `… and ${rest} more, listed in the execution's data`];
}

/**
 * The item for an error when the workflow goes on (Continue On Fail, or the error output). Everything is
 * in `error`: n8n sends an item with that field alone to the error output, in all versions; with another
 * field beside it, n8n 1 would send it down the path of those that went well.
 *
 * @param fate what became of the item's request; undefined when it certainly wasn't sent
 */
export function errorItem(error: NodeError, itemIndex: number, fate?: Fate): INodeExecutionData {
  const { outcome, advice, accepted } = told(error, itemIndex, fate);
  const details: IDataObject = { message: error.message, what_to_do: advice, outcome };
  if ('httpCode' in error && error.httpCode) details.http_status = Number(error.httpCode);
  if (accepted) Object.assign(details, { id: accepted.id, location: accepted.location });
  return { json: { error: details }, pairedItem: { item: itemIndex } };
}

/**
 * Any other error as one that n8n shows well.
 *
 * @param error whatever was thrown
 */
export function asNodeError(
  context: Pick<IExecuteFunctions, 'getNode'>,
  error: unknown,
  itemIndex: number,
): NodeError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const cause = error instanceof Error ? error : new Error(messageOf(error));
  return new NodeOperationError(context.getNode(), cause, { itemIndex });
}
