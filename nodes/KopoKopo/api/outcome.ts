import type { IDataObject } from 'n8n-workflow';

import { sumInCents } from './amount';
import { errorTexts } from './errorBody';
import { flatAmounts } from './flatFields';
import { entries, field, isObject, single } from './json';
import {
  arrivedIn,
  hasText,
  movesIn,
  outcomesOf,
  settledBy,
  statusOf,
  together,
  type Move,
  type Outcome,
} from './moves';
import { outcomeByRecipients } from './paidRecipients';
import { isPaid, linkStatus } from './paymentLink';
import { kindOfResult } from './result';
import { isUndone, moneyBy } from './transactionStatus';

/** Of a subscription that sends nothing any more. */
const SWITCHED_OFF = new Set(['inactive', 'disabled', 'deleted', 'suspended']);

/**
 * What became of a request, worked out in this one place from the attributes of its JSON.
 *
 * - An incoming payment is paid when its status is Success and the transaction has a reference and was not
 *   taken back.
 * - A list of payments is there when it is a list.
 * - A payment link is paid when the link says so or names the transaction; a link that can be paid is
 *   `pending`.
 * - A reversal is done when its bulk payment is.
 * - "Processed" on a payment or transfer does not say that money moved: its batches and their
 *   disbursements do. Where they don't say either, or not of all the money that was asked for, the
 *   answer is `pending`, never a guess.
 *
 * @param type the `type` of the JSON, e.g. `payment`
 * @param attributes its `attributes`
 * @param asked what the request was for, see {@link askedFor}, where the answer doesn't say it
 * @returns the outcome; `pending` for anything unknown, also for an answer that doesn't say its type
 * Source: API documentation, the results of each section, and statuses seen in production.
 */
export function outcomeOf(type: string, attributes: unknown, asked?: IDataObject): Outcome {
  const status = statusOf(attributes);
  switch (kindOfResult(type)) {
    case '':
      return 'pending';
    case 'incoming_payment':
      return incomingOutcome(attributes, settledBy(status));
    case 'polling':
      return listOutcome(attributes, status);
    case 'webhook_subscription':
      return SWITCHED_OFF.has(status) ? 'failed' : settledBy(status);
    case 'payment_link':
      return linkOutcome(single(field(attributes, 'payment_link')), status);
    case 'reversal':
      return reversalOutcome(field(attributes, 'reversal_bulk_payment'), attributes);
    default: {
      const moves = movesIn(field(attributes, 'transfer_batches'));
      return moneyOutcome(moves, attributes, settledByMoves(moves, attributes, asked));
    }
  }
}

/** A list that isn't there, or that Kopo Kopo has trouble with, must not look like one of no payments. */
function listOutcome(attributes: unknown, status: string): Outcome {
  if (settledBy(status) !== 'succeeded') return settledBy(status);
  const transactions = field(attributes, 'transactions');
  if (!Array.isArray(transactions)) return 'pending';
  const hasErrors = errorTexts(field(attributes, 'errors')).length > 0;
  return hasErrors && transactions.length === 0 ? 'failed' : 'succeeded';
}

/** @param said what the request's own status says */
function incomingOutcome(attributes: unknown, said: Outcome): Outcome {
  const transaction = single(field(single(field(attributes, 'event')), 'resource'));
  const money = moneyBy(field(transaction, 'status'));
  if (said === 'pending') return said;
  if (money === 'taken back' || money === 'none') return 'failed';
  // The second is what it was called at first.
  const isNamed = ['reference', 'transaction_reference'].some((name) => hasText(transaction, name));
  // "Failed" with a payment that has arrived: called failed, the customer would be asked again.
  if (said === 'failed') return isNamed ? 'pending' : 'failed';
  return isNamed && money === 'there' ? 'succeeded' : 'pending';
}

/**
 * A link that works is `pending` until somebody has paid through it. Nobody has published what the status at
 * the top says of a link that was merely made, so that "Success" there proves nothing.
 *
 * @param top the status at the top
 */
function linkOutcome(link: unknown, top: string): Outcome {
  const status = linkStatus(link, top);
  const money = moneyBy(status);
  if (money === 'taken back') return 'failed';
  if (money === 'in doubt') return 'pending';
  if (isPaid(status) || hasText(link, 'transaction_reference')) return 'succeeded';
  return isUndone(status) ? 'failed' : 'pending';
}

