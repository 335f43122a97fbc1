/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setMaxListeners } from 'node:events';
import { currentClock } from './clock';

/** The work that is still to happen (results due, deliveries under way), and what it waits for. */
export class Outstanding {
  private readonly work = new Set<Promise<unknown>>();
  private readonly aborter = new AbortController();

  constructor() {
    // Every delivery and every sleep listens to it; Node.js takes more than ten for a mistake.
    setMaxListeners(Infinity, this.aborter.signal);
  }

  /** Aborted when the sandbox stops. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Resolves after `ms`, or at once when the sandbox stops; check `signal.aborted` after it. */
  async sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.signal.aborted) return;
    await currentClock().sleep(ms, this.signal);
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
  }
}
