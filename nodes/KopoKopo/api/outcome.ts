import { sumInCents } from './amount';
import { errorTexts } from './errorBody';
import { entries, field, single, textOf } from './json';
import { isPaid, linkStatus } from './paymentLink';
import { kindOfResult } from './result';
import { isUndone, moneyBy } from './transactionStatus';

/** What became of a request. `partial`: some of the money moved and some didn't. */
export type Outcome = 'succeeded' | 'failed' | 'pending' | 'partial';

/**
 * Statuses of requests and of moves of money that say that all went well. What says that it didn't: {@link isUndone};
 * any other one is `pending`. Those of a transaction: {@link moneyBy}.
 */
const SUCCEEDED = new Set(['success', 'transferred', 'approved', 'active', 'paid', 'complete']);
/** Of a subscription that sends nothing any more. */
const SWITCHED_OFF = new Set(['inactive', 'disabled', 'deleted', 'suspended']);
/** Of a move of money that has not begun; with any other status that is not final it may have. */
const NOT_BEGUN = new Set(['', 'pending', 'scheduled']);
/** Of a move that did not happen, when errors are named with it. */
const NOT_MOVED = new Set(['processed', 'pending', 'scheduled']);

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
 * @returns the outcome; `pending` for anything unknown, also for an answer that doesn't say its type
 * Source: API documentation, the results of each section, and statuses seen in production.
 */
