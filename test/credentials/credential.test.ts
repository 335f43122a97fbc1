import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { clock } from '../stage/clock';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters, type NodeRun } from '../stage/engine';
import { anotherProcess } from '../stage/processes';

let sandbox: Sandbox;
let store: Store;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox();
  store = new Store(credentialFor(sandbox));
  engine = await Engine.start(store);
});
afterEach(() => sandbox.stop());

const GET_INFO: NodeParameters = { resource: 'accessToken', operation: 'getInfo' };
const run = async (on: Engine = engine): Promise<NodeRun> =>
  await on.runAction({ parameters: GET_INFO });

const statuses = () =>
  sandbox.control.requests({ path: '/oauth/token/info' }).map(({ status }) => status);

describe('one token is enough', () => {
  it('for many executions at the same time', async () => {
    const engines = [engine, await Engine.start(store), await Engine.start(store)];
    const runs = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => await run(engines[index % 3])),
    );
    expect(runs.map(({ error }) => error)).toEqual(runs.map(() => undefined));
    expect(sandbox.control.tokenRequests()).toBe(1);
    expect(statuses()).toEqual(runs.map(() => 200));
  });

  it('for executions one after the other', async () => {
    for (let i = 0; i < 3; i++) await run();
    expect(sandbox.control.tokenRequests()).toBe(1);
  });

  it('for several processes on one database', async () => {
    await run();
    const second = await anotherProcess(store);
    expect((await run(second)).error).toBeUndefined();
    expect(sandbox.control.tokenRequests()).toBe(1);
    expect(statuses()).toEqual([200, 200]);

    // The other way round: what the second process renews, the first one finds in the database.
    sandbox.control.expireTokens();
    await run(second);
    await run();
    expect(sandbox.control.tokenRequests()).toBe(2);
    expect(statuses()).toEqual([200, 200, 401, 200, 200]);
  });

  it('but not for processes that share nothing', async () => {
    await run();
    await run(await anotherProcess(new Store(credentialFor(sandbox))));
    expect(sandbox.control.tokenRequests()).toBe(2);
  });
});

describe('a token is renewed', () => {
  it('before it expires, without a request that fails', async () => {
    sandbox.control.configure({ tokenLifetimeSeconds: 0.6 });
    await run();
    await clock.sleep(350);
    await run();
    expect(sandbox.control.tokenRequests()).toBe(2);
    expect(statuses()).toEqual([200, 200]);
  });

  it('that has run out is not taken again when n8n has lost the one in the database', async () => {
    sandbox.control.configure({ tokenLifetimeSeconds: 0.6 });
    await run();
    await clock.sleep(350);
    Object.assign(store.credential, { sessionValidity: '', accessToken: '' });
    await run();
    expect(sandbox.control.tokenRequests()).toBe(2);
    // The first one still holds for the API: nobody has tried it.
    expect(sandbox.control.requests({ path: '/oauth/token/info' }).at(-1)?.tokenNumber).toBe(2);
  });

  it.each([
    ['expired', () => sandbox.control.expireTokens()],
    ['revoked', () => sandbox.control.revokeTokens()],
  ])('when the API says that it is %s, once for many executions', async (_state, end) => {
    await run();
    end();
    const runs = await Promise.all(Array.from({ length: 10 }, async () => await run()));
    expect(runs.map(({ error }) => error)).toEqual(runs.map(() => undefined));
    expect(sandbox.control.tokenRequests()).toBe(2);
  });

  it('when n8n has restarted with one that has expired meanwhile', async () => {
    await run();
    sandbox.control.expireTokens();
    expect((await run(await anotherProcess(store))).error).toBeUndefined();
    expect(sandbox.control.tokenRequests()).toBe(2);
  });

  it('when another client of the same application has used it up', async () => {
    sandbox.control.configure({ tokensPerClient: 1 });
    const other = await anotherProcess(new Store(credentialFor(sandbox)));
    for (const on of [engine, other, engine, other]) {
      expect((await run(on)).error).toBeUndefined();
    }
  });
});

