/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** What the sandbox waits by. */
export interface Clock {
  /** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * Hears of each request whose answer is held back on purpose: nothing happens until time passes.
   *
   * @param port of the client that is kept waiting
   * @returns to be called when it waits no longer
   */
  keepsWaiting(port: number | undefined): () => void;
}

const realTime: Clock = {
  sleep: async (ms, signal) => {
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  },
  keepsWaiting: () => () => {},
};

let clock = realTime;

/** Replaces the clock of all sandboxes in this process: tests set the time themselves. */
export function goBy(other: Clock): void {
  clock = other;
}

/** The clock that all sandboxes in this process go by. */
export function currentClock(): Clock {
  return clock;
}
