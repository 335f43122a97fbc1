import { errorText } from './errorBody';

/**
 * Why a request has no answer that can be used.
 *
 * `refused`: the API certainly didn't do it. `unknown`: it may or may not have done it; only for a
 * request that changes something. `unanswered`: a question that got no usable answer. `not_sent`: the
 * execution had been stopped before it was sent.
 */
export interface Failure {
  kind: 'refused' | 'unknown' | 'unanswered' | 'not_sent';
  /** One sentence: what happened, with the API's own words. */
  message: string;
  /** What to do about it. */
  advice: string;
  /** The HTTP status, where there was one. */
  status?: number;
  /** What the API answered, for the error's details. Never holds anything that was sent. */
  body?: unknown;
  /** How long the API asks to be left alone (`Retry-After`), in milliseconds. */
  retryAfter?: number;
}

/** What was asked for, as the sentences need it. */
export interface Attempt {
  method: 'GET' | 'POST' | 'DELETE';
  /** e.g. `M-PESA prompt` */
  what: string;
  /** What a POST does to it; `created` where nothing is said. */
  done?: string;
}

interface StatusText {
  message: string;
  advice: string;
}

/** Source: API documentation, "Errors"; causes as seen in production. */
const STATUS_TEXTS: Record<number, StatusText> = {
  400: {
    message: 'Kopo Kopo did not accept the request',
    advice: 'Correct what it names and run the node again.',
  },
  401: {
    message: 'Kopo Kopo did not accept the access token',
    advice:
      "Open the credential and test it: the 'Client ID' and 'Client Secret' have to belong to the chosen 'Environment'.",
  },
  403: {
    message: 'Kopo Kopo does not allow this',
    advice:
      "Check that the credential's 'Environment' is right (app.kopokopo.com is the dashboard, not the API) and that your application has this permission on Kopo Kopo's Applications page.",
  },
  404: {
    message: 'Kopo Kopo does not know this',
    advice:
      'Check the ID, and that the credential is for the same environment: sandbox and production share no data.',
  },
  405: {
    message: 'Kopo Kopo does not offer this operation here',
    advice: "Check the credential's 'Base URL', and that this node is up to date.",
  },
  406: {
    message: 'Kopo Kopo cannot answer in the format that was asked for',
    advice:
      "Check that no proxy changes the requests, and that the credential's 'Base URL' is right.",
  },
  410: {
    message: 'Kopo Kopo no longer has this',
    advice: 'It has been moved or removed: create it again, or update this node.',
  },
  418: {
    message: 'Kopo Kopo refused the request as unsuitable (status 418)',
    advice: "Check the credential's 'Base URL', and ask Kopo Kopo's support if it is right.",
  },
  429: {
    message: 'Kopo Kopo is receiving too many requests',
    advice:
      "Nothing was done. Try again later, or set 'Requests per Second' in the node's options to a lower number.",
  },
};

/** A gateway between n8n and the API may say these although the API got the request. */
const TIMEOUT_STATUSES = [408, 499];
/** "See Other": what a POST gets that was done, and has its result elsewhere. */
const SEE_OTHER = 303;

const OTHER_REFUSAL: StatusText = {
  message: 'Kopo Kopo refused the request',
  advice: 'Check the fields of the node and the credential.',
};

/**
 * The failure for an answer that isn't a success.
 *
 * @param attempt what was asked for
 * @param status the HTTP status; 2xx when the answer can't be used although it claims success
 * @param body the parsed JSON or the text
 */
export function failureOfAnswer(attempt: Attempt, status: number, body: unknown): Failure {
  const said = errorText(body);
  const quote = said === '' ? '' : `: ${said}`;
  if (TIMEOUT_STATUSES.includes(status)) {
    return uncertain(
      attempt,
      `Kopo Kopo did not answer in time (status ${status})${quote}`,
      status,
      body,
    );
  }
  if (status >= 400 && status < 500) {
    const { message, advice } = STATUS_TEXTS[status] ?? OTHER_REFUSAL;
    const silent = said === '' && STATUS_TEXTS[status] === undefined ? ` (status ${status})` : '';
    return { kind: 'refused', message: `${message}${silent}${quote}`, advice, status, body };
  }
  if (status >= 300 && status < 400 && status !== SEE_OTHER) {
    return {
      kind: 'refused',
      message: `Kopo Kopo answered with a redirect (status ${status}) instead of doing this`,
      advice:
        "Check the credential's 'Base URL': it must be the API's own address and start with https://.",
      status,
      body,
    };
  }
  const broken =
    status >= 500
      ? `Kopo Kopo is having trouble (status ${status})${quote}`
      : `Kopo Kopo's answer (status ${status}) cannot be read`;
  return uncertain(attempt, broken, status, body);
}

/**
 * The failure for a request that got no answer at all.
 *
 * @param attempt what was asked for
 * @param code Node.js's or axios's error code, e.g. `ECONNREFUSED`, '' where there is none
 */
export function failureWithoutAnswer(attempt: Attempt, code: string): Failure {
  const reached = CODES_BEFORE_SENDING[code];
  if (reached !== undefined) {
    return {
      kind: attempt.method === 'GET' ? 'unanswered' : 'refused',
      message: `Kopo Kopo could not be reached: ${reached} (${code})`,
      advice: `Nothing was sent. Check the internet connection of n8n, its proxy, and the credential's 'Environment'.`,
    };
  }
  const because = CODES_WHILE_WAITING[code] ?? 'the connection was lost';
  return uncertain(attempt, `Kopo Kopo did not answer: ${because}${code ? ` (${code})` : ''}`);
}

/**
 * Why a host could not be reached, in words.
 *
 * @param code Node.js's or axios's error code
 * @returns undefined for a code that needs none
 */
export function reasonOfCode(code: string): string | undefined {
  return CODES_BEFORE_SENDING[code] ?? CODES_WHILE_WAITING[code];
}

function uncertain(attempt: Attempt, message: string, status?: number, body?: unknown): Failure {
  if (attempt.method !== 'POST') {
    return { kind: 'unanswered', message, advice: 'Try again in a few minutes.', status, body };
  }
  return {
    kind: 'unknown',
    message: `${message}. It is not known whether the ${attempt.what} was ${attempt.done ?? 'created'}`,
    advice: `Do not simply send it again: it may have gone through. Look for it first on the Kopo Kopo dashboard (or in its webhook events), and send it again only if it is not there.`,
    status,
    body,
  };
}

/** The connection was never made, so nothing can have been done. */
const CODES_BEFORE_SENDING: Record<string, string> = {
  ECONNREFUSED: 'the host refuses connections',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: "the host's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the host's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the host's certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the host's certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "the host's certificate is for another name",
};

const CODES_WHILE_WAITING: Record<string, string> = {
  ECONNABORTED: 'it took too long',
  ETIMEDOUT: 'it took too long',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ERR_CANCELED: 'the execution was cancelled',
};
