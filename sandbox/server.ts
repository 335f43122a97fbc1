/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Readable } from 'node:stream';
import formbody from '@fastify/formbody';
import createFastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { apiError, ApiError, badRequest, methodNotAllowed, notFound, oauthError } from './apiError';
import type { Application } from './application';
import { currentClock } from './clock';
import { errorAsSeen } from './asSeen/errors';
import { registerControl } from './controlRoutes';
import type { Fault } from './faults';
import { isObject, type JsonObject } from './json';
import { readMultipart } from './multipart';
import { authorize, bearerOf, isForm, registerOAuth } from './oauth';
import { registerResources } from './resourceRoutes';
import type { ReceivedRequest } from './requestLog';

/** What the server keeps of a request between its hooks. */
interface Exchange {
  received: ReceivedRequest;
  /** A fault that takes effect on the answer. */
  fault?: Fault;
}

/** A body of 50,000 transactions is never received, only sent; this is for large requests. */
const BODY_LIMIT = 10 * 1024 * 1024;

/** Builds the HTTP server of the sandbox; it doesn't listen yet. */
export async function buildServer(app: Application): Promise<FastifyInstance> {
  const server = createFastify({
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
  });
  const exchanges = new WeakMap<FastifyRequest, Exchange>();

  await server.register(formbody);
  server.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'string' },
    (request, body, done) => {
      const text = typeof body === 'string' ? body : body.toString();
      done(null, readMultipart(request.headers['content-type'] ?? '', text) ?? {});
    },
  );

  // Everything that happens before a body is looked into: what the request was, what goes wrong
  // with it, and whether it may come in at all. It stands before the parser so that a request is
  // also remembered when its body can't be read.
  server.addHook('preParsing', async (request, reply, payload) => {
    const raw = await readAll(payload);
    const path = pathOf(request);
    if (!isControl(path)) {
      const exchange: Exchange = { received: describe(app, request, raw) };
      exchanges.set(request, exchange);
      app.requests.add(exchange.received);
      await holdBack(app, request, app.settings.latencyMs);
      await strike(app, exchange, request, reply);
      if (reply.sent) return undefined;
      admit(app, request, path);
    }
    return Readable.from(raw.length > 0 ? [raw] : []);
  });

  server.addHook('preHandler', async (request) => {
    const exchange = exchanges.get(request);
    if (exchange) exchange.received.body = withoutSecrets(app, request.body);
  });

  server.addHook('onSend', async (request, reply, payload) => {
    const exchange = exchanges.get(request);
    if (!exchange) return payload;
    exchange.received.status = reply.statusCode;
    const { fault } = exchange;
    if (!fault) return payload;
    exchange.fault = undefined;
    await holdBack(app, request, fault.delayMs ?? 0);
    if (fault.action === 'answer-after') {
      const answer = answerOf(fault);
      reply.removeHeader('location');
      reply.removeHeader('content-length');
      reply.code(answer.status).headers(answer.headers);
      exchange.received.status = answer.status;
      return answer.text;
    }
    exchange.received.status = null;
    if (fault.action === 'half') await sendHalf(reply, payload, fault);
    else request.raw.socket.destroy();
    // The answer never leaves.
    return new Promise<undefined>(() => {});
  });

  server.setErrorHandler(async (error: FastifyError | ApiError, request, reply) => {
    const answer = error instanceof ApiError ? error : fromFastify(error, pathOf(request));
    return sendError(reply, app.settings.wording === 'as seen' ? errorAsSeen(answer) : answer);
  });

  registerOAuth(server, app);
  const known = registerResources(server, app);
  registerControl(server, app);
  const knownPaths = [...known, /^\/oauth\/(token|revoke|introspect|token\/info)$/];

  server.setNotFoundHandler(async (request, reply) => {
    const path = pathOf(request);
    const isKnown = knownPaths.some((pattern) => pattern.test(path));
    return sendError(reply, isKnown ? methodNotAllowed() : notFound());
  });

  return server;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? request.url;
}

/** Keeps the client waiting for some milliseconds. */
async function holdBack(app: Application, request: FastifyRequest, ms: number): Promise<void> {
  if (ms <= 0) return;
  const goOn = keepWaiting(request);
  await app.outstanding.sleep(ms);
  goOn();
}

/** @returns ends it; the end of the connection does so, too */
function keepWaiting({ raw: { socket } }: FastifyRequest): () => void {
  const forget = currentClock().keepsWaiting(socket.remotePort);
  const goOn = () => {
    socket.off('close', goOn);
    forget();
  };
  socket.once('close', goOn);
  return goOn;
}

function isControl(path: string): boolean {
  return path === '/sandbox' || path.startsWith('/sandbox/');
}

async function readAll(payload: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of payload) {
    chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  }
  return Buffer.concat(chunks);
}

