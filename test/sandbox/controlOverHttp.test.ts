import { startSandbox, type Sandbox } from '../../sandbox';
import { ApiClient, at, sample, startReceiver, type Receiver } from '../stage/merchantSide';

let sandbox: Sandbox;
let api: ApiClient;
let merchant: Receiver;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  merchant = await startReceiver();
  api = new ApiClient(sandbox);
  await api.signIn();
});
afterEach(async () => {
  await sandbox.stop();
  await merchant.stop();
});

const list = async (path: string): Promise<unknown> => JSON.parse((await api.get(path)).text);
const push = () =>
  api.post('/api/v1/incoming_payments', {
    ...sample('request.incoming_payment'),
    _links: { callback_url: merchant.url },
  });

it('says what it is, without any key', async () => {
  const { json, text } = await api.get('/sandbox');
  expect(json).toMatchObject({ url: sandbox.url, tills: sandbox.tills });
  for (const key of Object.values(sandbox.credentials)) expect(text).not.toContain(key);
});

it('makes a customer pay and shows what was delivered', async () => {
  await api.post('/api/v1/webhook_subscriptions', {
    event_type: 'buygoods_transaction_received',
    url: merchant.url,
    scope: 'company',
  });
  const { json } = await api.post('/sandbox/customer-pays', { amount: 250, deliveries: 2 });
  expect(at(json, 'event', 'event', 'resource', 'amount')).toBe('250.0');
  expect(merchant.posts).toHaveLength(2);
  expect(await list('/sandbox/deliveries')).toHaveLength(2);
  expect(await list('/sandbox/subscriptions')).toHaveLength(1);
  const emitted = await api.post('/sandbox/emit', {
    topic: 'customer_created',
    overrides: { first_name: 'Amina' },
  });
  expect(at(emitted.json, 'event', 'event', 'resource', 'first_name')).toBe('Amina');
});

it('makes payments that only polling finds, late or taken back', async () => {
  const lost = { amount: 20, deliveries: 0, listed: false, at: '2026-03-04T09:10:11+03:00' };
  const { json } = await api.post('/sandbox/business-pays', { ...lost, sendingTill: '400222' });
  const resource = at(json, 'event', 'event', 'resource');
  expect(resource).toMatchObject({ origination_time: lost.at, sending_till: '400222' });
  const reference = at(resource, 'reference');
  expect((await api.post('/sandbox/list-payment', { reference })).status).toBe(200);
  const reversed = await api.post('/sandbox/reverse-payment', { reference });
  expect(at(reversed.json, 'event', 'event', 'resource', 'status')).toBe('Reversed');
  expect((await api.post('/sandbox/list-payment', { reference: 'nothing' })).status).toBe(404);
});

it('plans results, resolves them and shows what was created', async () => {
  await api.post('/sandbox/next-result', { outcome: 'never' });
  const { location } = await push();
  const id = location.split('/').at(-1);
  expect(await list('/sandbox/created/incoming_payment')).toMatchObject([
    { id, attributes: { status: 'Pending' }, callbackUrl: merchant.url },
  ]);
  await api.post('/sandbox/resolve', { id, outcome: 'failed', errors: 'No money' });
  expect(at((await api.get(location)).json, 'data', 'attributes', 'event', 'errors')).toBe(
    'No money',
  );
  expect((await api.post('/sandbox/resolve', { id: 'x', outcome: 'failed' })).status).toBe(404);
});

it('sets faults and settings, and ends tokens', async () => {
  await api.post('/sandbox/fault', { pathPattern: 'payments$', times: null, status: 503 });
  expect([(await push()).status, (await push()).status]).toEqual([503, 503]);
  await api.post('/sandbox/clear-faults', {});
  const { json } = await api.post('/sandbox/configure', { latencyMs: 1 });
  expect(json).toMatchObject({ latencyMs: 1 });
  await api.post('/sandbox/expire-tokens', {});
  expect((await push()).status).toBe(401);
  const seen = await list('/sandbox/requests?method=POST&path=incoming_payments');
  expect(seen).toMatchObject([{ status: 503 }, { status: 503 }, { status: 401 }]);
});

it('seeds transactions and shows messages', async () => {
  await api.post('/sandbox/seed-transactions', {
    count: 4,
    from: '2021-04-13T00:00:00Z',
    to: '2021-04-14T00:00:00Z',
  });
  const { location } = await api.post('/api/v1/polling', {
    ...sample('request.polling'),
    _links: { callback_url: merchant.url },
  });
  await api.post('/sandbox/idle', {});
  expect(at((await api.get(location)).json, 'data', 'attributes', 'transactions')).toHaveLength(4);
  expect(await list('/sandbox/messages')).toEqual([]);
});

it.each([
  ['/sandbox/customer-pays', {}, 'amount is needed'],
  ['/sandbox/emit', { topic: 'rain' }, 'topic must be one of'],
  ['/sandbox/fault', { action: 'explode' }, 'action must be one of'],
  ['/sandbox/configure', { speed: 1 }, 'speed is not a setting'],
])('%s refuses %j', async (path, body, sentence) => {
  const answer = await api.post(path, body);
  expect(answer.status).toBe(400);
  expect(answer.json.error).toContain(sentence);
});
