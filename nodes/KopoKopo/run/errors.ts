import type { IDataObject, IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Failure } from '../api/failure';
import { field, isObject } from '../api/json';
import type { SentReport } from './sentReport';

export type NodeError = NodeApiError | NodeOperationError;

const MOST_LISTED = 100;

/**
 * The error for a request that the API didn't do, or may not have done.
 *
 * @param failure what happened
 * @param itemIndex from 0
 */
export function apiError(
  context: IExecuteFunctions,
  failure: Failure,
  itemIndex: number,
): NodeApiError {
  const message = `${failure.message} [item ${itemIndex}]`;
  const error = new NodeApiError(context.getNode(), asJson(failure.body), {
    message,
    description: failure.advice,
    httpCode: failure.status === undefined ? undefined : String(failure.status),
    itemIndex,
  });
  // n8n replaces a message that has a system's code such as ETIMEDOUT in it. Its own text for that one
  // advises to retry on fail, which could pay twice.
  error.message = message;
  error.context.outcome = failure.kind;
  return error;
}

/** n8n keeps what it is given here in the execution's data: only what the API answered. */
function asJson(body: unknown): JsonObject {
  return isObject(body) ? JSON.parse(JSON.stringify(body)) : {};
}

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
  { accepted, unknown }: SentReport,
  notSent: number,
): NodeError {
  const inOrder = [...accepted].sort((a, b) => a.item - b.item);
  const failed = [first, ...others];
  const named = failed.flatMap(({ context }) =>
    context.outcome === 'unknown' ? [Number(context.itemIndex)] : [],
  );
  const unnamed = unknown.filter((item) => !named.includes(item)).sort((a, b) => a - b);
  const lines = listed(others.map(({ message }) => `Also: ${message}`));
  if (unnamed.length > 0) {
    lines.push('Sent too, but it is not known whether these went through, look for them first:');
    lines.push(...listed(unnamed.map((item) => `item ${item}`)));
  }
  if (accepted.length > 0) {
    lines.push('Already sent before this happened, leave these out when you run it again:');
    lines.push(
      ...listed(inOrder.map(({ item, id, location }) => `item ${item}: ${id} ${location}`)),
    );
  }
  if (notSent > 0)
    lines.push(`Not sent: ${notSent} ${notSent === 1 ? 'other item' : 'other items'}.`);
  first.description = [first.description ?? '', ...lines].filter((line) => line !== '').join('\n');
  first.context.alreadySent = inOrder.map((entry) => ({ ...entry }));
  first.context.outcomeUnknown = [...named, ...unnamed].sort((a, b) => a - b);
  return first;
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
 */
export function errorItem(error: NodeError, itemIndex: number): INodeExecutionData {
  const details: IDataObject = {
    message: error.message,
    what_to_do: error.description ?? '',
    outcome: typeof error.context.outcome === 'string' ? error.context.outcome : 'refused',
  };
  if ('httpCode' in error && error.httpCode) details.http_status = Number(error.httpCode);
  for (const name of ['id', 'location']) {
    const value = field(error.context, name);
    if (typeof value === 'string') details[name] = value;
  }
  return { json: { error: details }, pairedItem: { item: itemIndex } };
}

/**
 * Any other error as one that n8n shows well.
 *
 * @param error whatever was thrown
 */
export function asNodeError(
  context: IExecuteFunctions,
  error: unknown,
  itemIndex: number,
): NodeError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  return new NodeOperationError(context.getNode(), cause, { itemIndex });
}
