import { randomInt } from 'n8n-workflow';

/** So often the same is sent in all. */
const MOST_TRIES = 5;
const FIRST_PAUSE_MS = 1_000;
/** A longer `Retry-After` is left to the user: an execution shouldn't hang for it. */
const LONGEST_PAUSE_MS = 60_000;

/** A gateway between n8n and the API says these when it has given up waiting: the API may have got the request. */
export const TIMEOUT_STATUSES = [408, 499];

/** How a try has ended. */
interface Ended {
  /** The HTTP status; undefined where there was no answer. */
  status?: number;
  /** Milliseconds for which the API asks to be left alone. */
  retryAfter?: number;
  /** Whether the next try would end the same way. */
  lasts?: boolean;
}

/**
 * How long to wait before the same is sent again, longer with each try. Whether it may be sent again at all,
 * since nothing can come of it twice, is for those to know who send it.
 *
 * @param tries how many there were
 * @returns milliseconds; undefined when it is to be given up
 */
export function pauseBeforeNext(ended: Ended, tries: number): number | undefined {
  if (tries >= MOST_TRIES || !isPassing(ended)) return undefined;
  const growing = FIRST_PAUSE_MS * 2 ** (tries - 1);
  const wait = Math.max(ended.retryAfter ?? 0, Math.round(growing / 2 + randomInt(growing)));
  return wait <= LONGEST_PAUSE_MS ? wait : undefined;
}

/** What is asked for is always JSON: a 2xx that isn't is a proxy's, or was cut off. */
function isPassing({ status, lasts = false }: Ended): boolean {
  if (status === undefined) return !lasts;
  return status >= 500 || status < 300 || status === 429 || TIMEOUT_STATUSES.includes(status);
}
