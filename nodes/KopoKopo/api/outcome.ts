import { errorTexts } from './errorBody';
import { field, list } from './json';

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
  if (FAILED.has(status)) return 'failed';
  if (type === 'incoming_payment') {
    const paid =
      status === 'success' && hasText(field(field(attributes, 'event'), 'resource'), 'reference');
    return paid ? 'succeeded' : 'pending';
  }
  const batches = list(field(attributes, 'transfer_batches'));
  if (batches.length > 0) return together(batches.flatMap(outcomesInBatch));
  if (status === 'processed') {
    return errorTexts(field(attributes, 'errors')).length > 0 ? 'failed' : 'pending';
  }
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
  if (FAILED.has(status) || errorTexts(field(move, 'errors')).length > 0) return 'failed';
  return SUCCEEDED.has(status) ? 'succeeded' : 'pending';
}

/** One outcome for several: what is still open decides first, then whether they agree. */
function together(outcomes: Outcome[]): Outcome {
  if (outcomes.includes('pending')) return 'pending';
  const first = outcomes[0] ?? 'pending';
  return outcomes.every((outcome) => outcome === first) ? first : 'partial';
}

function statusOf(thing: unknown): string {
  const status = field(thing, 'status');
  return typeof status === 'string' ? status.trim().toLowerCase() : '';
}

function hasText(thing: unknown, name: string): boolean {
  const value = field(thing, name);
  return typeof value === 'string' ? value.trim() !== '' : typeof value === 'number';
}
