import type { IDataObject } from 'n8n-workflow';

import { errorTexts } from './errorBody';
import { flatAmounts } from './flatFields';
import { entries, field, isObject, textOf } from './json';
import { isUndone, moneyBy } from './transactionStatus';

/** What became of a request. `partial`: some of the money moved and some didn't. */
export type Outcome = 'succeeded' | 'failed' | 'pending' | 'partial';

/** A move of money: a disbursement, or a batch that lists none. */
export interface Move {
  /** What the answer says of it, amounts as numbers. */
  said: IDataObject;
  outcome: Outcome;
  /** Whether nobody can tell that its money has stayed where it was, nor that it has arrived. */
  isInDoubt: boolean;
}

/**
 * Statuses of requests and of moves of money that say that all went well. What says that it didn't: {@link isUndone};
 * any other one is `pending`. Those of a transaction: {@link moneyBy}.
 */
const SUCCEEDED = new Set(['success', 'transferred', 'approved', 'active', 'paid', 'complete']);
/** Of a move of money that has not begun; with any other status that is not final it may have. */
const NOT_BEGUN = new Set(['', 'pending', 'scheduled']);
/** Of a move that did not happen, when errors are named with it. */
const NOT_MOVED = new Set(['processed', 'pending', 'scheduled']);

/**
 * The moves of money of some batches. What became of each is decided here, for the request and for its recipients
 * alike: said to have failed of one and to be open of the other, it would be paid again.
 *
 * @param batches as the answer has them: a list, or the only one
 * @returns the disbursements of all of them. All those of a batch are `pending` that says that its money moved or is
 *   on its way, while none of them says that it did
 */
export function movesIn(batches: unknown): Move[] {
  return entries(batches).flatMap((batch) => {
    const disbursements = disbursementsOf(batch);
    const moves = (disbursements.length > 0 ? disbursements : [batch]).map(moveOf);
    const status = statusOf(batch);
    const isSaidToMove = status === 'sent' || settledBy(status) === 'succeeded';
    if (!isSaidToMove || outcomesOf(moves).includes('succeeded')) return moves;
    return moves.map(({ said }): Move => ({ said, outcome: 'pending', isInDoubt: true }));
  });
}

/** @returns the texts of what went wrong, with the batches themselves and with their disbursements */
export function errorsOfMoves(batches: unknown): string[] {
  const holders = entries(batches).flatMap((batch) => [batch, ...disbursementsOf(batch)]);
  return holders.flatMap((holder) => errorTexts(field(holder, 'errors')));
}

function disbursementsOf(batch: unknown): unknown[] {
  return entries(field(batch, 'disbursements'));
}

function moveOf(move: unknown): Move {
  const outcome = outcomeOfMove(move);
  const hasBegun = !NOT_BEGUN.has(statusOf(move)) || hasText(move, 'transaction_reference');
  return {
    said: isObject(move) ? flatAmounts(move) : {},
    outcome,
    isInDoubt: outcome === 'pending' && hasBegun,
  };
}

/** Pending where status and errors contradict each other, or the status says nothing: called failed, it would be paid again. */
function outcomeOfMove(move: unknown): Outcome {
  const status = statusOf(move);
  const outcome = settledBy(status);
  if (outcome === 'failed' || errorTexts(field(move, 'errors')).length === 0) return outcome;
  return NOT_MOVED.has(status) && !hasText(move, 'transaction_reference') ? 'failed' : 'pending';
}

/** @returns what became of each */
export function outcomesOf(things: Array<{ outcome: Outcome }>): Outcome[] {
  return things.map(({ outcome }) => outcome);
}

/**
 * What has arrived for good, once nothing is open any more: what failed beside it was tried again.
 *
 * @returns none where some of it may have been taken back
 */
export function arrivedIn(moves: Move[]): IDataObject[] {
  if (outcomesOf(moves).includes('pending')) return [];
  const having = (wanted: Outcome) =>
    moves.filter(({ outcome }) => outcome === wanted).map(({ said }) => said);
  const [arrived, failed] = [having('succeeded'), having('failed')];
  const references = arrived.map(referenceIn).filter((reference) => reference !== '');
  const isBack = (move: IDataObject) =>
    moneyBy(move.status) === 'taken back' || references.includes(referenceIn(move));
  return failed.some(isBack) ? [] : arrived;
}

function referenceIn(move: IDataObject): string {
  return textOf(move.transaction_reference);
}

/** One outcome for several, `pending` for none: what is still open decides first, then whether they agree. */
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

/** @returns what a status says by itself, in small letters */
export function settledBy(status: string): Outcome {
  if (isUndone(status)) return 'failed';
  return SUCCEEDED.has(status) ? 'succeeded' : 'pending';
}

/** @returns the status of a request or of a move, in small letters */
export function statusOf(thing: unknown): string {
  return textOf(field(thing, 'status')).toLowerCase();
}

/** @returns whether it has a field that says something */
export function hasText(thing: unknown, name: string): boolean {
  return textOf(field(thing, name)) !== '';
}
