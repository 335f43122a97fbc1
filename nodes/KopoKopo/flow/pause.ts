import { now, rest } from './clock';
import type { Stop } from './stop';

/**
 * Waits, and stops waiting at once when the execution is stopped.
 *
 * @param milliseconds how long
 */
export async function pause(milliseconds: number, stop?: Stop): Promise<void> {
  if (!stop) await rest(milliseconds);
  else if (!stop.stopped) await stop.unlessStopped(rest(milliseconds));
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
    const asked = now();
    const mine = Math.max(asked, next);
    next = mine + 1000 / perSecond;
    if (mine > asked) await pause(mine - asked, stop);
  };
}
