import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { ResultOf } from '../api/asked';
import { isObject, list, without } from '../api/json';
import { reasonNameOf } from '../api/simplify';

/** What the execution waits for. */
export type Waiting = ResultOf & { location: string };

/** @returns what the execution waits for: the item with which it was suspended says it, see {@link suspendUntilCallback} */
export function suspendedWith(context: IWebhookFunctions): Waiting {
  const item: unknown = context.evaluateExpression('{{ $json }}', 0);
  const json = isObject(item) ? item : {};
  return {
    id: String(json.id),
    type: String(json.type),
    location: String(json.location),
    asked: askedIn(json),
  };
}

/**
 * What was asked for, read from an item that {@link pendingOutput} has made before the API said more than a status.
 *
 * @returns as {@link askedFor} gives it
 */
function askedIn(pending: IDataObject): IDataObject {
  const asked = without(pending, ...SAID, 'id', 'type', 'location', reasonNameOf(pending.type));
  if (asked.recipients === undefined) return asked;
  const recipients = list(asked.recipients).filter(isObject);
  return { ...asked, recipients: recipients.map((each) => without(each, ...SAID, 'reason')) };
}

/** What is said of a request and of its recipients, and was not asked for. */
const SAID = ['outcome', 'status', 'errors', 'hint'];
