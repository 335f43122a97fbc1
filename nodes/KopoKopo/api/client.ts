import type {
  IAllExecuteFunctions,
  ICredentialDataDecryptedObject,
  IDataObject,
  IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { accountOf, contextOf, type RequestWithTicket, type Ticket } from './account';
import { answerIn, answerInError, retryAfterIn, type Answer } from './answer';
import { disconnectionIn } from './connection';
import { baseUrlOf } from './environment';
import { errorChain, property } from './errorChain';
import {
  failureBefore,
  failureOfAnswer,
  failureSomewhere,
  failureWithoutAnswer,
  type Attempt,
  type Failure,
} from './failure';
import { isObject } from './json';
import { now } from '../flow/clock';
import { pacer, pause } from '../flow/pause';
import type { Stop } from '../flow/stop';
import { pauseBeforeNext } from './retrying';
import { keysIn, secretsIn, withoutSecrets } from './secrets';
import { USER_AGENT } from './userAgent';

export const CREDENTIAL = 'kopoKopoApi';

export interface ApiRequest extends Attempt {
  /** From the host on, e.g. `/api/v1/payments`. */
  path: string;
  /** JSON; left out for GET. */
  body?: IDataObject;
  /** Sent as a form instead of JSON, as the OAuth endpoints want it. */
  form?: Record<string, string>;
  /** Milliseconds, where it may take less time than the settings allow. */
  timeout?: number;
  /** Not sent any more after this moment, in milliseconds since 1970. */
  until?: number;
}

export type Reply =
  { answer: Answer; failure?: undefined } | { answer?: undefined; failure: Failure };

export interface ClientSettings {
  /** Milliseconds for one request, {@link DEFAULT_TIMEOUT_MS} unless told. */
  timeout?: number;
  requestsPerSecond?: number;
}

/** n8n's own (300 s) is too long to stand at a till. */
export const DEFAULT_TIMEOUT_MS = 30_000;

const NOT_SENT: Failure = {
  kind: 'not_sent',
  message: 'Not sent: the execution was stopped before',
  advice: 'Nothing was sent.',
};

/**
 * Talks to the API with the node's credential. n8n's helper adds the access token, gets a new one
 * when it has expired, and once more after a 401. Once the credential is another account's, nothing is
 * sent any more.
 *
 * A POST is sent a second time only after a 401 or a 429: then the API certainly hasn't done it.
 */
export class KopoKopoClient {
  private readonly waitForTurn: () => Promise<void>;

  private constructor(
    private readonly context: IAllExecuteFunctions,
    private readonly settings: ClientSettings,
    /** The account that all requests are for. */
    readonly account: string,
    /** The credential's origin. */
    readonly baseUrl: string,
    /** Whether the credential can verify what Kopo Kopo sends. */
    readonly hasApiKey: boolean,
    /** What the API may say back, and nobody is to read. */
    private readonly secrets: string[],
    /** Once stopped, nothing is sent any more; what is under way goes on. */
    private readonly stop?: Stop,
  ) {
    this.waitForTurn = pacer(settings.requestsPerSecond, stop);
  }

  /**
   * @param context the node's `this`
   * @param settings timeout in milliseconds, requests a second
   * @param stop once stopped, nothing is sent any more; n8n itself ends what is under way when the
   *   execution is cancelled
   * @throws UserError when the credential's base URL can't be used
   */
  static async open(
    context: IAllExecuteFunctions,
    settings: ClientSettings = {},
    stop?: Stop,
  ): Promise<KopoKopoClient> {
    const credential = await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
    const account = accountOf(credential);
    return new KopoKopoClient(
      contextOf(context, account),
      settings,
      account,
      baseUrlOf(credential),
      keysIn(credential).apiKey !== '',
      secretsIn(credential),
      stop,
    );
  }

  /**
   * Sends a request, and again where that is certainly safe.
   *
   * @returns the answer when the API did it (2xx), else why not; never throws
   */
  async send(request: ApiRequest): Promise<Reply> {
    let reply: Reply = { failure: NOT_SENT };
    for (let attempt = 1; ; attempt++) {
      await this.waitForTurn();
      if (this.stop?.stopped) return reply;
      reply = await this.exchange(request);
      const { failure } = reply;
      if (!failure || !maySendAgain(request, failure)) return reply;
      const wait = pauseBeforeNext(failure, attempt);
      if (wait === undefined) return reply;
      await pause(wait, this.stop);
    }
  }

  /** Sends a request once, whatever comes of it: for those who send it again on their own schedule. */
  async tryOnce(request: ApiRequest): Promise<Reply> {
    await this.waitForTurn();
    const isTooLate = request.until !== undefined && now() > request.until;
    return this.stop?.stopped || isTooLate ? { failure: NOT_SENT } : await this.exchange(request);
  }

  /** Asks about the credential's own token. Source: API documentation, "Request token information". */
  async tokenInfo(): Promise<Reply> {
    return await this.send({ method: 'GET', path: '/oauth/token/info', what: 'access token' });
  }

  /**
   * Posts the credential's own token to an endpoint that takes it as a field, with the client's id and
   * secret. None of them is in what is returned.
   *
   * @param path e.g. `/oauth/revoke`
   * Source: API documentation, "Revoke application's access token", "Request token introspection".
   */
  async sendWithToken(path: string): Promise<Reply> {
    // Makes n8n get a token if it has none, or one that doesn't work any more.
    const info = await this.tokenInfo();
    if (info.failure) return info;
    let credential: ICredentialDataDecryptedObject;
    try {
      credential = await this.context.getCredentials(CREDENTIAL);
    } catch (error) {
      return { failure: failureBefore(error) };
    }
    const { clientId: client_id, clientSecret: client_secret } = keysIn(credential);
    const form = { client_id, client_secret, token: String(credential.accessToken) };
    return await this.send({ method: 'POST', path, form, what: 'access token' });
  }

  /** A second time only after a 401, with a new token. */
  private async exchange(request: ApiRequest): Promise<Reply> {
    const first = await this.request(request, { ignore: true, except: [401] });
    // An n8n that doesn't know `except` hands the 401 over instead of renewing the token: have it seen.
    const sent = first.answer?.status === 401 ? await this.request(request, false) : first;
    if (!sent.answer || isUsable(request, sent.answer)) return sent;
    return { failure: failureOf(request, sent.answer) };
  }

  private async request(
    request: ApiRequest,
    ignoreHttpStatusErrors: IHttpRequestOptions['ignoreHttpStatusErrors'],
  ): Promise<Reply> {
    const ticket: Ticket = { account: this.account, used: false, token: '' };
    const options: RequestWithTicket = {
      ticket,
      method: request.method,
      url: `${this.baseUrl}${request.path}`,
      headers: {
        Accept: 'application/json',
        'User-Agent': USER_AGENT,
        ...(request.body ? { 'Content-Type': 'application/json' } : {}),
        ...(request.form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      },
      timeout: Math.min(this.settings.timeout ?? DEFAULT_TIMEOUT_MS, request.timeout ?? Infinity),
      // The token must not follow a redirect to another host.
      disableFollowRedirect: true,
      returnFullResponse: true,
      ignoreHttpStatusErrors,
    };
    // As text: n8n would leave an empty object out, and the API wants to see `{}`.
    if (request.body) options.body = JSON.stringify(request.body);
    if (request.form) options.body = new URLSearchParams(request.form).toString();
    return await this.context.helpers.httpRequestWithAuthentication
      .call(this.context, CREDENTIAL, options)
      .then(
        (response: unknown): Reply => ({ answer: this.masked(answerIn(response), ticket) }),
        (error: unknown): Reply => this.thrown(error, request, ticket),
      );
  }

  /** n8n wraps what the HTTP library threw: the cause tells an answer from no answer. */
  private thrown(error: unknown, request: ApiRequest, ticket: Ticket): Reply {
    const chain = errorChain(error);
    for (const level of chain) {
      const answer = answerInError(property(level, 'response'));
      if (answer) return { failure: failureOf(request, this.masked(answer, ticket)) };
    }
    const disconnection = disconnectionIn(error);
    if (disconnection) return { failure: failureWithoutAnswer(request, disconnection) };
    // A token that couldn't be had, or stored in n8n's database: then the API has said 401 before, or
    // nothing was sent at all.
    const isBeforeSending = !ticket.used || chain.some(isOfCredential);
    return { failure: isBeforeSending ? failureBefore(error) : failureSomewhere(request, error) };
  }

  private masked(answer: Answer, { token }: Ticket): Answer {
    return withoutSecrets(answer, [...this.secrets, token]);
  }
}

/** What is asked for is always JSON: HTML of a proxy, or half an answer, says nothing. */
function isUsable({ method }: ApiRequest, { status, body }: Answer): boolean {
  return status >= 200 && status < 300 && (method !== 'GET' || isObject(body));
}

function failureOf(request: ApiRequest, { status, headers, body }: Answer): Failure {
  return { ...failureOfAnswer(request, status, body), retryAfter: retryAfterIn(headers) };
}

function isOfCredential(level: unknown): boolean {
  return (
    level instanceof UserError ||
    property(level, 'name') === 'QueryFailedError' ||
    /^SQLITE_/.test(String(property(level, 'code') ?? ''))
  );
}

/** After a 429 always, since nothing was done; a question also where it got no usable answer. */
function maySendAgain({ method }: ApiRequest, { status, kind }: Failure): boolean {
  return status === 429 || (method === 'GET' && kind === 'unanswered');
}