/** "Reversed" and the like are what a reversal wants to be. Nobody has published whether they are ever said. */
function reversalOutcome(bulk: unknown, attributes: unknown): Outcome {
  const isTakenBack = (thing: unknown) => moneyBy(field(thing, 'status')) === 'taken back';
  if (isTakenBack(attributes)) return 'succeeded';
  // Of its bulk payment they may mean either: called failed, it would be refunded again.
  if (entries(bulk).some(isTakenBack)) return 'pending';
  const moves = movesIn(bulk);
  return moneyOutcome(moves, attributes, together(outcomesOf(moves)));
}

/**
 * The moves of money decide, once they are all there; the status at the top only where there are none,
 * or they are open.
 *
 * @param settled what the moves say, if they are all there; else `pending`
 */
function moneyOutcome(moves: Move[], attributes: unknown, settled: Outcome): Outcome {
  if (settled !== 'pending') return settled;
  const status = statusOf(attributes);
  const hasErrors = errorTexts(field(attributes, 'errors')).length > 0;
  const outcomes = outcomesOf(moves);
  const soFar = outcomes.includes('succeeded') ? 'partial' : 'failed';
  // What may have moved all the same is called failed by nobody: it would be paid again.
  if (isUndone(status)) return moves.some(({ isInDoubt }) => isInDoubt) ? 'pending' : soFar;
  if (moves.length > 0) {
    // The rest of the money was refused: the errors say so, and no move of it will follow.
    const isRestRefused = !outcomes.includes('pending') && status === 'processed' && hasErrors;
    return isRestRefused ? soFar : 'pending';
  }
  if (status !== 'processed') return settledBy(status);
  return hasErrors ? 'failed' : 'pending';
}

/**
 * What the moves of money say of the request: by its recipients, where every move names one of them; else by the
 * amounts.
 *
 * @returns `pending` as well where they don't account for all the money
 */
function settledByMoves(moves: Move[], attributes: unknown, asked?: IDataObject): Outcome {
  const recipients = recipientsAsked(attributes, asked);
  const amount = amountIn(attributes) ?? amountIn(asked);
  const amounts = recipients.length > 0 ? recipients.map(amountIn) : [amount];
  if (!areWhole(moves, amounts, statusOf(attributes))) return 'pending';
  const byRecipients = outcomeByRecipients(recipients, moves);
  if (byRecipients !== undefined) return byRecipients;
  return haveArrived(moves, amounts) ? 'succeeded' : together(outcomesOf(moves));
}

/**
 * Whether moves of money account for all that was asked for: then they can be final while the status at
 * the top is not. Whether the API lists them one by one as they happen is unpublished, so that fewer
 * than were asked for don't decide. Where it doesn't say how much was asked for, the status at the top
 * has to say that no more will come.
 */
function areWhole(moves: Move[], asked: unknown[], status: string): boolean {
  const open = sumInCents(asked) - sumInCents(moves.map(({ said }) => said.amount));
  const isOver = status === 'processed' || settledBy(status) === 'succeeded';
  return Number.isNaN(open) ? isOver : open <= 0;
}

/** @returns who is to get money, and how much: as the answer has it, else as it was asked for */
export function recipientsAsked(attributes: unknown, asked?: IDataObject): IDataObject[] {
  const named = flatList(field(attributes, 'destinations'));
  return named.length > 0 ? named : flatList(field(asked, 'recipients'));
}

function flatList(things: unknown): IDataObject[] {
  return entries(things).filter(isObject).map(flatAmounts);
}

function amountIn(thing: unknown): unknown {
  const amount = field(thing, 'amount');
  return isObject(amount) ? amount.value : amount;
}

/**
 * Whether all that was asked for has arrived, whatever failed before it did: what is tried again is listed as
 * another move. With several recipients that is certain only where no two get the same amount: else one of
 * them may have been paid twice, and another one not at all.
 */
function haveArrived(moves: Move[], asked: unknown[]): boolean {
  const arrived = arrivedIn(moves).map(({ amount }) => amount);
  // Also where nobody says an amount: that is no number.
  if (arrived.length === 0 || sumInCents(arrived) !== sumInCents(asked)) return false;
  if (asked.length === 1) return true;
  const inCents = (amounts: unknown[]) => amounts.map((amount) => sumInCents([amount])).sort();
  return (
    new Set(inCents(asked)).size === asked.length &&
    inCents(arrived).join() === inCents(asked).join()
  );
}
