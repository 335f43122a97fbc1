/**
 * Why Kopo Kopo can't send to an address: it sends to public https addresses only. A local sandbox has
 * to do without.
 *
 * @param url the node's webhook URL
 * @param baseUrl where the API is
 * @returns a sentence that says what to do; undefined when nothing speaks against it
 */
export function reasonNotReachable(url: string, baseUrl: string): string | undefined {
  if (baseUrl.startsWith('http://')) return undefined;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' && !isPrivate(hostname)) return undefined;
  return `Kopo Kopo cannot send events to this n8n at ${protocol}//${hostname}: it needs a public address that starts with https://. Set n8n's environment variable WEBHOOK_URL to one and restart n8n; on your own computer, use a tunnel that gives you one`;
}

/** Of this computer, or of a network at home or at work. Source: RFC 1918, 3927, 6762 and 8375. */
function isPrivate(hostname: string): boolean {
  return (
    /^(localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(hostname) ||
    /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)[\d.]+$/.test(hostname) ||
    /\.(local|lan|internal|home\.arpa)$/.test(hostname)
  );
}
