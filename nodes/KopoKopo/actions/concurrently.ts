/**
 * Runs a task for each of `count` indexes, at most `limit` at a time, starting them in order.
 *
 * @param count how many
 * @param limit how many at a time, at least 1
 * @param task gets the index; must not throw. Answering `stop` starts nothing further; what is under
 *   way is still awaited
 */
export async function concurrently(
  count: number,
  limit: number,
  task: (index: number) => Promise<'continue' | 'stop'>,
): Promise<void> {
  let next = 0;
  let stopped = false;
  const worker = async () => {
    while (!stopped && next < count) {
      if ((await task(next++)) === 'stop') stopped = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
}
