import { now } from '../../flow/clock';
import { PerNode, type OfNode } from '../../process/perNode';
import { hourOf } from '../payments/transactionIdentity';

/** Enough to see that two names mean the same payment, and few enough for n8n's database to keep. */
const MOST_PER_HOUR = 5;

const taken = new PerNode<{ hour: number; count: number }>();

/** @returns whether an event is one of the few of each hour whose payer and amount are remembered */
export function isOfFewPerHour(context: OfNode): boolean {
  const hour = hourOf(now());
  const last = taken.get(context);
  const count = last?.hour === hour ? last.count + 1 : 1;
  taken.set(context, { hour, count });
  return count <= MOST_PER_HOUR;
}
