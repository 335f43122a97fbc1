import { messageOf } from '../flow/errorMessage';
import { AccountChanged } from './account';
import type { Disconnection } from './connection';
import { errorText } from './errorBody';
import { property } from './errorChain';
import { TIMEOUT_STATUSES } from './retrying';

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
  /** What to do about it, whoever asks. */
  advice: string;
  /** The HTTP status, where there was one. */
  status?: number;
  /** What the API answered, for the error's details. Never holds anything that was sent. */
  body?: unknown;
  /** How long the API asks to be left alone (`Retry-After`), in milliseconds. */
  retryAfter?: number;
  /** Whether the next try would end the same way. */
  lasts?: boolean;
}

/**
 * @returns whether the API certainly didn't do it, and it may be sent once more. By name: of any other kind of
 *   failure, a new one too, it is not certain
 */
export function isNotDone({ kind }: Failure): boolean {
  return kind === 'refused' || kind === 'not_sent';
}

/** @returns what happened */
export function sentenceOf({ message }: Failure): string {
  return `${message.replace(/\.$/, '')}.`;
}

/** @returns what happened, and what to do about it */
export function sentencesOf(failure: Failure): string {
  return `${sentenceOf(failure)} ${failure.advice}`.trim();
}

/** What was asked for, as the sentences need it. */
export interface Attempt {
  method: 'GET' | 'POST' | 'DELETE';
  /** e.g. `M-PESA prompt` */
  what: string;
  /** What a POST does to it; `created` where nothing is said. */
  done?: string;
  /** Whether doing it twice does no harm, so that nobody has to look for the first one. */
  repeatable?: boolean;
}

type StatusText = Pick<Failure, 'message' | 'advice' | 'lasts'>;

/** Source: API documentation, "Errors"; causes as seen in production. A 404 may pass, where something is new. */
const STATUS_TEXTS: Record<number, StatusText> = {
  400: {
    message: 'Kopo Kopo did not accept the request',
    advice: 'Correct what it names, and try again.',
    lasts: true,
  },
  401: {
    message: 'Kopo Kopo did not accept the access token',
    advice:
      "Open the credential and test it: the 'Client ID' and 'Client Secret' have to belong to the chosen 'Environment'.",
    lasts: true,
  },
  403: {
    message: 'Kopo Kopo does not allow this',
    advice:
      "Check that the credential's 'Environment' is right (app.kopokopo.com is the dashboard, not the API) and that your application has this permission on Kopo Kopo's Applications page.",
    lasts: true,
  },
  404: {
    message: 'Kopo Kopo does not know this',
    advice:
      "Check the credential's 'Environment' and 'Base URL': sandbox and production share no data.",
    lasts: false,
  },
  405: {
    message: 'Kopo Kopo does not offer this operation here',
    advice: "Check the credential's 'Base URL', and that this node is up to date.",
    lasts: true,
  },
  406: {
    message: 'Kopo Kopo cannot answer in the format that was asked for',
    advice:
      "Check that no proxy changes the requests, and that the credential's 'Base URL' is right.",
    lasts: true,
  },
  407: {
    message: 'A proxy between n8n and Kopo Kopo asks for a login',
    advice:
      "Nothing was sent. Put the proxy's user name and password into n8n's HTTPS_PROXY, e.g. http://name:password@proxy:3128.",
    lasts: true,
  },
  410: {
    message: 'Kopo Kopo no longer has this',
    advice: 'It has been moved or removed: create it again, or update this node.',
    lasts: true,
  },
  418: {
    message: 'Kopo Kopo refused the request as unsuitable (status 418)',
    advice: "Check the credential's 'Base URL', and ask Kopo Kopo's support if it is right.",
    lasts: true,
  },
  429: {
    message: 'Kopo Kopo is receiving too many requests',
    advice: 'Nothing was done. Try again in a few minutes.',
    lasts: false,
  },
};

/**
 * They say to send the same to another address. Not 302 and 303: many programs answer so when they have
 * done it, and the result is elsewhere.
 */
const REDIRECTS_OF_WHAT_WAS_NOT_DONE = [301, 307, 308];

