import { isLoopback } from './environment';

/**
 * @param url what Kopo Kopo is to send events or results to
 * @param baseUrl the credential's origin
 * @returns whether it can: to public https addresses only. A local sandbox has to do without
 */
export function canSendTo(url: string, baseUrl: string): boolean {
  return baseUrl.startsWith('http://') || isPublic(new URL(url));
}

/** Source of what is a network at home or at work: RFC 1918, 3927, 6762 and 8375. */
function isPublic(url: URL): boolean {
  const isPrivate =
    isLoopback(url) ||
    /^(0|10|127|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\.[\d.]+$/.test(url.hostname) ||
    /\.(local|lan|internal|home\.arpa)$/.test(url.hostname);
  return url.protocol === 'https:' && !isPrivate;
}

/**
 * A callback URL for what is asked for and not waited for: one is required. It is the API's own, which
 * has no use for it, and nobody else's who would get the payments.
 *
 * @param baseUrl the credential's origin
 */
export function unusedCallbackUrl(baseUrl: string): string {
  return `${baseUrl}/callback-not-needed`;
}