function describe(app: Application, request: FastifyRequest, raw: Buffer): ReceivedRequest {
  const token = app.tokens.find(bearerOf(request.headers.authorization) ?? '');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  if (headers.authorization !== undefined) {
    headers.authorization = `Bearer #${token?.number ?? '?'}`;
  }
  return {
    at: Date.now(),
    method: request.method,
    path: pathOf(request),
    headers,
    body: withoutSecrets(app, parsed(raw.toString(), headers['content-type'] ?? '')),
    rawBody: hideSecrets(app, raw.toString()),
    status: null,
    tokenNumber: token?.number ?? null,
  };
}

function hideSecrets(app: Application, text: string): string {
  const { clientSecret } = app.credentials;
  const hidden = text
    .replaceAll(clientSecret, '***')
    .replaceAll(encodeURIComponent(clientSecret), '***')
    // Also a wrong secret is somebody's secret.
    .replace(/(client_secret=)[^&]*/, '$1***');
  return /\btoken\b/.test(hidden) ? app.tokens.redact(hidden) : hidden;
}

function withoutSecrets(app: Application, body: unknown): unknown {
  if (!isObject(body)) return body;
  const shown: JsonObject = { ...body };
  if (shown.client_secret !== undefined) shown.client_secret = '***';
  if (typeof shown.token === 'string') shown.token = app.tokens.redact(shown.token);
  return shown;
}

/** Lets a fault that comes before the processing take effect; keeps one that comes after. */
async function strike(
  app: Application,
  exchange: Exchange,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { received } = exchange;
  const fault = app.faults.take(received.method, received.path);
  if (!fault) return;
  const action = fault.action ?? 'answer';
  if (action === 'drop-after' || action === 'answer-after' || action === 'half') {
    exchange.fault = fault;
    return;
  }
  await holdBack(app, request, fault.delayMs ?? 0);
  if (action === 'answer') {
    const answer = answerOf(fault);
    reply.code(answer.status).headers(answer.headers);
    await reply.send(answer.text);
    return;
  }
  reply.hijack();
  if (action === 'drop') request.raw.socket.destroy();
  else keepWaiting(request);
}

/**
 * The body of a request that may never reach the parser (a fault takes it, the token is refused).
 * This is for the log only; what the parser makes of it replaces it.
 */
function parsed(raw: string, contentType: string): unknown {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    return Object.fromEntries(new URLSearchParams(raw));
  }
  try {
    const value: unknown = JSON.parse(raw);
    return value;
  } catch {
    return undefined;
  }
}

function answerOf(fault: Fault): {
  status: number;
  headers: Record<string, string>;
  text: string;
} {
  const { body } = fault;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const contentType =
    fault.contentType ?? (typeof body === 'string' ? 'text/html' : 'application/json');
  return {
    status: fault.status ?? 500,
    headers: { ...(text === '' ? {} : { 'content-type': contentType }), ...fault.headers },
    text,
  };
}

async function sendHalf(reply: FastifyReply, payload: unknown, fault: Fault): Promise<void> {
  const own = typeof payload === 'string' ? payload : '';
  const text = own || answerOf(fault).text || '{"data":{"id":"the other half is missing"}}';
  const bytes = Buffer.from(text);
  reply.raw.writeHead(reply.statusCode, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(bytes.length),
  });
  await new Promise<void>((resolve) => {
    reply.raw.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => resolve());
  });
  reply.raw.socket?.destroy();
}

/**
 * The checks before the body: User-Agent, token, Accept, Content-Type.
 *
 * @throws ApiError 403 with an empty body, 401, 406, 400
 */
function admit(app: Application, request: FastifyRequest, path: string): void {
  if (app.settings.requireUserAgent && !request.headers['user-agent']) throw new ApiError(403);
  const contentType = request.headers['content-type'] ?? '';
  if (path.startsWith('/oauth/')) {
    if (request.method === 'POST' && !isForm(path, contentType)) {
      throw oauthError(
        400,
        'invalid_request',
        'The request must be sent as application/x-www-form-urlencoded.',
      );
    }
    return;
  }
  authorize(app, request.headers.authorization);
  const accept = request.headers.accept ?? '*/*';
  if (!/\*\/\*|application\/(\*|json\b)/i.test(accept)) {
    throw apiError(406, "You requested a format that isn't valid json");
  }
  if (request.method === 'POST' && !/^application\/json\b/i.test(contentType)) {
    throw badRequest('Content type must be application/json');
  }
}

/** What the framework found wrong, as the API would say it. */
function fromFastify(error: FastifyError, path: string): ApiError {
  const status = error.statusCode ?? 500;
  if (isControl(path)) return new ApiError(status, { error: error.message });
  if (status >= 500) return apiError(500, 'We had a problem with our server. Try again later.');
  return badRequest('Request body is not valid JSON');
}

function sendError(reply: FastifyReply, error: ApiError): FastifyReply {
  reply.code(error.status).headers(error.headers);
  return error.body === undefined ? reply.send() : reply.send(error.body);
}
