import { createHmac, timingSafeEqual } from 'crypto';

/** The header that carries the signature, as Node.js spells header names. */
export const SIGNATURE_HEADER = 'x-kopokopo-signature';

/**
 * Whether a message comes from Kopo Kopo: the signature is the lower-case hex HMAC-SHA256 of the raw
 * body bytes, with the application's API key. Anything else is refused, upper-case or padded hex
 * too: Kopo Kopo has never been seen to send it, and one spelling leaves nothing to interpret.
 *
 * @param body the bytes as they came, before any parsing
 * @param signature the header's value
 * @param apiKey the API key (not the client secret)
 * @returns true only for the right signature; never throws, and takes the same time whatever is wrong with it
 * Source: API documentation, "Validating webhooks".
 */
export function isSignedBy(body: Buffer, signature: unknown, apiKey: string): boolean {
  if (apiKey === '' || typeof signature !== 'string' || !/^[0-9a-f]{64}$/.test(signature)) {
    return false;
  }
  const expected = createHmac('sha256', apiKey).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
