/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { setMaxListeners } from 'node:events';

/** The work that is still to happen (results due, deliveries under way) and its timers. */
export class Outstanding {
  private readonly work = new Set<Promise<unknown>>();
  private readonly sleepers = new Map<NodeJS.Timeout, () => void>();
  private readonly aborter = new AbortController();

  constructor() {
    // Every delivery under way listens to it; Node.js takes more than ten for a mistake.
    setMaxListeners(Infinity, this.aborter.signal);
  }

  /** Aborted when the sandbox stops. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Resolves after `ms`, or at once when the sandbox stops; check `signal.aborted` after it. */
  async sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.sleepers.delete(timer);
        resolve();
      }, ms);
      this.sleepers.set(timer, resolve);
    });
  }

  /** Counts a promise as work until it settles. */
  track<T>(promise: Promise<T>): Promise<T> {
    this.work.add(promise);
    const forget = () => void this.work.delete(promise);
    promise.then(forget, forget);
    return promise;
  }

  /** Resolves when no work is left, also none that other work has begun meanwhile. */
  async idle(): Promise<void> {
    while (this.work.size > 0) await Promise.allSettled([...this.work]);
  }

  /** Ends every sleep and aborts every delivery. */
  stop(): void {
    this.aborter.abort();
    for (const [timer, wake] of this.sleepers) {
      clearTimeout(timer);
      wake();
    }
    this.sleepers.clear();
  }
}
