import { startSandbox, type Sandbox } from '../../sandbox';
import { ApiClient, sample } from '../stage/merchantSide';

let sandbox: Sandbox;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox({ resultDelayMs: 3_600_000 });
  api = new ApiClient(sandbox);
  await api.signIn();
});
afterAll(() => sandbox.stop());

const without = (name: string, ...keys: string[]) =>
  Object.fromEntries(Object.entries(sample(name)).filter(([key]) => !keys.includes(key)));
const changed = (name: string, change: object) => ({ ...sample(name), ...change });

const PATHS: [string, string][] = [
  ['webhook_subscription', 'webhook_subscriptions'],
  ['incoming_payment', 'incoming_payments'],
  ['pay_recipient.mobile_wallet', 'pay_recipients'],
  ['pay_recipient.bank_account', 'pay_recipients'],
  ['pay_recipient.till', 'pay_recipients'],
  ['pay_recipient.paybill', 'pay_recipients'],
  ['payment', 'payments'],
  ['merchant_bank_account', 'merchant_bank_accounts'],
  ['merchant_wallet', 'merchant_wallets'],
  ['settlement_transfer.preferred', 'settlement_transfers'],
  ['settlement_transfer.targeted', 'settlement_transfers'],
  ['polling', 'polling'],
  ['transaction_sms_notification', 'transaction_sms_notifications'],
];

