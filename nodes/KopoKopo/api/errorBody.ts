import { plainName } from './json';
import { withoutSignature } from './resumeUrl';

const LONGEST_TEXT = 300;

/** The fields that say what is wrong, the best first, as {@link plainName} writes them. */
const SAYING = ['errormessage', 'errordescription', 'errors', 'message', 'error', 'description'];

/**
 * What the API says in an error body, whatever its shape: `{error_code, error_message}` with a string
 * or a list, `{errors: [...]}`, `{error, error_description}`, `{message}`, text, HTML or nothing.
 *
 * @param body the parsed JSON, or the text as it came
 * @returns the API's own words on one line, at most 300 characters; '' when it says nothing readable
 * Source: API documentation, "Errors", and bodies seen in production.
 */
export function errorText(body: unknown): string {
  if (typeof body === 'string') return textOfString(body);
  if (Array.isArray(body)) return joined(body);
  if (typeof body !== 'object' || body === null) return '';
  const fields = new Map<string, unknown>(
    Object.entries(body).map(([name, value]) => [plainName(name), value]),
  );
  for (const name of SAYING) {
    const text = errorTexts(fields.get(name)).join('; ');
    if (text !== '') return shortened(text);
  }
  return '';
}

/**
 * Errors in results come as a string, a list, an object of lists or null.
 *
 * @param errors the value of an `errors` field
 * @returns always a list of strings, empty where there is none
 */
export function errorTexts(errors: unknown): string[] {
  if (errors === null || errors === undefined || errors === false) return [];
  if (typeof errors === 'string') return [errors.trim()].filter((text) => text !== '');
  if (Array.isArray(errors)) return errors.flatMap(errorTexts);
  if (typeof errors === 'object') {
    return Object.entries(errors).flatMap(([field, value]) => {
      if (/^(error)?code$/.test(plainName(field))) return [];
      const texts = errorTexts(value);
      // Rails calls what is wrong with the whole `base`.
      const saysNoField = plainName(field) === 'base' || SAYING.includes(plainName(field));
      return saysNoField ? texts : texts.map((text) => `${field} ${text}`);
    });
  }
  return [String(errors)];
}

function joined(list: unknown[]): string {
  return shortened(errorTexts(list).join('; '));
}

function textOfString(body: string): string {
  const isHtml = /^\s*(<!doctype|<html|<\?xml|<head|<body)/i.test(body);
  if (!isHtml) return shortened(body);
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(body)?.[1] ?? '';
  return shortened(title);
}

function shortened(text: string): string {
  const line = withoutSignature(text).replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT - 1)}…` : line;
}
