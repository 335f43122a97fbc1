import { textOf } from './json';

/** How an endpoint wants a phone number: `+254712345678` or `254712345678`. */
export type PhoneFormat = 'withPlus' | 'withoutPlus';

/** As people write a phone number, and a spreadsheet thousands: all of its digits are there. */
export const PHONE_IN_THREES = /^\d{3}(?:[.\u00a0\u2009\u202f]\d{3}){2,3}$/;

/**
 * Reads a Kenyan mobile number in any of the usual forms.
 *
 * @param entered `07…`, `01…`, `7…`, `1…`, `+254…`, `254…`, `00254…`, with spaces, dashes, dots or brackets,
 *   also as it is in a link (`tel:`); without marks that nobody sees
 * @param format what the endpoint wants
 * @returns the number, or undefined when it isn't a Kenyan mobile number: nine digits, which start with 7
 *   or 1 unless the country's code is in front: then the API decides, whose own samples have
 *   `+254999999999`
 * Source: `+2547…` in the API documentation; `2541…` and `254…` without plus seen in production.
 */
export function kenyanPhoneNumber(entered: string, format: PhoneFormat): string | undefined {
  const digits = entered
    .replace(/^tel:/i, '')
    .replace(/[\s().\-\u2010-\u2015\u00a0]/g, '')
    .replace(/^\+/, '');
  const international = /^(?:00)?254([1-9]\d{8})$/.exec(digits);
  const local = /^(?:(?:00)?2540|0)?([71]\d{8})$/.exec(digits);
  const [, number] = international ?? local ?? [];
  if (number === undefined) return undefined;
  return `${format === 'withPlus' ? '+' : ''}254${number}`;
}

/**
 * What a phone number has in common with other spellings of it, with or without the country's code.
 *
 * @param told what the API or a user calls a phone number
 * @returns its last nine digits; '' for a hidden one, which identifies nobody
 */
export function comparablePhone(told: unknown): string {
  const digits = textOf(told).replace(/[\s().+-]/g, '');
  return /^\d{9,}$/.test(digits) ? digits.slice(-9) : '';
}
