/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a busy computer. */
const TIMEOUT_MS = 240_000;

/**
 * Asks until something holds.
 *
 * @param what is said when it never does, e.g. `two subscriptions`
 */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${Math.round(TIMEOUT_MS / 1_000)} s in vain for: ${what}`);
    }
    await delay(100);
  }
}
