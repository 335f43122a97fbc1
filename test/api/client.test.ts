import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { KopoKopoApi } from '../../credentials/KopoKopoApi.credentials';
import { sessionOwnerOf } from '../../nodes/KopoKopo/api/account';
import { KopoKopoClient, type Reply } from '../../nodes/KopoKopo/api/client';
import * as flow from '../../nodes/KopoKopo/flow/pause';

/** What n8n's helper may answer or throw, whatever the version. */

const CREDENTIAL = {
  environment: 'custom',
  baseUrl: 'https://kopokopo.test',
  clientId: 'shop',
  clientSecret: 'secret',
  accessToken: 'the token',
};
const POST = { method: 'POST', path: '/api/v1/payments', what: 'payment', body: {} } as const;

/** As n8n calls it. */
async function authenticate(
  credential: typeof CREDENTIAL,
  request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
  const { authenticate: own } = new KopoKopoApi();
  if (typeof own !== 'function') throw new Error('n8n calls a function');
  return await own(credential, request);
}

type Helper = (request: IHttpRequestOptions, credential: IDataObject) => Promise<unknown>;

/** Sends with a helper that behaves as given, after it has put the token on as n8n does. */
async function send(
  helper: Helper,
  { before = async () => {}, credential = { ...CREDENTIAL } as IDataObject } = {},
): Promise<Reply> {
  const context = {
    getCredentials: async () => ({ ...credential }),
    helpers: {
      async httpRequestWithAuthentication(
        this: IExecuteFunctions,
        type: string,
        request: IHttpRequestOptions,
      ) {
        const own = await this.getCredentials<IDataObject & typeof CREDENTIAL>(type);
        await before();
        const authenticated = await authenticate(own, request);
        return await helper(authenticated, own);
      },
    },
  } as unknown as IExecuteFunctions;
  const client = await KopoKopoClient.open(context);
  return await client.send(POST);
}

const answer = (statusCode: number, headers: IDataObject = {}, body: unknown = {}) => ({
  statusCode,
  headers,
  body,
});

it('renews the token also with an n8n that hands a 401 over instead of throwing it', async () => {
  const asked: unknown[] = [];
  const reply = await send(async ({ ignoreHttpStatusErrors }) => {
    asked.push(ignoreHttpStatusErrors);
    return answer(asked.length === 1 ? 401 : 201);
  });
  expect(reply.answer?.status).toBe(201);
  // The second one throws it, so that n8n gets a new token.
  expect(asked).toEqual([{ ignore: true, except: [401] }, false]);
});

it('says that it was refused when the API takes no token at all', async () => {
  const unauthorised = Object.assign(new Error(), { response: { status: 401, data: '' } });
  const { failure } = await send(async () => {
    throw new Error('n8n', { cause: unauthorised });
  });
  expect(failure).toMatchObject({ kind: 'refused', status: 401 });
});

it('does not tell the token that an answer says back, however it comes', async () => {
  const echo = (request: IHttpRequestOptions) => ({
    error_message: `not allowed: ${String(request.headers?.Authorization)}`,
  });
  const credential = { ...CREDENTIAL, sessionOwner: sessionOwnerOf(CREDENTIAL) };
  const handedOver = await send(async (request) => answer(403, {}, echo(request)), { credential });
  const thrown = await send(
    async (request) => {
      throw new Error('n8n', { cause: { response: { status: 403, data: echo(request) } } });
    },
    { credential },
  );
  const accepted = await send(async (request) => answer(200, {}, echo(request)), { credential });
  expect(accepted.answer?.body).toEqual({ error_message: 'not allowed: Bearer ***' });
  for (const { failure } of [handedOver, thrown]) {
    expect(failure?.message).toMatch(/: not allowed: Bearer \*\*\*$/);
    expect(JSON.stringify(failure)).not.toContain(CREDENTIAL.accessToken);
  }
});

it('knows of a second try that nothing was sent with it, whatever the first one was', async () => {
  let tries = 0;
  const { failure } = await send(async () => answer(401), {
    before: async () => {
      tries++;
      if (tries === 2) throw new TypeError('x is not a function');
    },
  });
  expect(failure).toMatchObject({ kind: 'refused', advice: 'Nothing was sent.' });
});