export function outcomeOf(type: string, attributes: unknown): Outcome {
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
      return reversalOutcome(entries(field(attributes, 'reversal_bulk_payment')), attributes);
    default: {
      const batches = entries(field(attributes, 'transfer_batches'));
      const moves = batches.flatMap(movesIn);
      const asked = amountsAsked(attributes);
      if (!batches.some(isInDoubt) && haveArrived(moves, asked)) return 'succeeded';
      return moneyOutcome(batches, attributes, areWhole(moves, asked, status));
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
function reversalOutcome(bulk: unknown[], attributes: unknown): Outcome {
  const isTakenBack = (thing: unknown) => moneyBy(field(thing, 'status')) === 'taken back';
  if (isTakenBack(attributes)) return 'succeeded';
  // Of its bulk payment they may mean either: called failed, it would be refunded again.
  return bulk.some(isTakenBack) ? 'pending' : moneyOutcome(bulk, attributes, true);
}

/**
 * The moves of money decide, once they are all there; the status at the top only where there are none,
 * or they are open.
 *
 * @param areAll whether the batches account for all the money
 */
function moneyOutcome(batches: unknown[], attributes: unknown, areAll: boolean): Outcome {
  const moved = batches.length > 0 ? together(batches.flatMap(outcomesInBatch)) : 'pending';
  if (moved !== 'pending' && areAll) return moved;
  const status = statusOf(attributes);
  const hasErrors = errorTexts(field(attributes, 'errors')).length > 0;
  if (isUndone(status)) {
    // What may have moved all the same is called failed by nobody: it would be paid again.
    if (batches.some(isInDoubt) || batches.flatMap(movesIn).some(mayHaveMoved)) return 'pending';
    return someMoved(batches) ? 'partial' : 'failed';
  }
  if (batches.length > 0) {
    // The rest of the money was refused: the errors say so, and no move of it will follow.
    const isRestRefused = moved !== 'pending' && status === 'processed' && hasErrors;
    if (!isRestRefused) return 'pending';
    return someMoved(batches) ? 'partial' : 'failed';
  }
  if (status !== 'processed') return settledBy(status);
  return hasErrors ? 'failed' : 'pending';
}

/**
 * Whether moves of money account for all that was asked for: then they can be final while the status at
 * the top is not. Whether the API lists them one by one as they happen is unpublished, so that fewer
 * than were asked for don't decide. Where it doesn't say how much was asked for, the status at the top
 * has to say that no more will come.
 */
function areWhole(moves: unknown[], asked: unknown[], status: string): boolean {
  const open = sumInCents(asked) - sumInCents(moves.map(amountOf));
  return Number.isNaN(open) ? status === 'processed' || SUCCEEDED.has(status) : open <= 0;
}

/** How much was asked for, for each recipient. */
function amountsAsked(attributes: unknown): unknown[] {
  const destinations = entries(field(attributes, 'destinations'));
  const amount = field(attributes, 'amount');
  return destinations.length > 0 ? destinations.map(amountOf) : [field(amount, 'value') ?? amount];
}

/**
 * Whether all that was asked for has arrived, whatever failed before it did: what is tried again is listed as
 * another move. With several recipients that is certain only where no two get the same amount: else one of
 * them may have been paid twice, and another one not at all.
 */
function haveArrived(moves: unknown[], asked: unknown[]): boolean {
  const outcomes = moves.map(outcomeOfMove);
  const arrived = moves.filter((_, index) => outcomes[index] === 'succeeded').map(amountOf);
  if (arrived.length === 0 || outcomes.includes('pending')) return false;
  if (asked.length === 1) return sumInCents(arrived) === sumInCents(asked);
  const inCents = (amounts: unknown[]) => amounts.map((amount) => sumInCents([amount])).sort();
  return (
    new Set(inCents(asked)).size === asked.length &&
    inCents(arrived).join() === inCents(asked).join()
  );
}

function amountOf(thing: unknown): unknown {
  return field(thing, 'amount');
}

function someMoved(batches: unknown[]): boolean {
  return batches.flatMap(outcomesInBatch).includes('succeeded');
}

function settledBy(status: string): Outcome {
  if (isUndone(status)) return 'failed';
  return SUCCEEDED.has(status) ? 'succeeded' : 'pending';
}

/** The outcome of each disbursement; of the batch itself where it lists none, or they contradict it. */
function outcomesInBatch(batch: unknown): Outcome[] {
  return isInDoubt(batch) ? ['pending'] : movesIn(batch).map(outcomeOfMove);
}

/** Whether a batch says that its money moved or is on its way, and no disbursement says that it did. */
function isInDoubt(batch: unknown): boolean {
  const status = statusOf(batch);
  const isSaidToMove = status === 'sent' || settledBy(status) === 'succeeded';
  return isSaidToMove && !movesIn(batch).map(outcomeOfMove).includes('succeeded');
}

/**
 * The moves of money of a batch.
 *
 * @returns its disbursements; the batch itself where it lists none
 */
export function movesIn(batch: unknown): unknown[] {
  const disbursements = entries(field(batch, 'disbursements'));
  return disbursements.length > 0 ? disbursements : [batch];
}

/**
 * Whether one move of money (a disbursement, or a batch without any) happened.
 *
 * @param move an object with `status` and perhaps `errors`
 * @returns `pending` where the two contradict each other, or errors come with a status that says nothing: called
 *   failed, it would be paid again
 */
export function outcomeOfMove(move: unknown): Outcome {
  const status = statusOf(move);
  const outcome = settledBy(status);
  if (outcome === 'failed' || errorTexts(field(move, 'errors')).length === 0) return outcome;
  return NOT_MOVED.has(status) && !hasText(move, 'transaction_reference') ? 'failed' : 'pending';
}

/** Whether nobody can tell that the money of a move has stayed where it was, nor that it has arrived. */
function mayHaveMoved(move: unknown): boolean {
  if (outcomeOfMove(move) !== 'pending') return false;
  return !NOT_BEGUN.has(statusOf(move)) || hasText(move, 'transaction_reference');
}

/** One outcome for several, at least one: what is still open decides first, then whether they agree. */
export function together(outcomes: Outcome[]): Outcome {
  if (outcomes.includes('pending')) return 'pending';
  const first = outcomes[0] ?? 'pending';
  return outcomes.every((outcome) => outcome === first) ? first : 'partial';
}

/**
 * Why something failed, in one line.
 *
 * @param errors what is said to have gone wrong with it
 * @returns null where it has not failed, or nobody says why
 */
export function reasonOf(outcome: Outcome, errors: string[]): string | null {
  const isFailure = outcome === 'failed' || outcome === 'partial';
  return isFailure && errors.length > 0 ? errors.join('; ') : null;
}

function statusOf(thing: unknown, name = 'status'): string {
  return textOf(field(thing, name)).toLowerCase();
}

function hasText(thing: unknown, name: string): boolean {
  return textOf(field(thing, name)) !== '';
}