describe('three tokens in two processes', () => {
  let second: Engine;
  beforeEach(async () => {
    // The first process has issued one, the second a later one, and both have died.
    await run();
    sandbox.control.revokeTokens();
    second = await anotherProcess(store);
    await run(second);
    sandbox.control.revokeTokens();
  });

  it('each process gets a new one rather than taking its own old one', async () => {
    sandbox.control.clearRequests();
    expect((await run()).error).toBeUndefined();
    expect(statuses()).toEqual([401, 200]);
    expect(sandbox.control.tokenRequests()).toBe(3);
    expect((await run(second)).error).toBeUndefined();
    expect(sandbox.control.tokenRequests()).toBe(3);
  });

  it('once for many executions', async () => {
    const runs = await Promise.all(Array.from({ length: 10 }, async () => await run()));
    expect(runs.map(({ error }) => error)).toEqual(runs.map(() => undefined));
    expect(sandbox.control.tokenRequests()).toBe(3);
  });
});

describe('a token belongs to one account', () => {
  const PAYMENT = { ...documented('Payment: Create').parameters, resultMode: 'none' };

  let other: Sandbox;
  beforeEach(async () => {
    other = await startSandbox();
  });
  afterEach(() => other.stop());

  it('and never reaches another one after the credential was edited', async () => {
    await run();
    Object.assign(store.credential, credentialFor(other));
    other.control.nextResult({ outcome: 'never' });
    const { error } = await engine.runAction({ parameters: PAYMENT });

    expect(error).toBeUndefined();
    expect(other.control.created('payment')).toHaveLength(1);
    expect(other.control.tokenRequests()).toBe(1);
    const authorizations = other.control
      .requests({ path: 'payments' })
      .map(({ headers }) => headers.authorization);
    expect(authorizations).toEqual([undefined, 'Bearer #1']);
  });

  it.each([['clientId'], ['clientSecret']])(
    'and is not used any more when the %s has changed',
    async (name) => {
      await run();
      sandbox.control.clearRequests();
      Object.assign(store.credential, { [name]: 'of-another-account' });
      const { error } = await engine.runAction({ parameters: PAYMENT });

      expect(error?.message).toMatch(/^Kopo Kopo did not accept the 'Client ID' or/);
      expect(sandbox.control.created('payment')).toEqual([]);
      const authorizations = sandbox.control
        .requests({ path: 'payments' })
        .map(({ headers }) => headers.authorization);
      expect(authorizations).toEqual([undefined]);
    },
  );
});

