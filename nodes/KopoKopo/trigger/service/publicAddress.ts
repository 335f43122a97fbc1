import { canSendTo } from '../../api/targetUrl';

/**
 * Why Kopo Kopo can't send to an address.
 *
 * @param url the node's webhook URL
 * @param baseUrl where the API is
 * @returns a sentence that says what to do; undefined when nothing speaks against it
 */
export function reasonNotReachable(url: string, baseUrl: string): string | undefined {
  if (canSendTo(url, baseUrl)) return undefined;
  const { protocol, hostname } = new URL(url);
  return `Kopo Kopo cannot send events to this n8n at ${protocol}//${hostname}: it needs a public address that starts with https://. Set n8n's environment variable WEBHOOK_URL to one and restart n8n; on your own computer, use a tunnel that gives you one`;
}
