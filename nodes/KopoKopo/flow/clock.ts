import { sleep } from 'n8n-workflow';

/**
 * The time that the package goes by. Whatever waits, or decides by the time, asks here and nowhere else:
 * tests put a clock of their own in the place of this file, and no test has to wait.
 */

/** @returns milliseconds since 1970 */
export function now(): number {
  return Date.now();
}

/** @returns milliseconds since some moment; setting the computer's clock doesn't change them */
export function elapsed(): number {
  return performance.now();
}

/** @param milliseconds how long to wait */
export async function rest(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
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
