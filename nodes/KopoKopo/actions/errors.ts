import type { IDataObject, IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Failure } from '../api/failure';
import { field, isObject } from '../api/json';

/** What went through before an error, for the user and for a rerun that leaves it out. */
export interface SentItem {
  item: number;
  id: string;
  location: string;
}

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
  const error = new NodeApiError(context.getNode(), asJson(failure.body), {
    message: `${failure.message} [item ${itemIndex}]`,
    description: failure.advice,
    httpCode: failure.status === undefined ? undefined : String(failure.status),
    itemIndex,
  });
  error.context.outcome = failure.kind;
  return error;
}

/** n8n keeps what it is given here in the execution's data: only what the API answered. */
function asJson(body: unknown): JsonObject {
  return isObject(body) ? JSON.parse(JSON.stringify(body)) : {};
}

/**
 * Adds to an error what had already been sent when it happened: it must not get lost, and a rerun has
 * to leave it out.
 *
 * @param sent everything that the API accepted, in the order of the items
 * @param notStarted how many items were not sent because of the error
 */
export function withSentItems(
  error: NodeError,
  sent: SentItem[],
  notStarted: number,
  others: Array<NodeError>,
): NodeError {
  const lines: string[] = [];
  for (const other of others) lines.push(`Also: ${other.message}.`);
  if (sent.length > 0) {
    lines.push(`Already sent before this happened, leave these out when you run it again:`);
    for (const { item, id } of sent.slice(0, MOST_LISTED)) lines.push(`item ${item}: ${id}`);
    if (sent.length > MOST_LISTED) {
      lines.push(
        `… and ${sent.length - MOST_LISTED} more, listed in the execution's data under 'alreadySent'`,
      );
    }
  }
  if (notStarted > 0)
    lines.push(`Not sent: ${notStarted} ${notStarted === 1 ? 'item' : 'items'} after it.`);
  if (lines.length === 0) return error;
  error.description = [error.description ?? '', ...lines].filter((line) => line !== '').join('\n');
  error.context.alreadySent = sent.map((entry) => ({ ...entry }));
  return error;
}

/**
 * The item for an error when the workflow goes on (Continue On Fail, or the error output): n8n sends
 * items of exactly this shape to the error output.
 */
export function errorItem(error: NodeError, itemIndex: number): INodeExecutionData {
  const details: IDataObject = {
    what_to_do: error.description ?? '',
    outcome: typeof error.context.outcome === 'string' ? error.context.outcome : 'refused',
  };
  if ('httpCode' in error && error.httpCode) details.http_status = Number(error.httpCode);
  for (const name of ['id', 'location']) {
    const value = field(error.context, name);
    if (typeof value === 'string') details[name] = value;
  }
  return { json: { error: error.message, details }, pairedItem: { item: itemIndex } };
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
