import { startSandbox, type Sandbox } from '../../sandbox';
import { ApiClient, sample } from '../stage/merchantSide';

let sandbox: Sandbox;
let api: ApiClient;

beforeEach(async () => {
  sandbox = await startSandbox();
  api = new ApiClient(sandbox);
  await api.signIn();
  sandbox.control.clearRequests();
});
afterEach(() => sandbox.stop());

const PATH = '/api/v1/incoming_payments';
const push = () =>
  api.post(PATH, {
    ...sample('request.incoming_payment'),
    _links: { callback_url: 'http://127.0.0.1:1/nobody' },
  });
const created = () => sandbox.control.created('incoming_payment').length;
const answered = () => sandbox.control.requests().map(({ status }) => status);

it('answers with a status, headers and a body, as often as told, after those let through', async () => {
  sandbox.control.fault({
    path: PATH,
    skip: 1,
    times: 2,
    status: 429,
    headers: { 'retry-after': '1' },
    body: { error_code: 429, error_message: 'Too many' },
  });
  const answers = [await push(), await push(), await push(), await push()];
  expect(answers.map(({ status }) => status)).toEqual([201, 429, 429, 201]);
  expect(answers[1]?.json).toEqual({ error_code: 429, error_message: 'Too many' });
  expect(created()).toBe(2);
  expect(answered()).toEqual([201, 429, 429, 201]);
  expect(sandbox.control.requests()[1]?.body).toMatchObject({ till_number: 'K000000' });
});

it('answers with any text', async () => {
  sandbox.control.fault({ status: 502, body: '<h1>Bad gateway</h1>' });
  expect(await push()).toMatchObject({ status: 502, text: '<h1>Bad gateway</h1>' });
});

it('drops before anything is processed', async () => {
  sandbox.control.fault({ action: 'drop' });
  await expect(push()).rejects.toThrow();
  expect(created()).toBe(0);
  expect(answered()).toEqual([null]);
});

it('drops after it was processed', async () => {
  sandbox.control.fault({ action: 'drop-after' });
  await expect(push()).rejects.toThrow();
  expect(created()).toBe(1);
  expect(answered()).toEqual([null]);
});

it('answers something else after it was processed', async () => {
  sandbox.control.fault({ action: 'answer-after', status: 504 });
  expect(await push()).toMatchObject({ status: 504, text: '', location: '' });
  expect(created()).toBe(1);
});

it('sends half of the JSON', async () => {
  const { location } = await push();
  sandbox.control.fault({ method: 'GET', action: 'half' });
  await expect(api.get(location)).rejects.toThrow();
  expect(await api.get(location)).toMatchObject({ status: 200 });
});

it('hangs until the sandbox stops, which it can', async () => {
  sandbox.control.fault({ action: 'hang' });
  const hanging = push();
  const outcome = expect(hanging).rejects.toThrow();
  while (sandbox.control.requests().length === 0) await api.get('/sandbox');
  expect(created()).toBe(0);
  await sandbox.stop();
  await outcome;
});

it('hits only what it is meant for', async () => {
  sandbox.control.fault({ path: /incoming_payments\/[^/]+$/, status: 500, times: Infinity });
  const { location } = await push();
  expect((await api.get(location)).status).toBe(500);
  expect((await api.get(location)).status).toBe(500);
  sandbox.control.clearFaults();
  expect((await api.get(location)).status).toBe(200);
});
