import type { FastifyInstance } from 'fastify';
import { ApiError, oauthError } from './apiError';
import type { Application } from './application';
import { isObject, textAt, type JsonObject } from './json';
import { toSecond } from './timestamps';
import type { Token } from './tokens';

const INVALID_TOKEN_TEXTS = {
  expired: 'The access token expired',
  revoked: 'The access token was revoked',
  unknown: 'The access token is invalid',
};

/**
 * The token that a request may be answered for.
 *
 * @param authorization the Authorization header
 * @throws ApiError 401: empty without a header, `invalid_token` for a token that doesn't hold
 */
export function authorize(app: Application, authorization: string | undefined): Token {
  const value = bearerOf(authorization);
  if (value === undefined) {
    throw new ApiError(401, undefined, { 'WWW-Authenticate': 'Bearer realm="Doorkeeper"' });
  }
  const token = app.tokens.find(value);
  const state = token ? app.tokens.state(token) : 'unknown';
  if (token && state === 'valid') return token;
  const description = INVALID_TOKEN_TEXTS[state === 'valid' ? 'unknown' : state];
  throw oauthError(401, 'invalid_token', description, {
    'WWW-Authenticate': `Bearer realm="Doorkeeper", error="invalid_token", error_description="${description}"`,
  });
}

/** The token in an Authorization header. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

/** Whether a request to an OAuth path has a content type that the docs show for it. */
export function isForm(path: string, contentType: string): boolean {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return true;
  return path !== '/oauth/token' && /^multipart\/form-data\b/i.test(contentType);
}

/** The documented OAuth endpoints ("Authorization"). */
export function registerOAuth(server: FastifyInstance, app: Application): void {
  /** A number, or as it has been seen, too. */
  const time = (milliseconds: number): number | string =>
    app.settings.wording === 'as seen' ? toSecond(new Date(milliseconds)) : seconds(milliseconds);

  server.post('/oauth/token', (request) => {
    const form = formOf(request.body);
    checkClient(app, form);
    if (!form.grant_type) {
      throw oauthError(400, 'invalid_request', 'Missing required parameter: grant_type.');
    }
    if (form.grant_type !== 'client_credentials') {
      throw oauthError(
        400,
        'unsupported_grant_type',
        'The authorization grant type is not supported by the authorization server.',
      );
    }
    const { tokenLifetimeSeconds, tokensPerClient } = app.settings;
    const token = app.tokens.issue(tokenLifetimeSeconds, tokensPerClient);
    return {
      access_token: token.value,
      token_type: 'Bearer',
      expires_in: tokenLifetimeSeconds,
      created_at: time(token.createdAt),
    };
  });

  server.post('/oauth/revoke', (request) => {
    const form = formOf(request.body);
    checkClient(app, form);
    const token = app.tokens.find(tokenOf(form));
    if (token) token.revoked = true;
    return {};
  });

  server.post('/oauth/introspect', (request) => {
    const form = formOf(request.body);
    checkClient(app, form);
    const token = app.tokens.find(tokenOf(form));
    if (!token || app.tokens.state(token) !== 'valid') return { active: false };
    return {
      active: true,
      scope: '',
      client_id: app.credentials.clientId,
      token_type: 'Bearer',
      exp: time(token.expiresAt),
      iat: time(token.createdAt),
    };
  });

  server.get('/oauth/token/info', (request) => {
    const token = authorize(app, request.headers.authorization);
    return {
      resource_owner_id: null,
      scope: [],
      expires_in: Math.max(0, seconds(token.expiresAt - Date.now())),
      application: { uid: app.credentials.clientId },
      created_at: seconds(token.createdAt),
    };
  });
}

function formOf(body: unknown): JsonObject {
  return isObject(body) ? body : {};
}

function tokenOf(form: JsonObject): string {
  const token = textAt(form, 'token');
  if (token === '') throw oauthError(400, 'invalid_request', 'Missing required parameter: token.');
  return token;
}

function checkClient(app: Application, form: JsonObject): void {
  const { clientId, clientSecret } = app.credentials;
  if (form.client_id === clientId && form.client_secret === clientSecret) return;
  throw oauthError(
    401,
    'invalid_client',
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  );
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
