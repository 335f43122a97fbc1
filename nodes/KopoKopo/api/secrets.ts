import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { withTexts } from './json';

/** In the place of something that nobody is to read. */
export const MASK = '***';
/** What is shorter is no key of Kopo Kopo's, and may well be part of a word or an amount. */
const SHORTEST = 8;

/** The keys in a credential, as they are sent; '' where one isn't filled in. */
export function keysIn({ clientId, clientSecret, apiKey }: ICredentialDataDecryptedObject) {
  return {
    clientId: trimmed(clientId),
    clientSecret: trimmed(clientSecret),
    apiKey: trimmed(apiKey),
  };
}

/** @returns what of a credential may be said back by the API, and nobody is to read */
export function secretsIn(credential: ICredentialDataDecryptedObject): string[] {
  const { clientSecret, apiKey } = keysIn(credential);
  return [clientSecret, apiKey];
}

function trimmed(value: unknown): string {
  return String(value ?? '').trim();
}

/**
 * Takes out what must not be seen: an API, or a proxy on the way to it, may say back what it was sent.
 *
 * @param value a text or JSON
 * @param secrets as they were sent
 * @returns the same with *** in their places, also where they stand as in a form, a URL or JSON
 */
export function withoutSecrets<T>(value: T, secrets: string[]): T;
export function withoutSecrets(value: unknown, secrets: string[]): unknown {
  const forms = new Set(secrets.filter(({ length }) => length >= SHORTEST).flatMap(formsOf));
  // Of one that is the beginning of another one, nothing must be left.
  const hidden = [...forms].sort((one, other) => other.length - one.length);
  const isHidden = (text: string) =>
    text.length >= SHORTEST && hidden.some((form) => text.includes(form));
  const masked = (text: string) => hidden.reduce((left, form) => left.replaceAll(form, MASK), text);
  return withTexts(value, isHidden, masked);
}

function formsOf(secret: string): string[] {
  const inForm = new URLSearchParams({ '': secret }).toString().slice(1);
  const escaped = [encodeURIComponent(secret), inForm];
  const inSmallLetters = escaped.map((form) => form.replace(/%../g, (code) => code.toLowerCase()));
  return [secret, JSON.stringify(secret).slice(1, -1), ...escaped, ...inSmallLetters];
}
