import type { FastifyInstance } from 'fastify';
import { ApiError } from './apiError';
import type { Application } from './application';
import { controlOf, type BusinessPayment, type CustomerPayment } from './control';
import type { Fault } from './faults';
import { isObject, textAt, type JsonObject } from './json';
import { TILLS } from './merchant';
import type { NextResult } from './results';
import { TOPICS } from './samples';
import { DEFAULT_SETTINGS, WORDINGS, type Settings } from './settings';

const OUTCOMES = ['succeeded', 'failed', 'partial', 'never'] as const;
const CALLBACKS = ['deliver', 'lose', 'duplicate', 'early', 'forged-then-real'] as const;
const ACTIONS = ['answer', 'hang', 'drop', 'drop-after', 'answer-after', 'half'] as const;
const DELETIONS = ['unsupported', 'supported', 'gone', 'error'] as const;

/**
 * The control surface over HTTP, for demos and tests in other processes: the same names and JSON
 * as in `SandboxControl`. It has no authorization; the sandbox listens on this machine only.
 */
export function registerControl(server: FastifyInstance, app: Application): void {
  const control = controlOf(app);
  const done = { ok: true };

  server.get('/sandbox', () => ({
    name: 'Kopo Kopo sandbox',
    url: app.url,
    tills: TILLS,
    settings: app.settings,
    get: ['requests', 'subscriptions', 'messages', 'deliveries', 'created/:type'],
    post: [
      'customer-pays',
      'business-pays',
      'reverse-payment',
      'list-payment',
      'emit',
      'next-result',
      'fault',
      'clear-faults',
      'expire-tokens',
      'revoke-tokens',
      'clear-requests',
      'configure',
      'resolve',
      'seed-transactions',
      'forget-subscription',
      'idle',
    ],
  }));
  server.get<{ Querystring: { method?: string; path?: string } }>('/sandbox/requests', (request) =>
    control.requests(request.query),
  );
  server.get('/sandbox/subscriptions', () => control.subscriptions());
  server.get('/sandbox/messages', () => control.messages());
  server.get('/sandbox/deliveries', () => control.deliveries());
  server.get<{ Params: { type: string } }>('/sandbox/created/:type', (request) =>
    control.created(request.params.type),
  );

  server.post('/sandbox/customer-pays', (request) => control.customerPays(payment(request.body)));
  server.post('/sandbox/business-pays', (request) =>
    control.businessPays(businessPayment(request.body)),
  );
  server.post('/sandbox/reverse-payment', (request) => {
    const input = objectOf(request.body);
    return control.reversePayment(textAt(input, 'reference'), number(input, 'deliveries'));
  });
  server.post('/sandbox/list-payment', (request) => {
    control.listPayment(textAt(objectOf(request.body), 'reference'));
    return done;
  });
  server.post('/sandbox/emit', (request) => {
    const input = objectOf(request.body);
    const topic = oneOf(input, 'topic', TOPICS);
    if (topic === undefined) throw wrong('topic', 'is needed');
    return control.emitEvent(topic, optionalObject(input, 'overrides'), {
      ...given('deliveries', number(input, 'deliveries')),
    });
  });
  server.post('/sandbox/next-result', (request) => {
    control.nextResult(nextResult(objectOf(request.body)));
    return done;
  });
  server.post('/sandbox/fault', (request) => {
    control.fault(fault(objectOf(request.body)));
    return done;
  });
  server.post('/sandbox/clear-faults', () => {
    control.clearFaults();
    return done;
  });
  server.post('/sandbox/expire-tokens', () => {
    control.expireTokens();
    return done;
  });
  server.post('/sandbox/revoke-tokens', () => {
    control.revokeTokens();
    return done;
  });
  server.post('/sandbox/clear-requests', () => {
    control.clearRequests();
    return done;
  });
  server.post('/sandbox/configure', (request) => {
    control.configure(settings(objectOf(request.body)));
    return app.settings;
  });
  server.post('/sandbox/resolve', async (request) => {
    const input = objectOf(request.body);
    await control.resolve(textAt(input, 'id'), nextResult(input));
    return done;
  });
  server.post('/sandbox/seed-transactions', (request) => {
    const input = objectOf(request.body);
    const count = number(input, 'count');
    if (count === undefined) throw wrong('count', 'is needed');
    control.seedTransactions(count, {
      ...given('tillNumber', text(input, 'tillNumber')),
      ...given('from', date(input, 'from')),
      ...given('to', date(input, 'to')),
    });
    return done;
  });
  server.post('/sandbox/forget-subscription', (request) => {
    control.forgetSubscription(textAt(objectOf(request.body), 'id'));
    return done;
  });
  server.post('/sandbox/idle', async () => {
    await control.idle();
    return done;
  });
}

function payment(body: unknown): CustomerPayment {
  const input = objectOf(body);
  return {
    ...payIn(input),
    ...given('phoneNumber', textOrNull(input, 'phoneNumber')),
    ...given('firstName', text(input, 'firstName')),
    ...given('middleName', textOrNull(input, 'middleName')),
    ...given('lastName', text(input, 'lastName')),
    ...given('alsoCustomerCreated', flag(input, 'alsoCustomerCreated')),
  };
}

function businessPayment(body: unknown): BusinessPayment {
  const input = objectOf(body);
  return { ...payIn(input), ...given('sendingTill', text(input, 'sendingTill')) };
}

