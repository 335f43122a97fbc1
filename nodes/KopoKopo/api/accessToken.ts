import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { sessionOwnerOf } from './account';
import { answerIn, retryAfterIn, type Answer } from './answer';
import { CHECK_THE_NETWORK, disconnectionIn, type Disconnection } from './connection';
import { baseUrlOf } from './environment';
import { errorText } from './errorBody';
import { failureOfAnswer, sentencesOf } from './failure';
import { field } from './json';
import { now } from '../flow/clock';
import { pause } from '../flow/pause';
import { pauseBeforeNext, TIMEOUT_STATUSES } from './retrying';
import { keysIn, secretsIn, withoutSecrets } from './secrets';
import { USER_AGENT } from './userAgent';

/** What the credential stores next to the user's own fields. n8n encrypts all of it. */
export interface StoredToken {
  /** An n8n expression: empty once the token is about to expire, which makes n8n ask for a new one. */
  sessionValidity: string;
  accessToken: string;
  /** Whose token it is, see {@link sessionOwnerOf}. */
  sessionOwner: string;
}

interface Token {
  value: string;
  /** When it stops being used, in milliseconds since 1970: a minute before it expires. */
  expiresAt: number;
}

/** The newest token that this process has got for an account. */
interface Newest extends Token {
  /** The tokens in whose place it came: whoever comes with one of them gets this one. */
  replaced: Set<string>;
}

/** Time kept free before the expiry, so that a token never runs out on its way. */
const MARGIN_SECONDS = 60;
/** Used when the API doesn't say how long a token lives. The documented samples say 3600. */
const DEFAULT_LIFETIME_SECONDS = 3600;
/** Of one try. */
const TIMEOUT_MS = 30_000;
/**
 * Of all tries with what is waited for between them. n8n 2 ends an activation after 84 s, also the one when it
 * starts, which nobody repeats: there has to be time left for what the token is for.
 */
const LONGEST_MS = 45_000;
/** With less time than this left it isn't tried again. */
const LEAST_MS = 5_000;
/** Requests that were under way when a token died come with it; that's over in no time. */
const MOST_REPLACED = 50;

const tokens = new Map<string, Newest>();
const underWay = new Map<string, Promise<Newest>>();

/**
 * Gets an access token with the client credentials flow. Called by n8n when there is no valid token,
 * and after a 401. Parallel calls in one process share one request, and a call that comes with a
 * token that was replaced gets the one that came in its place. A token of another process may be newer
 * than all that this one has: then it gets a new one.
 *
 * @param http n8n's request helper
 * @param credential the decrypted credential, with the token that didn't work, if there was one
 * @returns the fields to store in the credential
 * @throws UserError with a sentence for the user; never with a secret in it
 * Source: API documentation, "Request application authorization".
 */
export async function renewAccessToken(
  http: IHttpRequestHelper['helpers'],
  credential: ICredentialDataDecryptedObject,
): Promise<StoredToken> {
  const owner = sessionOwnerOf(credential);
  const newest = tokens.get(owner);
  const failed = credential.sessionOwner === owner ? String(credential.accessToken ?? '') : '';
  const isReplaced = failed === '' || newest?.replaced.has(failed);
  if (newest && isReplaced && now() < newest.expiresAt) return stored(newest, owner);
  let request = underWay.get(owner);
  if (!request) {
    request = replace(newest, requestToken(http, credential))
      // Known as the newest before it stops being under way, or a call in between would get one more.
      .then((token) => {
        tokens.set(owner, token);
        return token;
      })
      .finally(() => underWay.delete(owner));
    underWay.set(owner, request);
  }
  const token = await request;
  token.replaced.add(failed);
  return stored(token, owner);
}

async function replace(old: Newest | undefined, next: Promise<Token>): Promise<Newest> {
  const token = await next;
  const before = old ? [...old.replaced, old.value].slice(-MOST_REPLACED) : [];
  return { ...token, replaced: new Set(before) };
}

function stored(token: Token, sessionOwner: string): StoredToken {
  return {
    accessToken: token.value,
    sessionOwner,
    sessionValidity: `={{ Date.now() < ${token.expiresAt} ? "valid" : "" }}`,
  };
}

