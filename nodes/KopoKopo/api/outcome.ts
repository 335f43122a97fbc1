import { errorTexts } from './errorBody';
import { field, isObject, list } from './json';

/** What became of a request. `partial`: some of the money moved and some didn't. */
export type Outcome = 'succeeded' | 'failed' | 'pending' | 'partial';

/** Statuses that settle the matter, in lower case; any other one is `pending`. */
const SUCCEEDED = new Set(['success', 'transferred', 'approved', 'active', 'paid', 'complete']);
const FAILED = new Set([
  'failed',
  'cancelled',
  'canceled',
  'rejected',
  'declined',
  'reversed',
  'expired',
]);

/**
 * What became of a request, worked out in this one place from the attributes of its JSON.
 *
 * - An incoming payment is paid when its status is Success and the transaction has a reference.
 * - A payment link is paid when the link says so; a link that can be paid is `pending`.
 * - A reversal is done when its bulk payment is.
 * - "Processed" on a payment or transfer does not say that money moved: its batches and their
 *   disbursements do. Where they don't say either, the answer is `pending`, never a guess.
 *
 * @param type the `type` of the JSON, e.g. `payment`
 * @param attributes its `attributes`
 * @returns the outcome; `pending` for anything unknown
 * Source: API documentation, the results of each section, and statuses seen in production.
 */
export function outcomeOf(type: string, attributes: unknown): Outcome {
  const status = statusOf(attributes);
  switch (type) {
    case 'incoming_payment':
      return status === 'success' && !isPaid(attributes) ? 'pending' : settledBy(status);
    case 'payment_link':
      return linkOutcome(field(attributes, 'payment_link'), status);
    // Both spellings of the type have been seen.
    case 'reversal':
    case 'reversals':
      return moneyOutcome(
        [field(attributes, 'reversal_bulk_payment')].filter(isObject),
        attributes,
      );
    default:
      return moneyOutcome(list(field(attributes, 'transfer_batches')), attributes);
  }
}

function isPaid(attributes: unknown): boolean {
  return hasText(field(field(attributes, 'event'), 'resource'), 'reference');
}

/** A link that works is `pending` until somebody has paid through it. */
function linkOutcome(link: unknown, status: string): Outcome {
  const ofLink = statusOf(link) || text(field(link, 'payment_link_status'));
  if (ofLink === 'active') return FAILED.has(status) ? 'failed' : 'pending';
  return settledBy(ofLink || status);
}

/** The moves of money decide; the status at the top only where there are none, or they are open. */
function moneyOutcome(batches: unknown[], attributes: unknown): Outcome {
  const moved = batches.length > 0 ? together(batches.flatMap(outcomesInBatch)) : 'pending';
  if (moved !== 'pending') return moved;
  const status = statusOf(attributes);
  if (FAILED.has(status)) return 'failed';
  if (batches.length > 0) return 'pending';
  if (status !== 'processed') return settledBy(status);
  return errorTexts(field(attributes, 'errors')).length > 0 ? 'failed' : 'pending';
}

function settledBy(status: string): Outcome {
  if (FAILED.has(status)) return 'failed';
  return SUCCEEDED.has(status) ? 'succeeded' : 'pending';
}

/** The outcome of each disbursement; of the batch itself where it lists none. */
function outcomesInBatch(batch: unknown): Outcome[] {
  const disbursements = list(field(batch, 'disbursements'));
  return disbursements.length > 0 ? disbursements.map(outcomeOfMove) : [outcomeOfMove(batch)];
}

/**
 * Whether one move of money (a disbursement, or a batch without any) happened.
 *
 * @param move an object with `status` and perhaps `errors`
 */
export function outcomeOfMove(move: unknown): Outcome {
  const status = statusOf(move);
  return errorTexts(field(move, 'errors')).length > 0 ? 'failed' : settledBy(status);
}

/** One outcome for several: what is still open decides first, then whether they agree. */
function together(outcomes: Outcome[]): Outcome {
  if (outcomes.includes('pending')) return 'pending';
  const first = outcomes[0] ?? 'pending';
  return outcomes.every((outcome) => outcome === first) ? first : 'partial';
}

function statusOf(thing: unknown): string {
  return text(field(thing, 'status'));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

function hasText(thing: unknown, name: string): boolean {
  const value = field(thing, name);
  return typeof value === 'string' ? value.trim() !== '' : typeof value === 'number';
}