/** What all payments have. */
function payIn(input: JsonObject): BusinessPayment {
  const { amount } = input;
  if (typeof amount !== 'number' && typeof amount !== 'string') throw wrong('amount', 'is needed');
  return {
    amount,
    ...given('tillNumber', text(input, 'tillNumber')),
    ...given('deliveries', number(input, 'deliveries')),
    ...given('at', date(input, 'at')),
    ...given('listed', flag(input, 'listed')),
  };
}

function nextResult(input: JsonObject): NextResult {
  return {
    outcome: oneOf(input, 'outcome', OUTCOMES) ?? 'succeeded',
    ...given('type', text(input, 'type')),
    ...given('delayMs', number(input, 'delayMs')),
    ...given('errors', errors(input)),
    ...given('callback', oneOf(input, 'callback', CALLBACKS)),
    ...given('transactions', number(input, 'transactions')),
    ...given('attributes', optionalObject(input, 'attributes')),
  };
}

function fault(input: JsonObject): Fault {
  const pattern = text(input, 'pathPattern');
  const headers = optionalObject(input, 'headers');
  return {
    ...given('method', text(input, 'method')),
    ...given('path', pattern === undefined ? text(input, 'path') : new RegExp(pattern)),
    ...given('skip', number(input, 'skip')),
    // JSON has no Infinity: null is "every one".
    ...given('times', input.times === null ? Infinity : number(input, 'times')),
    ...given('status', number(input, 'status')),
    ...given(
      'headers',
      headers &&
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ),
    ...given('body', input.body),
    ...given('contentType', text(input, 'contentType')),
    ...given('action', oneOf(input, 'action', ACTIONS)),
    ...given('delayMs', number(input, 'delayMs')),
  };
}

function settings(input: JsonObject): Partial<Settings> {
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(DEFAULT_SETTINGS, name)) throw wrong(name, 'is not a setting');
  }
  return {
    ...given('latencyMs', number(input, 'latencyMs')),
    ...given('resultDelayMs', number(input, 'resultDelayMs')),
    ...given('tokenLifetimeSeconds', number(input, 'tokenLifetimeSeconds')),
    ...given(
      'tokensPerClient',
      input.tokensPerClient === null ? null : number(input, 'tokensPerClient'),
    ),
    ...given('callbackLossRate', number(input, 'callbackLossRate')),
    ...given('callbackDuplicates', number(input, 'callbackDuplicates')),
    ...given('shuffleDeliveries', flag(input, 'shuffleDeliveries')),
    ...given('shuffleWindowMs', number(input, 'shuffleWindowMs')),
    ...given('deliveryRetries', number(input, 'deliveryRetries')),
    ...given('deliveryRetryDelayMs', number(input, 'deliveryRetryDelayMs')),
    ...given('deliveryTimeoutMs', number(input, 'deliveryTimeoutMs')),
    ...given('webhookDeletion', oneOf(input, 'webhookDeletion', DELETIONS)),
    ...given('requireUserAgent', flag(input, 'requireUserAgent')),
    ...given('wording', oneOf(input, 'wording', WORDINGS)),
    ...given('randomSeed', number(input, 'randomSeed')),
  };
}

/** `{name: value}`, or nothing when there is no value: a default must not be overwritten by it. */
function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  const object: Partial<Record<Name, Value>> = {};
  if (value !== undefined) object[name] = value;
  return object;
}

function objectOf(body: unknown): JsonObject {
  if (body === undefined || body === null) return {};
  if (!isObject(body)) throw wrong('body', 'must be a JSON object');
  return body;
}

function optionalObject(input: JsonObject, name: string): JsonObject | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (!isObject(value)) throw wrong(name, 'must be an object');
  return value;
}

function text(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value !== undefined && typeof value !== 'string') throw wrong(name, 'must be a text');
  return value;
}

function textOrNull(input: JsonObject, name: string): string | null | undefined {
  return input[name] === null ? null : text(input, name);
}

function number(input: JsonObject, name: string): number | undefined {
  const value = input[name];
  if (value !== undefined && typeof value !== 'number') throw wrong(name, 'must be a number');
  return value;
}

function flag(input: JsonObject, name: string): boolean | undefined {
  const value = input[name];
  if (value !== undefined && typeof value !== 'boolean') throw wrong(name, 'must be true or false');
  return value;
}

function date(input: JsonObject, name: string): Date | undefined {
  const value = text(input, name);
  if (value === undefined) return undefined;
  if (Number.isNaN(Date.parse(value))) throw wrong(name, 'must be an ISO 8601 time');
  return new Date(value);
}

function errors(input: JsonObject): string | string[] | null | undefined {
  const value = input.errors;
  if (value === null) return null;
  return Array.isArray(value) ? value.map(String) : text(input, 'errors');
}

function oneOf<Value extends string>(
  input: JsonObject,
  name: string,
  values: readonly Value[],
): Value | undefined {
  if (input[name] === undefined) return undefined;
  const value = values.find((candidate) => candidate === input[name]);
  if (value === undefined) throw wrong(name, `must be one of: ${values.join(', ')}`);
  return value;
}

function wrong(name: string, problem: string): ApiError {
  return new ApiError(400, { error: `${name} ${problem}` });
}
