import type { Stop } from './stop';

/**
 * Runs a task for each of `count` indexes, at most `limit` at a time, starting them in order.
 *
 * @param count how many
 * @param limit how many at a time, at least 1
 * @param stop once stopped, nothing further is started; what is under way is still awaited
 * @param task gets the index; must not throw
 */
export async function concurrently(
  count: number,
  limit: number,
  stop: Stop,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (!stop.stopped && next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
}
