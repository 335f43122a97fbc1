const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60 * 1000;

/**
 * A moment as the API writes it: ISO 8601 in East Africa Time, to the second
 * ("2020-10-22T10:43:20+03:00"). Source: the webhook samples.
 */
export function toSecond(date: Date): string {
  return `${shifted(date).slice(0, 19)}+03:00`;
}

/** The same with milliseconds ("2020-10-19T09:24:48.622+03:00"), as in `initiation_time`. */
export function toMillisecond(date: Date): string {
  return `${shifted(date).slice(0, 23)}+03:00`;
}

function shifted(date: Date): string {
  return new Date(date.getTime() + EAST_AFRICA_OFFSET_MS).toISOString();
}