describe('what is thrown', () => {
  const helper = (error: unknown) => async () => {
    throw new Error('n8n', { cause: error });
  };
  const named = (name: string, facts: object = {}) =>
    Object.assign(new Error('the database is locked'), { name, ...facts });

  it.each([
    ['a locked database', named('Error', { code: 'SQLITE_BUSY' })],
    ['a query that failed', named('QueryFailedError')],
    ['a database that is not there', named('Error', { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['anything', new TypeError('x is not a function')],
  ])('before the token was put on is no reason to look for a payment: %s', async (_what, error) => {
    const { failure } = await send(async () => answer(201), { before: helper(error) });
    expect(failure).toEqual({
      kind: 'refused',
      message: error.message,
      advice: 'Nothing was sent.',
      lasts: false,
    });
  });

  it.each([
    ['a token that cannot be had', new UserError('wrong keys')],
    ['a token that cannot be stored', named('QueryFailedError')],
    ['a locked database', named('Error', { code: 'SQLITE_BUSY' })],
  ])('after it is none either where it can only follow a 401: %s', async (_what, error) => {
    expect((await send(helper(error))).failure?.kind).toBe('refused');
  });

  it.each([
    ['a stack that is full', new RangeError('Maximum call stack size exceeded')],
    ['a mistake in n8n', new TypeError('x is not a function')],
    ['a connection of something else', named('Error', { code: 'ECONNREFUSED' })],
    ['text', 'no'],
  ])('after it, otherwise, leaves open what became of the payment: %s', async (_what, error) => {
    const { failure } = await send(helper(error));
    expect(failure?.kind).toBe('unknown');
    expect(failure?.message).toMatch(
      /^The request broke off: .+\. It is not known whether the payment was created$/,
    );
  });
});

describe('a 429 is waited for', () => {
  let pauses: number[];
  beforeEach(() => {
    pauses = [];
    jest.spyOn(flow, 'pause').mockImplementation(async (milliseconds) => {
      pauses.push(milliseconds);
    });
  });
  afterEach(() => jest.restoreAllMocks());

  const after = (value: string) => {
    let times = 0;
    return async () => answer((times += 1) === 1 ? 429 : 201, { 'retry-after': value });
  };

  it.each([
    ['seconds', '20', 20_000],
    ['a date', new Date(Date.now() + 20_500).toUTCString(), 19_000],
  ])('as long as it asks for in %s', async (_how, value, least) => {
    expect((await send(after(value))).answer?.status).toBe(201);
    expect(pauses).toEqual([expect.any(Number)]);
    expect(pauses[0]).toBeGreaterThan(least - 1_000);
    expect(pauses[0]).toBeLessThan(22_000);
  });

  it.each(['3600', new Date(Date.now() + 3_600_000).toUTCString()])(
    'unless that is too long: %s',
    async (value) => {
      expect((await send(after(value))).failure?.status).toBe(429);
      expect(pauses).toEqual([]);
    },
  );

  it.each(['soon', '', new Date(Date.now() - 60_000).toUTCString()])(
    'a moment where it says nothing that helps: "%s"',
    async (value) => {
      await send(after(value));
      expect(pauses).toHaveLength(1);
      expect(pauses[0]).toBeLessThan(2_000);
    },
  );
});

describe('the token', () => {
  const signed = { ...CREDENTIAL, sessionOwner: sessionOwnerOf(CREDENTIAL) };
  const authorization = async (credential: IDataObject, request: Partial<IHttpRequestOptions>) => {
    const sent = await authenticate(credential as typeof CREDENTIAL, {
      url: 'https://kopokopo.test/x',
      ...request,
    });
    return sent.headers?.Authorization;
  };

  it.each<Partial<IHttpRequestOptions>>([
    {},
    { url: '/oauth/token/info', baseURL: 'https://kopokopo.test' },
  ])('goes to the host of its credential: %j', async (request) => {
    expect(await authorization(signed, request)).toBe('Bearer the token');
  });

  it.each<Partial<IHttpRequestOptions>>([
    { url: 'https://example.com/x' },
    { url: 'http://kopokopo.test/x' },
    { url: 'https://kopokopo.test.example.com/x' },
    { url: 'https://kopokopo.test:8443/x' },
    { url: '//example.com/x', baseURL: 'https://kopokopo.test' },
    { url: '/x' },
    { url: '' },
  ])('goes to no other: %j', async (request) => {
    expect(await authorization(signed, request)).toBeUndefined();
  });

  it.each(['clientId', 'clientSecret', 'baseUrl'])('is not that of another %s', async (name) => {
    const changed = { ...signed, [name]: 'https://other.test' };
    expect(await authorization(changed, { url: 'https://other.test/x' })).toBeUndefined();
    expect(await authorization(changed, {})).toBeUndefined();
  });

  it('is not put on for another account than the request is for, whatever n8n has read', async () => {
    const ticket = { account: 'of another shop', used: false };
    const url = 'https://kopokopo.test/x';
    await expect(authenticate(signed, Object.assign({ url }, { ticket }))).rejects.toThrow(
      'The credential was changed to',
    );
    expect(ticket.used).toBe(false);
  });
});