async function requestToken(
  http: IHttpRequestHelper['helpers'],
  credential: ICredentialDataDecryptedObject,
): Promise<Token> {
  const { clientId, clientSecret } = keysIn(credential);
  if (clientId === '' || clientSecret === '') {
    throw new UserError("Fill in the credential's 'Client ID' and 'Client Secret'");
  }
  const baseUrl = baseUrlOf(credential);
  // A second token does no harm, and without one a whole list of payments would stop here.
  const until = now() + LONGEST_MS;
  for (let tries = 1; ; tries++) {
    const timeout = Math.min(TIMEOUT_MS, until - now());
    const ended = await postForToken(http, baseUrl, { clientId, clientSecret }, timeout);
    const token = tokenIn(ended);
    if (token) return token;
    const wait = pauseBeforeNext(ended, tries);
    if (wait === undefined || now() + wait > until - LEAST_MS) {
      const body = withoutSecrets(ended.body, secretsIn(credential));
      throw new UserError(tokenRefusal({ ...ended, body }, baseUrl));
    }
    await pause(wait);
  }
}

/** How asking for a token has ended. */
interface Ended extends Partial<Pick<Answer, 'status' | 'body'>> {
  retryAfter?: number;
  /** Where there was no answer. */
  disconnection?: Disconnection;
  lasts?: boolean;
}

async function postForToken(
  http: IHttpRequestHelper['helpers'],
  baseUrl: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  timeout: number,
): Promise<Ended> {
  return await http
    .httpRequest({
      method: 'POST',
      url: `${baseUrl}/oauth/token`,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
        'User-Agent': USER_AGENT,
      },
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'client_credentials',
      }).toString(),
      timeout,
      disableFollowRedirect: true,
      returnFullResponse: true,
      // A 401 thrown from here would make n8n ask a second time with the same keys.
      ignoreHttpStatusErrors: true,
    })
    .then(
      (response: unknown): Ended => {
        const { status, headers, body } = answerIn(response);
        return { status, body, retryAfter: retryAfterIn(headers) };
      },
      // The original error carries the request, and so the secret: only the reason may go on.
      (error: unknown): Ended => {
        const disconnection = disconnectionIn(error);
        return { disconnection, lasts: disconnection?.lasts };
      },
    );
}

function tokenIn({ status = 0, body }: Ended): Token | undefined {
  if (status < 200 || status >= 300) return undefined;
  const value = field(body, 'access_token');
  if (typeof value !== 'string' || value === '') return undefined;
  const expiresIn = Number(field(body, 'expires_in'));
  const lifetime = expiresIn > 0 ? expiresIn : DEFAULT_LIFETIME_SECONDS;
  // A lifetime shorter than twice the margin is halved, or the token would never count as valid.
  const usable = Math.max(lifetime - MARGIN_SECONDS, lifetime / 2);
  return { value, expiresAt: Math.floor(now() + usable * 1000) };
}

/** They say the same of a token as of anything else: nothing is wrong with what was asked for. */
const ON_THE_WAY = [407, 429, ...TIMEOUT_STATUSES];

function tokenRefusal({ status, body, disconnection }: Ended, baseUrl: string): string {
  // It stands inside of a sentence.
  const said = errorText(body).replace(/\.$/, '');
  const quote = said ? ` (it says: ${said})` : '';
  if (!status) {
    // In words only: n8n puts a text of its own in place of one that has a code in it.
    const reason = disconnection ? `: ${disconnection.reason}` : '';
    const { advice } = disconnection ?? { advice: CHECK_THE_NETWORK };
    return `${baseUrl} could not be reached${reason}. ${advice.replace(/\.$/, '')}`;
  }
  if (status === 400 || status === 401) {
    return `Kopo Kopo did not accept the 'Client ID' or the 'Client Secret'${quote}. Copy both again from the Applications page of the dashboard that belongs to the chosen 'Environment': sandbox and production have different keys`;
  }
  if (status === 403) {
    return `${baseUrl} refused the connection with status 403${quote}. Check that the credential's 'Environment' is right and that the application is allowed to use the API`;
  }
  if (status >= 300 && status < 400) {
    return `${baseUrl} answered with a redirect (status ${status}) instead of a token. Check the credential's 'Base URL'`;
  }
  if (status >= 500) {
    return `Kopo Kopo is not available at the moment: ${baseUrl} answered with status ${status}${quote}. Try again in a few minutes`;
  }
  if (ON_THE_WAY.includes(status)) {
    const attempt = { method: 'GET' as const, what: 'access token' };
    return sentencesOf(failureOfAnswer(attempt, status, body)).replace(/\.$/, '');
  }
  return `${baseUrl} did not answer with an access token (status ${status})${quote}. Check the credential's 'Environment' and 'Base URL'`;
}
