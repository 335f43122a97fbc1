import axios from 'axios';
import { startSandbox, type Sandbox } from '../../sandbox';
import { ApiClient } from '../stage/merchantSide';

let sandbox: Sandbox;
let api: ApiClient;
const PATH = '/api/v1/incoming_payments/any';

beforeEach(async () => {
  sandbox = await startSandbox();
  api = new ApiClient(sandbox);
});
afterEach(() => sandbox.stop());

describe('POST /oauth/token', () => {
  it('issues a token of the documented shape', async () => {
    const answer = await api.form('/oauth/token', { grant_type: 'client_credentials' });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      created_at: expect.any(Number),
    });
    expect(sandbox.control.tokenRequests()).toBe(1);
  });

  it.each([
    [
      'another secret',
      { client_secret: 'x', grant_type: 'client_credentials' },
      401,
      'invalid_client',
    ],
    ['another client', { client_id: 'x', grant_type: 'client_credentials' }, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no grant', {}, 400, 'invalid_request'],
  ])('refuses %s', async (_name, fields, status, error) => {
    const answer = await api.form('/oauth/token', fields);
    expect(answer).toMatchObject({
      status,
      json: { error, error_description: expect.any(String) },
    });
    expect(sandbox.control.tokenRequests()).toBe(0);
  });

  it('takes forms only', async () => {
    const answer = await api.post('/oauth/token', { grant_type: 'client_credentials' });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('keeps no more live tokens than the settings allow', async () => {
    sandbox.control.configure({ tokensPerClient: 1 });
    await api.signIn();
    const older = new ApiClient(sandbox);
    await older.signIn();
    expect((await api.get(PATH)).status).toBe(401);
    expect((await older.get(PATH)).status).toBe(404);
  });
});

describe('a token', () => {
  it('is needed: without one the answer is 401 and empty', async () => {
    expect(await api.get(PATH)).toMatchObject({ status: 401, text: '' });
  });

  it.each(['expireTokens', 'revokeTokens'] as const)('no longer holds after %s', async (end) => {
    await api.signIn();
    expect((await api.get(PATH)).status).toBe(404);
    sandbox.control[end]();
    expect(await api.get(PATH)).toMatchObject({ status: 401, json: { error: 'invalid_token' } });
    await api.signIn();
    expect((await api.get(PATH)).status).toBe(404);
    expect(sandbox.control.requests({ path: PATH }).map((seen) => seen.tokenNumber)).toEqual([
      1, 1, 2,
    ]);
  });

  it('expires by itself', async () => {
    sandbox.control.configure({ tokenLifetimeSeconds: 0 });
    await api.signIn();
    expect((await api.get(PATH)).status).toBe(401);
  });

  it('is described, introspected and revoked as documented', async () => {
    const token = await api.signIn();
    const { clientId } = sandbox.credentials;
    expect((await api.get('/oauth/token/info')).json).toEqual({
      resource_owner_id: null,
      scope: [],
      expires_in: expect.any(Number),
      application: { uid: clientId },
      created_at: expect.any(Number),
    });
    expect((await api.form('/oauth/introspect', { token })).json).toEqual({
      active: true,
      scope: '',
      client_id: clientId,
      token_type: 'Bearer',
      exp: expect.any(Number),
      iat: expect.any(Number),
    });
    expect(await api.form('/oauth/revoke', { token })).toMatchObject({ status: 200, text: '{}' });
    expect((await api.form('/oauth/introspect', { token })).json).toEqual({ active: false });
    expect((await api.get('/oauth/token/info')).status).toBe(401);
  });

  it('may be sent as multipart/form-data, as in the curl lines of the docs', async () => {
    const token = await api.signIn();
    const { clientId, clientSecret } = sandbox.credentials;
    const answer = await axios.postForm<unknown>(`${sandbox.url}/oauth/introspect`, {
      client_id: clientId,
      client_secret: clientSecret,
      token,
    });
    expect(answer.data).toMatchObject({ active: true });
  });

  it('never shows in what was received, nor does the secret', async () => {
    const token = await api.signIn();
    await api.get(PATH);
    await api.form('/oauth/revoke', { token });
    const seen = JSON.stringify(sandbox.control.requests());
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(sandbox.credentials.clientSecret);
    expect(seen).toContain('Bearer #1');
  });
});
