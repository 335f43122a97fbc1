import { createHmac } from 'node:crypto';

/**
 * The value of `X-KopoKopo-Signature`: lowercase hex HMAC-SHA256 of the exact bytes of the body,
 * keyed with the application's API key (docs, "Validating webhooks").
 */
export function sign(body: Buffer, apiKey: string): string {
  return createHmac('sha256', apiKey).update(body).digest('hex');
}
