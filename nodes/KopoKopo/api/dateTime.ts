import { DateTime } from 'luxon';

export type DateTimeReading = { iso: string } | { refusal: string };

/**
 * Reads a point in time.
 *
 * @param entered any ISO 8601 form, what n8n's date picker gives, or a luxon DateTime from an expression
 * @param timezone the workflow's, used where the text has no offset of its own, e.g. `Africa/Nairobi`
 * @param isEnd whether it ends something: then a second that has begun counts, as in "until 23:59:59.999"
 * @returns as {@link apiTime} (`2021-04-12T08:50:22+03:00`), or what is wrong with it (the second half of a
 *   sentence)
 */
export function dateTimeFrom(entered: unknown, timezone: string, isEnd = false): DateTimeReading {
  const time = readTime(entered, timezone);
  if (!time?.isValid) {
    return {
      refusal: `is not a date and time: "${String(entered)}". Use ISO 8601, e.g. 2026-04-12T08:50:22+03:00, or n8n's date picker`,
    };
  }
  const second = time.startOf('second');
  const whole = isEnd && time > second ? second.plus({ seconds: 1 }) : second;
  return { iso: apiTime(whole) };
}

/**
 * @returns a moment as the API takes it: ISO 8601 with an offset in numbers and without milliseconds
 * Source: API documentation, "Polling", `from_time`.
 */
export function apiTime(time: DateTime): string {
  const iso = time.startOf('second').toISO({ suppressMilliseconds: true });
  return (iso ?? '').replace(/Z$/, '+00:00');
}

/**
 * A whole date, perhaps with a time: of "08:50", "2026" or "2026-W10" a day would have to be made up.
 * As in ISO 8601, with or without dashes: year, month, day; year, week, weekday; year, day of the year.
 */
const WHOLE_DATE = /^\d{4}(-?\d{2}-?\d{2}|-?W\d{2}-?\d|-?\d{3})(?=[T\s]|$)/i;

function readTime(entered: unknown, timezone: string): DateTime | undefined {
  if (DateTime.isDateTime(entered)) return entered;
  if (entered instanceof Date) return DateTime.fromJSDate(entered, { zone: timezone });
  if (typeof entered !== 'string') return undefined;
  const text = entered.trim();
  if (!WHOLE_DATE.test(text)) return undefined;
  const iso = DateTime.fromISO(text, { zone: timezone, setZone: true });
  // n8n's date picker stores "2026-04-12 08:50:22" in some versions.
  return iso.isValid ? iso : DateTime.fromSQL(text, { zone: timezone, setZone: true });
}