describe('the documented requests', () => {
  it.each(PATHS)('%s is created', async (name, path) => {
    const created = await api.post(`/api/v1/${path}`, sample(`request.${name}`));
    expect(created).toMatchObject({ status: 201, text: '' });
    expect(created.location).toMatch(
      new RegExp(`^${sandbox.url}/api/v1/${path}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    );
    const found = await api.get(created.location);
    expect(found.status).toBe(200);
    expect(found.json).toMatchObject({ data: { id: created.location.split('/').at(-1) } });
  });

  it.each(PATHS)('%s is refused with a field that the docs do not know', async (name, path) => {
    const body = { ...sample(`request.${name}`), surprise: 1 };
    expect(await api.post(`/api/v1/${path}`, body)).toMatchObject({
      status: 400,
      json: { error_code: 400, error_message: 'Unknown field: surprise' },
    });
  });
});

describe('the documented errors', () => {
  it.each([
    [
      'webhook_subscription',
      'webhook_subscriptions',
      changed('request.webhook_subscription', { scope_reference: '999' }),
    ],
    ['incoming_payment', 'incoming_payments', without('request.incoming_payment', 'till_number')],
    [
      'pay_recipient',
      'pay_recipients',
      changed('request.pay_recipient.mobile_wallet', { type: 'friend' }),
    ],
    ['payment', 'payments', without('request.payment', 'destination_type')],
    [
      'merchant_bank_account',
      'merchant_bank_accounts',
      changed('request.merchant_bank_account', { bank_branch_ref: 'nowhere' }),
    ],
    [
      'merchant_wallet',
      'merchant_wallets',
      changed('request.merchant_wallet', { first_name: ' ' }),
    ],
    ['settlement_transfer.preferred', 'settlement_transfers', {}],
    [
      'settlement_transfer.targeted',
      'settlement_transfers',
      changed('request.settlement_transfer.targeted', { destination_reference: 'nobody' }),
    ],
    ['polling', 'polling', changed('request.polling', { scope: 'world' })],
    [
      'transaction_sms_notification',
      'transaction_sms_notifications',
      changed('request.transaction_sms_notification', { message: '' }),
    ],
  ])('%s', async (name, path, body) => {
    const answer = await api.post(`/api/v1/${path}`, body);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual(sample(`error.${name}`));
  });
});

describe('values that the docs do not allow', () => {
  const payment = (change: object) => changed('request.incoming_payment', change);
  const amount = (value: unknown) => payment({ amount: { currency: 'KES', value } });

  it.each<[string, string, object, string]>([
    ['no amount', 'incoming_payments', payment({ amount: {} }), "Amount can't be blank"],
    ['amount 0', 'incoming_payments', amount(0), 'Amount must be greater than 0'],
    ['a negative amount', 'incoming_payments', amount(-1), 'Amount must be greater than 0'],
    ['an amount in words', 'incoming_payments', amount('ten'), 'Amount is not a number'],
    [
      'another currency',
      'incoming_payments',
      payment({ amount: { currency: 'USD', value: 1 } }),
      'Currency is invalid',
    ],
    [
      'a local phone number',
      'incoming_payments',
      payment({ subscriber: { phone_number: '0712345678' } }),
      'Phone number is invalid',
    ],
    [
      'a phone without plus',
      'incoming_payments',
      payment({ subscriber: { phone_number: '254712345678' } }),
      'Phone number is invalid',
    ],
    [
      'no subscriber',
      'incoming_payments',
      payment({ subscriber: undefined }),
      "Phone number can't be blank",
    ],
    [
      'an unknown nested field',
      'incoming_payments',
      payment({ subscriber: { phone_number: '+254712345678', nick: 'J' } }),
      'Unknown field: subscriber.nick',
    ],
    [
      'a buy goods till',
      'incoming_payments',
      payment({ till_number: '000000' }),
      'Till number is invalid',
    ],
    [
      'six metadata pairs',
      'incoming_payments',
      payment({ metadata: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' } }),
      "Metadata can't have more than 5 key value pairs",
    ],
    [
      'metadata that is no text',
      'incoming_payments',
      payment({ metadata: { a: 1 } }),
      'Metadata values must be strings',
    ],
    [
      'a callback over http',
      'incoming_payments',
      payment({ _links: { callback_url: 'http://shop.example/callback' } }),
      'Callback url must be a secure HTTPS endpoint',
    ],
    [
      'an unknown category',
      'payments',
      changed('request.payment', { category: 'gifts' }),
      'Category is invalid',
    ],
    [
      'tags as text',
      'payments',
      changed('request.payment', { tags: 'one,two' }),
      'Tags must be a list of strings',
    ],
    [
      'a reference of another kind',
      'payments',
      changed('request.payment', { destination_type: 'till' }),
      'Destination reference is invalid',
    ],
    [
      'a wallet phone with plus',
      'merchant_wallets',
      changed('request.merchant_wallet', { phone_number: '+254712345678' }),
      'Phone number is invalid',
    ],
    [
      'a time without offset',
      'polling',
      changed('request.polling', { from_time: '2021-04-12T08:50:22' }),
      'From time is invalid',
    ],
    [
      'times the wrong way round',
      'polling',
      changed('request.polling', { from_time: '2022-04-12T08:50:22Z' }),
      'From time must be before to time',
    ],
    [
      'a company scope with a till',
      'polling',
      changed('request.polling', { scope_reference: '000000' }),
      'Invalid scope reference',
    ],
    [
      'an unknown event type',
      'webhook_subscriptions',
      changed('request.webhook_subscription', { event_type: 'rain' }),
      'Invalid event type',
    ],
    [
      'a till scope on a company event',
      'webhook_subscriptions',
      changed('request.webhook_subscription', { event_type: 'customer_created' }),
      'Scope is invalid',
    ],
    [
      'a v2 field in v1',
      'webhook_subscriptions',
      changed('request.webhook_subscription', { enable_daraja_payload: true }),
      'Unknown field: enable_daraja_payload',
    ],
    [
      'an unknown event reference',
      'transaction_sms_notifications',
      changed('request.transaction_sms_notification', { webhook_event_reference: 'x' }),
      'Webhook event reference is invalid',
    ],
  ])('%s', async (_name, path, body, sentence) => {
    const answer = await api.post(`/api/v1/${path}`, body);
    expect([answer.status, answer.json.error_message]).toEqual([400, sentence]);
  });

  it('takes numbers of the 01 series, and amounts as text', async () => {
    const body = payment({
      subscriber: { phone_number: '+254112345678' },
      amount: { currency: 'KES', value: '99.50' },
    });
    expect(await api.post('/api/v1/incoming_payments', body)).toMatchObject({ status: 201 });
  });
});

describe('the request itself', () => {
  const body = sample('request.incoming_payment');
  const path = '/api/v1/incoming_payments';

  it('must be JSON by its content type and by its text', async () => {
    expect((await api.post(path, body, { 'Content-Type': 'text/plain' })).status).toBe(400);
    expect((await api.post(path, '{"till_number":')).status).toBe(400);
    expect((await api.post(path, '[]')).status).toBe(400);
  });

  it('must accept JSON', async () => {
    expect((await api.post(path, body, { Accept: 'text/html' })).status).toBe(406);
  });

  it('must name its User-Agent, or the edge answers 403 with nothing', async () => {
    const answer = await fetchWithout('user-agent');
    expect(answer).toEqual({ status: 403, text: '' });
  });

  it('must use a known path and method', async () => {
    expect((await api.get('/api/v1/invoices/1')).status).toBe(404);
    expect((await api.get(path)).status).toBe(405);
    expect((await api.delete(`${path}/1`)).status).toBe(405);
    expect(await api.get(`${path}/1`)).toMatchObject({
      status: 404,
      json: { error_code: 404, error_message: 'The specified resource could not be found' },
    });
  });

  async function fetchWithout(header: string): Promise<{ status: number; text: string }> {
    const { default: axios } = await import('axios');
    const answer = await axios.post<string>(sandbox.url + path, body, {
      headers: { [header]: false },
      validateStatus: () => true,
    });
    return { status: answer.status, text: answer.data };
  }
});

describe('DELETE on a webhook subscription', () => {
  it.each([
    ['unsupported', 405],
    ['gone', 410],
    ['error', 500],
    ['supported', 204],
  ] as const)('%s → %i', async (webhookDeletion, status) => {
    sandbox.control.configure({ webhookDeletion });
    const { location } = await api.post(
      '/api/v1/webhook_subscriptions',
      sample('request.webhook_subscription'),
    );
    expect((await api.delete(location)).status).toBe(status);
    expect((await api.get(location)).status).toBe(status === 204 ? 404 : 200);
  });
});
