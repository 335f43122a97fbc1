/**
 * Says that nothing further may be sent and no result be waited for. Unlike an AbortSignal it takes
 * thousands of waiting items without Node.js warning of a leak.
 */
export class Stop {
  private isStopped = false;
  private readonly waiting = new Set<() => void>();

  get stopped(): boolean {
    return this.isStopped;
  }

  /** Stops all that waits, now and later. */
  now(): void {
    this.isStopped = true;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  /**
   * Waits for something, and stops waiting at once when it is stopped.
   *
   * @param promise what to wait for
   * @returns what it gives, undefined when it was stopped before
   */
  async unlessStopped<T>(promise: Promise<T>): Promise<T | undefined> {
    if (this.isStopped) return undefined;
    let wake = () => {};
    const stopped = new Promise<undefined>((resolve) => {
      wake = () => resolve(undefined);
      this.waiting.add(wake);
    });
    try {
      return await Promise.race([promise, stopped]);
    } finally {
      this.waiting.delete(wake);
    }
  }
}
