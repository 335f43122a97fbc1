import { DateTime } from 'luxon';

/** Kenya's time zone: a shop's day begins at midnight there, wherever n8n runs. */
export const KENYAN_TIME = 'Africa/Nairobi';

/** A time of day, with the zone behind it. */
const ZONE = /(:\d{2}(?:\.\d+)?)\s*(Z|GMT|UTC|[+-]\d{2}:?\d{2})$/i;

/** @returns a moment as a Kenyan shop reads it, e.g. `26 Nov 2026, 14:05:09 Kenyan time` */
export function kenyanTime(at: number): string {
  const time = DateTime.fromMillis(at, { zone: KENYAN_TIME, locale: 'en-GB' });
  return `${time.toFormat('d LLL yyyy, HH:mm:ss')} Kenyan time`;
}

/**
 * Reads a time that Kopo Kopo tells. One that doesn't say which zone it is in is Kenyan.
 *
 * @param told e.g. `2020-01-27T10:50:10.000+03:00`
 * @returns milliseconds since 1970; NaN where it is no time
 */
export function momentOf(told: unknown): number {
  if (typeof told !== 'string') return NaN;
  // Without the blank, which ISO 8601 doesn't know.
  const text = told.trim().replace(ZONE, (_, time: string, zone: string) => {
    return time + (/^(GMT|UTC)$/i.test(zone) ? 'Z' : zone);
  });
  const iso = DateTime.fromISO(text, { zone: KENYAN_TIME });
  return (iso.isValid ? iso : DateTime.fromSQL(text, { zone: KENYAN_TIME })).toMillis();
}