const OTHER_REFUSAL: StatusText = {
  message: 'Kopo Kopo refused the request',
  advice: 'Check the fields of the node and the credential.',
  lasts: false,
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
    const { message, advice, lasts } = STATUS_TEXTS[status] ?? OTHER_REFUSAL;
    const silent = said === '' && STATUS_TEXTS[status] === undefined ? ` (status ${status})` : '';
    return { kind: 'refused', message: `${message}${silent}${quote}`, advice, status, body, lasts };
  }
  if (REDIRECTS_OF_WHAT_WAS_NOT_DONE.includes(status)) {
    return {
      kind: 'refused',
      message: `Kopo Kopo answered with a redirect (status ${status}) instead of doing this`,
      advice:
        "Check the credential's 'Base URL': it must be the API's own address and start with https://.",
      status,
      body,
    };
  }
  return uncertain(attempt, `${whatIsWrong(status)}${status >= 500 ? quote : ''}`, status, body);
}

const CREATED = 201;

const AGAIN = 'Try again in a few minutes: should there be two of them then, that does no harm.';

/**
 * The failure for a create whose answer (2xx) doesn't say an ID.
 *
 * Only 201 says that it exists: any other 2xx may be of somebody on the way, and of money nothing is said to
 * exist that may not.
 */
export function failureWithoutId(attempt: Attempt, status: number, body: unknown): Failure {
  if (status !== CREATED) return failureOfAnswer(attempt, status, body);
  return {
    kind: 'unknown',
    message: `Kopo Kopo accepted the ${attempt.what} (status ${CREATED}) but did not say its ID`,
    advice: attempt.repeatable
      ? AGAIN
      : 'Look for it on the Kopo Kopo dashboard. Do not send it again: it exists.',
    status,
  };
}

/** The same where no money moves, whichever 2xx it was: the trigger says itself what to do then. */
export const NO_ID: Failure = {
  kind: 'unknown',
  message: 'Kopo Kopo accepted it but did not say its ID',
  advice: '',
};

/** Somebody else has answered. */
export const UNREADABLE: Failure = {
  kind: 'unanswered',
  message: "Kopo Kopo's answer cannot be read",
  advice: "Check the credential's 'Base URL', and that no proxy answers in Kopo Kopo's place.",
};

function whatIsWrong(status: number): string {
  if (status >= 500) return `Kopo Kopo is having trouble (status ${status})`;
  if (status >= 300) return `Kopo Kopo answered with a redirect (status ${status})`;
  return `Kopo Kopo's answer (status ${status}) cannot be read`;
}

/**
 * The failure for a request that got no answer at all.
 *
 * @param attempt what was asked for
 * @param disconnection what became of the connection
 */
export function failureWithoutAnswer(
  attempt: Attempt,
  { nothingSent, reason, advice, code, lasts }: Disconnection,
): Failure {
  const shown = `${reason}${code === '' ? '' : ` (${code})`}`;
  if (!nothingSent) return uncertain(attempt, `Kopo Kopo did not answer: ${shown}`);
  return {
    // A question is asked again, unless that wouldn't change anything.
    kind: attempt.method === 'GET' && !lasts ? 'unanswered' : 'refused',
    message: `Kopo Kopo could not be reached: ${shown}`,
    advice: `Nothing was sent. ${advice}`,
    lasts,
  };
}

/**
 * The failure for what was thrown before anything was sent: keys that aren't accepted, a database that
 * doesn't give the credential.
 */
export function failureBefore(error: unknown): Failure {
  const cause = property(error, 'cause') ?? error;
  const lasts = cause instanceof AccountChanged;
  const advice = lasts ? cause.description : undefined;
  return {
    kind: 'refused',
    message: messageOf(cause),
    advice: advice ?? 'Nothing was sent.',
    lasts,
  };
}

/** The failure for what was thrown when the request may have been on its way. */
export function failureSomewhere(attempt: Attempt, error: unknown): Failure {
  return uncertain(
    attempt,
    `The request broke off: ${messageOf(property(error, 'cause') ?? error)}`,
  );
}

function uncertain(attempt: Attempt, message: string, status?: number, body?: unknown): Failure {
  if (attempt.method !== 'POST') {
    return { kind: 'unanswered', message, advice: 'Try again in a few minutes.', status, body };
  }
  return {
    kind: 'unknown',
    message: `${message.replace(/\.$/, '')}. It is not known whether the ${attempt.what} was ${attempt.done ?? 'created'}`,
    advice: attempt.repeatable
      ? AGAIN
      : 'Do not simply send it again: it may have gone through. Look for it first on the Kopo Kopo dashboard (or in its webhook events), and send it again only if it is not there.',
    status,
    body,
  };
}
