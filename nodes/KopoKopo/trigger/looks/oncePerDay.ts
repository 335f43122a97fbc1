import type { Logger } from 'n8n-workflow';

import { now } from '../../flow/clock';
import { DAY_MS } from '../../flow/durations';
import { PerNode, type OfNode } from '../../process/perNode';

/** When each sentence was said. */
const said = new PerNode<Map<string, number>>();

/**
 * Says something in n8n's log, at most once a day for each trigger: a look comes every few minutes.
 *
 * @param about what it is about, where the sentence has a number in it that changes
 * @returns whether it was said
 */
export function sayOncePerDay(
  context: OfNode & { logger: Logger },
  sentence: string,
  about = sentence,
): boolean {
  const before = said.getOrMake(context, () => new Map());
  for (const [old, at] of before) if (now() - at >= DAY_MS) before.delete(old);
  if (before.has(about)) return false;
  before.set(about, now());
  context.logger.error(`Kopo Kopo: the trigger "${context.getNode().name}": ${sentence}`);
  return true;
}
