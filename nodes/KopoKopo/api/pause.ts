import { sleep } from 'n8n-workflow';

/**
 * Waits, and stops waiting at once when the execution is cancelled.
 *
 * @param milliseconds how long
 * @param cancelled the execution's cancel signal
 */
export async function pause(milliseconds: number, cancelled?: AbortSignal): Promise<void> {
  if (cancelled?.aborted) return;
  if (!cancelled) return await sleep(milliseconds);
  let onAbort = () => {};
  const abort = new Promise<void>((resolve) => {
    onAbort = resolve;
    cancelled.addEventListener('abort', onAbort, { once: true });
  });
  await Promise.race([sleep(milliseconds), abort]);
  cancelled.removeEventListener('abort', onAbort);
}

/**
 * Keeps requests at most `perSecond` apart, in the order in which they ask.
 *
 * @param perSecond requests a second; undefined for no limit
 * @returns a function to await before each request
 */
export function pacer(perSecond: number | undefined, cancelled?: AbortSignal): () => Promise<void> {
  let next = 0;
  return async () => {
    if (perSecond === undefined) return;
    const now = Date.now();
    const mine = Math.max(now, next);
    next = mine + 1000 / perSecond;
    if (mine > now) await pause(mine - now, cancelled);
  };
}
