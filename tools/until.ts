/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until something holds.
 *
 * @param what is said when it never does, e.g. `two subscriptions`
 * @param timeoutMs milliseconds; long enough for a busy computer unless told
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 240_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${Math.round(timeoutMs / 1_000)} s in vain for: ${what}`);
    }
    await delay(100);
  }
}
