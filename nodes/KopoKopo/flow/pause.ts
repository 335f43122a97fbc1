import { sleep } from 'n8n-workflow';

import type { Stop } from './stop';

/**
 * Waits, and stops waiting at once when the execution is stopped.
 *
 * @param milliseconds how long
 */
export async function pause(milliseconds: number, stop?: Stop): Promise<void> {
  if (!stop) await sleep(milliseconds);
  else if (!stop.stopped) await stop.unlessStopped(sleep(milliseconds));
}

/**
 * Waits without keeping anything alive for it: for what mostly ends before, or needn't happen when n8n
 * is stopped.
 *
 * @param milliseconds how long
 */
export async function unhurried(milliseconds: number): Promise<void> {
  const time = AbortSignal.timeout(Math.max(0, Math.ceil(milliseconds)));
  await new Promise((resolve) => time.addEventListener('abort', resolve, { once: true }));
}

/**
 * Keeps requests at most `perSecond` apart, in the order in which they ask.
 *
 * @param perSecond requests a second; undefined for no limit
 * @returns a function to await before each request
 */
export function pacer(perSecond: number | undefined, stop?: Stop): () => Promise<void> {
  let next = 0;
  return async () => {
    if (perSecond === undefined) return;
    const now = Date.now();
    const mine = Math.max(now, next);
    next = mine + 1000 / perSecond;
    if (mine > now) await pause(mine - now, stop);
  };
}