describe('a credential that does not work has a sentence', () => {
  async function sentence(changes: IDataObject): Promise<string | undefined> {
    Object.assign(store.credential, changes);
    return (await run()).error?.message;
  }

  const BOTH_KEYS = `Kopo Kopo did not accept the 'Client ID' or the 'Client Secret' (it says: Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method). Copy both again from the Applications page of the dashboard that belongs to the chosen 'Environment': sandbox and production have different keys [item 0]`;

  it.each<[string, IDataObject, string]>([
    ['wrong client ID', { clientId: 'x' }, BOTH_KEYS],
    ['wrong client secret', { clientSecret: 'x' }, BOTH_KEYS],
    [
      'no client ID',
      { clientId: ' ' },
      "Fill in the credential's 'Client ID' and 'Client Secret' [item 0]",
    ],
    [
      'no client secret',
      { clientSecret: '' },
      "Fill in the credential's 'Client ID' and 'Client Secret' [item 0]",
    ],
    [
      'host that is not there',
      { baseUrl: 'http://127.0.0.1:1' },
      "http://127.0.0.1:1 could not be reached: the host refuses connections. Check the internet connection of n8n, its proxy, and the credential's 'Environment' [item 0]",
    ],
    [
      'host whose name nobody knows',
      { baseUrl: 'https://api.kopokopo.invalid' },
      "https://api.kopokopo.invalid could not be reached: the host name is not known. Check the internet connection of n8n, its proxy, and the credential's 'Environment' [item 0]",
    ],
  ])('%s', async (_what, changes, expected) => {
    expect(await sentence(changes)).toBe(expected);
    expect(sandbox.control.tokenRequests()).toBe(0);
  });

  it.each<[string, IDataObject, string]>([
    [
      "the dashboard's host",
      { baseUrl: 'https://app.kopokopo.com' },
      "app.kopokopo.com is Kopo Kopo's dashboard, not its API. Set 'Environment' to Production, or use https://api.kopokopo.com",
    ],
    [
      'http to a host on the internet',
      { baseUrl: 'http://sandbox.kopokopo.com' },
      "The credential's 'Base URL' must start with https:// so that your keys are not sent in the clear; http:// is accepted for this computer only (localhost)",
    ],
    [
      'no base URL',
      { baseUrl: '  ' },
      "Fill in the credential's 'Base URL', e.g. https://sandbox.kopokopo.com",
    ],
    [
      'something else as base URL',
      { baseUrl: 'sandbox' },
      "The credential's 'Base URL' is not a URL: \"sandbox\". Enter one such as https://sandbox.kopokopo.com",
    ],
    [
      'a password in the base URL',
      { baseUrl: 'https://me:secret@sandbox.kopokopo.com' },
      "The credential's 'Base URL' holds a user name or password. Enter the host only, e.g. https://sandbox.kopokopo.com",
    ],
    [
      'an unknown environment',
      { environment: 'staging' },
      "The credential's 'Environment' is \"staging\". Choose Sandbox, Production or Custom",
    ],
  ])('%s, before anything is sent', async (_what, changes, expected) => {
    expect(await sentence(changes)).toBe(expected);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'no permission',
      { status: 403 },
      "URL refused the connection with status 403. Check that the credential's 'Environment' is right and that the application is allowed to use the API [item 0]",
    ],
    [
      'too many requests',
      {
        status: 429,
        body: { error_code: 429, error_message: 'Request threshold has been exceeded' },
      },
      'Kopo Kopo is receiving too many requests: Request threshold has been exceeded. Nothing was done. Try again in a few minutes [item 0]',
    ],
    [
      'a proxy that wants a login',
      { status: 407, body: '<html><head><title>Login</title></head></html>' },
      "A proxy between n8n and Kopo Kopo asks for a login: Login. Nothing was sent. Put the proxy's user name and password into n8n's HTTPS_PROXY, e.g. http://name:password@proxy:3128 [item 0]",
    ],
    [
      'a gateway that gave up waiting',
      { status: 408 },
      'Kopo Kopo did not answer in time (status 408). Try again in a few minutes [item 0]',
    ],
    [
      'another one',
      { status: 499 },
      'Kopo Kopo did not answer in time (status 499). Try again in a few minutes [item 0]',
    ],
    [
      'nothing there',
      { status: 404 },
      "URL did not answer with an access token (status 404). Check the credential's 'Environment' and 'Base URL' [item 0]",
    ],
    [
      'a redirect',
      { status: 302, headers: { Location: 'https://example.com/' } },
      "URL answered with a redirect (status 302) instead of a token. Check the credential's 'Base URL' [item 0]",
    ],
    [
      'a choice of addresses',
      { status: 300 },
      "URL answered with a redirect (status 300) instead of a token. Check the credential's 'Base URL' [item 0]",
    ],
    [
      'a page instead of a token',
      { status: 200, body: '<html><head><title>Welcome</title></head></html>' },
      "URL did not answer with an access token (status 200) (it says: Welcome). Check the credential's 'Environment' and 'Base URL' [item 0]",
    ],
    [
      'an empty 401',
      { status: 401 },
      "Kopo Kopo did not accept the 'Client ID' or the 'Client Secret'. Copy both again from the Applications page of the dashboard that belongs to the chosen 'Environment': sandbox and production have different keys [item 0]",
    ],
  ])('%s', async (_what, fault, expected) => {
    sandbox.control.fault({ path: '/oauth/token', times: Infinity, ...fault });
    const { error } = await engine.runAction({
      parameters: { ...documented('Payment: Create').parameters, resultMode: 'none' },
    });
    expect(error?.message).toBe(expected.replace('URL', sandbox.url));
    expect(error?.description).toBe('Nothing was sent.');
    expect(sandbox.control.requests({ path: 'payments' })).toEqual([]);
  });

  it('when Kopo Kopo is in trouble, and nothing was sent', async () => {
    sandbox.control.fault({ path: '/oauth/token', times: Infinity, status: 503 });
    const { error } = await engine.runAction({
      parameters: { ...documented('Payment: Create').parameters, resultMode: 'none' },
    });
    expect(error?.message).toBe(
      `Kopo Kopo is not available at the moment: ${sandbox.url} answered with status 503. Try again in a few minutes [item 0]`,
    );
    expect(error?.context?.outcome).toBe('refused');
  });
});

describe('what people paste into a credential works', () => {
  it.each(['/', '/api/v1', '/api/v1/', ' '])('a base URL with "%s" behind it', async (more) => {
    Object.assign(store.credential, { baseUrl: sandbox.url + more });
    expect((await run()).error).toBeUndefined();
  });

  it('keys with spaces around them', async () => {
    const { clientId, clientSecret } = sandbox.credentials;
    Object.assign(store.credential, {
      clientId: ` ${clientId} `,
      clientSecret: `${clientSecret}\n`,
    });
    expect((await run()).error).toBeUndefined();
  });
});
