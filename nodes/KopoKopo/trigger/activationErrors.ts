import { NodeApiError, NodeOperationError, type IHookFunctions } from 'n8n-workflow';

import { sentencesOf, type Failure } from '../api/failure';
import { withMessage } from '../flow/errorMessage';

type OfNode = Pick<IHookFunctions, 'getNode'>;

export function refusal(context: OfNode, message: string): NodeOperationError {
  return withMessage(message, new NodeOperationError(context.getNode(), message));
}

/** Of a subscription. */
const IT_MAY_EXIST =
  'It may exist all the same. Try again in a minute; if every event then comes twice, ask the support of Kopo Kopo to remove the older subscription.';

/** Of a list of payments, which does nothing. */
export const ASK_AGAIN = 'Try again in a minute.';

/**
 * What an activation throws when Kopo Kopo didn't do what was asked.
 *
 * All in the message: of an error at activation n8n 2 shows nothing else. n8n 1 shows the description
 * if there is one, and makes it of the API's body if it gets that.
 *
 * @param what went wrong, the beginning of the sentence
 * @param whenUnknown what to do where nobody knows whether it was done
 */
export function refusalBy(
  context: OfNode,
  failure: Failure,
  what: string,
  whenUnknown = IT_MAY_EXIST,
): NodeApiError {
  const advice = failure.kind === 'unknown' ? whenUnknown : adviceOn(failure);
  const message = `${what}. ${sentencesOf({ ...failure, advice })}`;
  const httpCode = failure.status === undefined ? undefined : String(failure.status);
  return withMessage(message, new NodeApiError(context.getNode(), {}, { message, httpCode }));
}

/** What to do, in the trigger's terms; which field is to blame shows in the API's words. */
function adviceOn(failure: Failure): string {
  const isRefusal = failure.status === 400 || failure.status === 422;
  if (isRefusal && /event.?type|topic/i.test(failure.message)) {
    return "Check the topic: for 'Other Event (by Topic)' the API's own name is needed, and your account has to have it.";
  }
  if (isRefusal && /scope|till/i.test(failure.message)) {
    return "Check 'Till Number' and 'Payments To': the till has to belong to the account and the environment of the credential.";
  }
  if (isRefusal && /url|https/i.test(failure.message)) {
    return "Check n8n's environment variable WEBHOOK_URL: it has to be a public address that starts with https://.";
  }
  return failure.advice;
}
