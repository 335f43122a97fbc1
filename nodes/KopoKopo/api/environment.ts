import { UserError } from 'n8n-workflow';

/** API hosts by the credential's 'Environment'. Source: the API's introduction; production host seen in its SDKs. */
export const HOSTS: Record<string, string> = {
  sandbox: 'https://sandbox.kopokopo.com',
  production: 'https://api.kopokopo.com',
};

/** The merchant's dashboard: it hands out tokens, but answers every API call with an empty 403. */
const DASHBOARD_HOST = 'app.kopokopo.com';

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where the API of a credential lives.
 *
 * @param credential the decrypted fields of a Kopo Kopo API credential
 * @returns the origin, without a trailing slash, e.g. `https://sandbox.kopokopo.com`
 * @throws UserError with what to type instead, when a custom base URL can't be used
 */
export function baseUrlOf(credential: { environment?: unknown; baseUrl?: unknown }): string {
  const environment = String(credential.environment ?? 'sandbox');
  if (environment !== 'custom') {
    const host = HOSTS[environment];
    if (host === undefined) {
      throw new UserError(
        `The credential's 'Environment' is "${environment}". Choose Sandbox, Production or Custom`,
      );
    }
    return host;
  }
  return customBaseUrl(String(credential.baseUrl ?? '').trim());
}

function customBaseUrl(typed: string): string {
  if (typed === '') {
    throw new UserError("Fill in the credential's 'Base URL', e.g. https://sandbox.kopokopo.com");
  }
  const url = parseUrl(typed);
  if (url === undefined) {
    throw new UserError(
      `The credential's 'Base URL' is not a URL: "${typed}". Enter one such as https://sandbox.kopokopo.com`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new UserError(
      "The credential's 'Base URL' holds a user name or password. Enter the host only, e.g. https://sandbox.kopokopo.com",
    );
  }
  if (url.hostname === DASHBOARD_HOST) {
    throw new UserError(
      `${DASHBOARD_HOST} is Kopo Kopo's dashboard, not its API. Set 'Environment' to Production, or use https://api.kopokopo.com`,
    );
  }
  if (!isSecure(url)) {
    throw new UserError(
      `The credential's 'Base URL' must start with https:// so that your keys are not sent in the clear; http:// is accepted for this computer only (localhost)`,
    );
  }
  return url.origin;
}

/** @returns whether a URL leads to this computer, where http is as good as https */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK_HOSTS.has(hostname);
}

/** @returns whether nobody on the way can read what is sent to a URL: https, or http on this computer */
export function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

function parseUrl(typed: string): URL | undefined {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  return url && ['https:', 'http:'].includes(url.protocol) ? url : undefined;
}
