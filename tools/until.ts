/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a busy computer. */
const TIMEOUT_MS = 240_000;
/** Milliseconds between the first two questions. */
export const FIRST_PAUSE = 100;

/** @returns how long to wait before the next question: each of them is work for n8n, which may have enough */
export function longer(pause: number): number {
  return Math.min(pause * 1.03, 1_000);
}

/**
 * Asks until something holds.
 *
 * @param what is said when it never does, e.g. `two subscriptions`
 */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (let pause = FIRST_PAUSE; !(await holds()); pause = longer(pause)) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${Math.round(TIMEOUT_MS / 1_000)} s in vain for: ${what}`);
    }
    await delay(pause);
  }
}
