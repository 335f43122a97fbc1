import { errorChain, property } from './errorChain';

/** Why a request got no answer, told from what the HTTP library threw. */
export interface Disconnection {
  /**
   * Whether it certainly happened before there was a connection to Kopo Kopo, so that nothing can have
   * been sent.
   */
  nothingSent: boolean;
  /** Why, in words, e.g. `the host name is not known`. */
  reason: string;
  /** What to do, a sentence. */
  advice: string;
  /** Node.js's or axios's code, e.g. `ECONNREFUSED`; '' where there is none. */
  code: string;
  /** Whether the next try would end the same way. */
  lasts: boolean;
}

/**
 * Reads what was thrown in place of an answer.
 *
 * What happened before a connection stood is told by what Node.js was doing (`syscall`), not by the code:
 * a route can break, and a connection time out, also when half of the request is on its way.
 *
 * @param error whatever was thrown; n8n and axios keep the original in `cause`
 * @returns undefined when it doesn't come from the HTTP library or from what that stands on
 * Source: Node.js 20 and 24 with axios 1.18, seen with real sockets (test/run/connections.test.ts).
 */
export function disconnectionIn(error: unknown): Disconnection | undefined {
  const chain = errorChain(error);
  const blocked = chain.some(isBlocked);
  if (!blocked && !chain.some(isOfHttpLibrary)) return undefined;
  const code = String(chain.map((level) => property(level, 'code')).find(isCode) ?? '');
  const certificate = CERTIFICATES.get(code);
  if (certificate !== undefined) {
    const reason = `its certificate was not accepted, because ${certificate}`;
    return { nothingSent: true, reason, advice: CHECK_THE_CERTIFICATE, code, lasts: true };
  }
  if (blocked) {
    return { nothingSent: true, reason: BLOCKED, advice: ASK_TO_ALLOW, code, lasts: true };
  }
  const nothingSent = chain.some(isBeforeConnection);
  const reason = nothingSent ? BEFORE_CONNECTION[code] : ON_CONNECTION[code];
  const otherwise = nothingSent ? 'the connection was not made' : 'the connection was lost';
  return {
    nothingSent,
    reason: reason ?? otherwise,
    advice: CHECK_THE_NETWORK,
    code,
    lasts: false,
  };
}

function isOfHttpLibrary(level: unknown): boolean {
  return property(level, 'isAxiosError') === true;
}

function isCode(code: unknown): boolean {
  return typeof code === 'string' && code !== '';
}

/** What Node.js was doing: looking up the name, or making the connection to one of its addresses. */
function isBeforeConnection(level: unknown): boolean {
  const tries = property(level, 'errors');
  // One for each address of the host, where it has several.
  if (Array.isArray(tries) && tries.length > 0) return tries.every(isBeforeConnection);
  const syscall = String(property(level, 'syscall') ?? '');
  return (
    syscall === 'connect' ||
    /^(getaddrinfo|query[A-Z])/.test(syscall) ||
    // Node.js says this of a TLS handshake that was cut off; it has no code of its own.
    /before secure TLS connection was established/.test(String(property(level, 'message') ?? ''))
  );
}

/** n8n's own protection of the networks behind it (N8N_SSRF_PROTECTION_ENABLED). */
function isBlocked(level: unknown): boolean {
  return /^SsrfBlocked/.test(String(property(level, 'name') ?? ''));
}

const BLOCKED = "n8n's settings do not let it connect to this address";
const ASK_TO_ALLOW =
  "Ask who runs n8n to allow the host (N8N_SSRF_ALLOWED_HOSTNAMES), or correct the credential's 'Base URL'.";

export const CHECK_THE_NETWORK =
  "Check the internet connection of n8n, its proxy, and the credential's 'Environment'.";

const CHECK_THE_CERTIFICATE =
  "Usually a proxy or a virus scanner on the way opens secure connections and puts in a certificate of its own: save that one's issuer as a PEM file on n8n's computer, name the file in the environment variable NODE_EXTRA_CA_CERTS, and restart n8n. Check the clock of n8n's computer, too, and the credential's 'Environment'.";

const BEFORE_CONNECTION: Record<string, string> = {
  ECONNREFUSED: 'the host refuses connections',
  ECONNRESET: 'the host refuses connections',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
  ENETDOWN: 'there is no network',
  ETIMEDOUT: 'the host did not take the connection in time',
  EACCES: 'a firewall does not let the connection out',
  EPERM: 'a firewall does not let the connection out',
};

const ON_CONNECTION: Record<string, string> = {
  ECONNABORTED: 'it took too long',
  ETIMEDOUT: 'it took too long',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  EHOSTUNREACH: 'the way to the host broke',
  ENETUNREACH: 'the network broke',
  ENETDOWN: 'the network broke',
  EPROTO: 'no secure connection was made, or it broke',
  ERR_CANCELED: 'the execution was cancelled',
};

/**
 * Why a certificate was not accepted. Node.js checks it before it lets the request out.
 *
 * Source: Node.js's documentation of TLS, "X509 certificate error codes", and of its own errors.
 */
const CERTIFICATES = new Map(
  Object.entries({
    'it has expired': ['CERT_HAS_EXPIRED'],
    'it is not valid yet': ['CERT_NOT_YET_VALID'],
    'it was withdrawn': ['CERT_REVOKED'],
    'it is self-signed': ['DEPTH_ZERO_SELF_SIGNED_CERT'],
    'it is for another name': [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ERR_TLS_CERT_ALTNAME_FORMAT',
      'HOSTNAME_MISMATCH',
    ],
    'nobody whom n8n trusts has issued it': [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_CHAIN_TOO_LONG',
      'CERT_REJECTED',
      'CERT_UNTRUSTED',
      'INVALID_CA',
      'PATH_LENGTH_EXCEEDED',
    ],
    'it cannot be verified': [
      'CERT_SIGNATURE_FAILURE',
      'CRL_HAS_EXPIRED',
      'CRL_NOT_YET_VALID',
      'CRL_SIGNATURE_FAILURE',
      'ERROR_IN_CERT_NOT_AFTER_FIELD',
      'ERROR_IN_CERT_NOT_BEFORE_FIELD',
      'ERROR_IN_CRL_LAST_UPDATE_FIELD',
      'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
      'INVALID_PURPOSE',
      'OUT_OF_MEM',
      'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
      'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
      'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
      'UNABLE_TO_GET_CRL',
      'UNSPECIFIED',
    ],
  }).flatMap(([why, codes]) => codes.map((code): [string, string] => [code, why])),
);
