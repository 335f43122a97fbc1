import type { IDataObject } from 'n8n-workflow';

import { errorTexts } from './errorBody';
import { besides, flatAmounts, inOrder } from './flatFields';
import { entries, field, isObject, only, single, without } from './json';
import { errorsOfMoves, movesIn, reasonOf } from './moves';
import { outcomeOf, recipientsAsked } from './outcome';
import { paidRecipients } from './paidRecipients';
import { linkFields } from './paymentLink';
import { kindOfResult, type ApiResult } from './result';
import { withSender } from './sender';
import { transactionFields } from './transaction';

/**
 * One flat object for a result, with the API's own field names: what became of it (`outcome`, and in
 * `reason` why it failed), the attributes, for an incoming payment the transaction's fields, for a
 * payment link the link's, for send money the `recipients` (the destinations, each with its outcome).
 *
 * @param result the parts of the answer
 * @param asked what the request was for, see {@link askedFor}: an answer that isn't a success doesn't
 *   say all of it
 * @returns amounts as numbers (KES), `errors` always a list of strings; links are left out
 */
export function simplifiedResult(result: ApiResult, asked: IDataObject = {}): IDataObject {
  const { id, type, attributes, others = {} } = result;
  const { status, metadata, event, payment_link, destinations, _links, ...rest } = attributes;
  const outcome = outcomeOf(type, attributes, asked);
  const errors = errorsIn(attributes);
  const isSendMoney = kindOfResult(type) === 'send_money';
  const own = {
    outcome,
    id: id || null,
    type: type || null,
    status: status ?? null,
    [reasonNameOf(type)]: reasonOf(outcome, errors),
    errors,
    ...(isSendMoney
      ? {
          recipients: paidRecipients(
            recipientsAsked(attributes, asked),
            movesIn(attributes.transfer_batches),
            outcome,
          ),
        }
      : {}),
    ...(metadata === undefined ? {} : { metadata }),
  };
  const item = besides(own, {
    ...withSender(flatAmounts(others)),
    ...withSender(flatAmounts(without(rest, 'errors'))),
    ...(isSendMoney && areRecipients(destinations)
      ? {}
      : flatAmounts(only(attributes, ['destinations']))),
    ...linkFields(payment_link, field(_links, 'self')),
    ...transactionFields(event),
  });
  return inOrder(outcome === 'succeeded' ? item : { ...item, ...missingIn(item, asked) });
}

/**
 * @param type of the result
 * @returns the name of the field that says why it failed: a reversal has a `reason` already, the merchant's for
 *   wanting it
 */
export function reasonNameOf(type: unknown): string {
  return kindOfResult(String(type)) === 'reversal' ? 'failure_reason' : 'reason';
}

/** What was asked for, where the answer doesn't say it. */
function missingIn(item: IDataObject, asked: IDataObject): IDataObject {
  return Object.fromEntries(
    Object.entries(asked).filter(([name]) => item[name] === undefined || item[name] === null),
  );
}

/** Then they are in `recipients`. */
function areRecipients(destinations: unknown): boolean {
  return (destinations ?? null) === null || entries(destinations).some(isObject);
}

/** Everything that went wrong, wherever the API put it. */
function errorsIn(attributes: IDataObject): string[] {
  const { event, reversal_bulk_payment, transfer_batches } = attributes;
  const own = [attributes, single(event)].flatMap((holder) => errorTexts(field(holder, 'errors')));
  const ofMoves = [reversal_bulk_payment, transfer_batches].flatMap(errorsOfMoves);
  return [...new Set([...own, ...ofMoves])];
}
