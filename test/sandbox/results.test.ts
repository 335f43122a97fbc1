import { createHmac } from 'node:crypto';
import { startSandbox, type NextResult, type Sandbox } from '../../sandbox';
import { objectAt, type JsonObject } from '../../sandbox/json';
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

async function create(path: string, body: JsonObject, version = 'v1'): Promise<string> {
  const { status, text, location } = await api.post(`/api/${version}/${path}`, {
    ...body,
    _links: { callback_url: merchant.url },
  });
  expect([status, text]).toEqual([201, '']);
  return location;
}

const stkPush = () => create('incoming_payments', sample('request.incoming_payment'));

/** The paths of all keys of a JSON value; the first entry stands for a list. */
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length > 0 ? shape(value[0], `${path}[]`) : [`${path}[]`];
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`));
}

describe('a prompt on the phone of a customer who', () => {
  it.each([
    ['+254712345678', 'pays', 'Success', null],
    ['+254700000001', 'cancels', 'Failed', 'Request cancelled by user'],
    ['+254700000002', 'never answers', 'Pending', null],
    ['+254700000003', 'has no money', 'Failed', 'Insufficient funds'],
  ])('(%s) %s is %s', async (phone_number, _habit, status, errors) => {
    const request = sample('request.incoming_payment');
    const location = await create('incoming_payments', {
      ...request,
      subscriber: { ...objectAt(request, 'subscriber'), phone_number },
    });
    await sandbox.control.idle();
    const { json } = await api.get(location);
    expect(at(json, 'data', 'attributes', 'status')).toBe(status);
    expect(at(json, 'data', 'attributes', 'event', 'errors')).toBe(errors);
  });
});

describe('a result', () => {
  it.each([
    ['incoming_payments', 'incoming_payment', 'incoming_payment'],
    ['payments', 'payment', 'payment'],
    ['settlement_transfers', 'settlement_transfer.preferred', 'settlement_transfer'],
    [
      'transaction_sms_notifications',
      'transaction_sms_notification',
      'transaction_sms_notification',
    ],
  ])('of %s has every key of the documented one', async (path, request, result) => {
    const location = await create(path, sample(`request.${request}`));
    await sandbox.control.idle();
    const { json } = await api.get(location);
    const ours = shape(json).map((key) => key.replace(/\.metadata.*/, '.metadata'));
    const documented = shape(sample(`result.${result}.success`));
    expect(ours).toEqual(
      expect.arrayContaining(documented.map((key) => key.replace(/\.metadata.*/, '.metadata'))),
    );
  });

  it('comes after the Pending state, the same by callback and by GET, signed over its bytes', async () => {
    sandbox.control.nextResult({ outcome: 'never' });
    const location = await stkPush();
    expect(shape((await api.get(location)).json)).toEqual(
      shape(sample('result.incoming_payment.pending')),
    );
    expect(merchant.posts).toEqual([]);

    await sandbox.control.resolve(String(location.split('/').at(-1)), { outcome: 'succeeded' });
    const found = await api.get(location);
    expect(at(found.json, 'data', 'attributes', 'status')).toBe('Success');
    expect(at(found.json, 'data', 'attributes', 'event', 'resource', 'amount')).toBe('20000.0');
    expect(merchant.posts.map(({ body }) => body.toString())).toEqual([found.text]);
    const [post] = merchant.posts;
    expect(post?.contentType).toBe('application/json');
    expect(post?.signature).toBe(
      createHmac('sha256', sandbox.credentials.apiKey)
        .update(post?.body ?? '')
        .digest('hex'),
    );
  });

  it('of a failed push has no resource and says why', async () => {
    sandbox.control.nextResult({ outcome: 'failed', errors: 'Insufficient funds' });
    const location = await stkPush();
    await sandbox.control.idle();
    const { json } = await api.get(location);
    expect(shape(json)).toEqual(shape(sample('result.incoming_payment.failed')));
    expect(at(json, 'data', 'attributes')).toMatchObject({
      status: 'Failed',
      event: { resource: null, errors: 'Insufficient funds' },
    });
  });

  it.each<[NextResult['outcome'], string, string[]]>([
    ['succeeded', 'Transferred', ['Transferred']],
    ['failed', 'Failed', ['Failed']],
    ['partial', 'Processed', ['Transferred', 'Failed']],
  ])('of a payment is Processed when it %s; the batch tells', async (outcome, batch, parts) => {
    sandbox.control.nextResult({ type: 'payment', outcome });
    const location = await create('payments', sample('request.payment'));
    await sandbox.control.idle();
    const attributes = at((await api.get(location)).json, 'data', 'attributes');
    expect(at(attributes, 'status')).toBe('Processed');
    expect(at(attributes, 'transfer_batches')).toMatchObject([
      { status: batch, disbursements: parts.map((status) => ({ status })) },
    ]);
  });

  it('is planned per type, and takes on attributes that the docs do not show', async () => {
    sandbox.control.nextResult({
      type: 'payment',
      outcome: 'failed',
      attributes: { status: 'Failed' },
    });
    await stkPush();
    const location = await create('payments', sample('request.payment'));
    await sandbox.control.idle();
    expect(sandbox.control.created('incoming_payment')[0]?.attributes.status).toBe('Success');
    expect(at((await api.get(location)).json, 'data', 'attributes', 'status')).toBe('Failed');
  });

  it.each<[NonNullable<NextResult['callback']>, number]>([
    ['deliver', 1],
    ['lose', 0],
    ['duplicate', 2],
    ['early', 1],
    ['forged-then-real', 2],
  ])('with callback "%s" arrives %i times', async (callback, times) => {
    sandbox.control.nextResult({ outcome: 'succeeded', callback });
    await stkPush();
    if (callback === 'early') expect(merchant.posts).toHaveLength(times);
    await sandbox.control.idle();
    expect(merchant.posts).toHaveLength(times);
    const signed = merchant.posts.map(
      ({ body, signature }) =>
        signature === createHmac('sha256', sandbox.credentials.apiKey).update(body).digest('hex'),
    );
    expect(signed).toEqual(
      callback === 'forged-then-real' ? [false, true] : Array(times).fill(true),
    );
  });
});

describe('polling', () => {
  const hour = 3_600_000;
  const ago = (hours: number) => new Date(Date.now() - hours * hour);
  /** The transactions of the last hours. */
  const poll = async (scope: JsonObject = { scope: 'company' }, hours = 1) => {
    const location = await create('polling', {
      from_time: ago(hours).toISOString(),
      to_time: new Date().toISOString(),
      ...scope,
    });
    await sandbox.control.idle();
    const attributes = at((await api.get(location)).json, 'data', 'attributes');
    expect(at(attributes, 'status')).toBe('Success');
    return at(attributes, 'transactions');
  };

  it('finds the payments of its time and till', async () => {
    await sandbox.control.customerPays({ amount: 10 });
    await sandbox.control.customerPays({ amount: 20, tillNumber: '555555' });
    sandbox.control.seedTransactions(3, { from: ago(3), to: ago(2) });
    expect(await poll({ scope: 'company', scope_reference: '' })).toMatchObject([
      { type: 'Buygoods Transaction', resource: { amount: '10.0' } },
      { resource: { amount: '20.0' } },
    ]);
    expect(await poll({ scope: 'till', scope_reference: '555555' })).toHaveLength(1);
  });

  it('finds a payment whose event got lost, of businesses too, at the time when it was made', async () => {
    await sandbox.control.customerPays({ amount: 10, deliveries: 0, at: ago(2) });
    await sandbox.control.businessPays({ amount: 20, deliveries: 0, sendingTill: '890642' });
    expect(merchant.posts).toEqual([]);
    expect(await poll(undefined, 3)).toMatchObject([
      { type: 'Buygoods Transaction', resource: { amount: '10.0' } },
      {
        type: 'External Till to Till Transaction',
        resource: { amount: '20.0', sending_till: '890642', status: 'Complete' },
      },
    ]);
    expect(await poll()).toHaveLength(1);
  });

  it('finds a payment that reaches Kopo Kopo late, once it is there', async () => {
    const late = { amount: 10, at: ago(1.5), deliveries: 0, listed: false };
    const { event } = await sandbox.control.customerPays(late);
    expect(await poll(undefined, 2)).toEqual([]);
    const { reference } = event.event.resource;
    sandbox.control.listPayment(String(reference));
    expect(await poll(undefined, 2)).toMatchObject([{ resource: { reference } }]);
  });

  it('tells of a payment that was taken back, whose event may get lost, too', async () => {
    await api.post('/api/v1/webhook_subscriptions', {
      event_type: 'b2b_transaction_reversed',
      url: merchant.url,
      scope: 'company',
    });
    const { event } = await sandbox.control.businessPays({ amount: 20 });
    const reference = String(event.event.resource.reference);
    await sandbox.control.reversePayment(reference, 0);
    expect(merchant.posts).toEqual([]);
    await sandbox.control.reversePayment(reference);
    expect(merchant.posts).toMatchObject([{ json: { topic: 'b2b_transaction_reversed' } }]);
    expect(await poll()).toMatchObject([{ resource: { reference, status: 'Reversed' } }]);
  });

  it('can answer with 50,000 transactions', async () => {
    sandbox.control.nextResult({ outcome: 'succeeded', transactions: 50_000 });
    const location = await create('polling', sample('request.polling'));
    await sandbox.control.idle();
    const { json, text } = await api.get(location);
    expect(at(json, 'data', 'attributes', 'transactions')).toHaveLength(50_000);
    expect(merchant.posts[0]?.body.toString()).toBe(text);
  });
});

describe('v2', () => {
  const money = (destinations: JsonObject[]) => ({
    destinations,
    source_identifier: null,
    currency: 'KES',
    metadata: {},
  });
  const wallet = {
    type: 'mobile_wallet',
    phone_number: '254712345678',
    network: 'Safaricom',
    amount: 100,
    description: 'Wages',
  };

  it('sends money to several destinations', async () => {
    sandbox.control.nextResult({ outcome: 'partial', errors: ['Limit exceeded'] });
    const own = {
      type: 'merchant_wallet',
      reference: sandbox.references.merchant_wallet,
      amount: 50,
    };
    const location = await create('send_money', money([wallet, own]), 'v2');
    await sandbox.control.idle();
    expect(at((await api.get(location)).json, 'data')).toMatchObject({
      type: 'send_money',
      attributes: {
        status: 'Processed',
        transfer_batches: [
          {
            amount: '150.0',
            disbursements: [
              { status: 'Transferred' },
              { status: 'Failed', errors: ['Limit exceeded'] },
            ],
          },
        ],
      },
    });
  });

  it.each([
    [{ ...wallet, phone_number: '+254712345678' }, 'Phone number is invalid'],
    [{ ...wallet, amount: 9 }, 'Amount must be between KES 10 and KES 250000'],
    [{ ...wallet, type: 'friend' }, 'Destination type is invalid'],
    [{ type: 'merchant_wallet', reference: 'x', amount: 10 }, 'Destination reference is invalid'],
  ])('refuses the destination %j', async (destination, sentence) => {
    const body = { ...money([destination]), _links: { callback_url: merchant.url } };
    const answer = await api.post('/api/v2/send_money', body);
    expect([answer.status, answer.json.error_message]).toEqual([400, sentence]);
  });

  it('sweeps everything when there is no destination', async () => {
    const location = await create('send_money', money([]), 'v2');
    await sandbox.control.idle();
    const batches = at((await api.get(location)).json, 'data', 'attributes', 'transfer_batches');
    expect(batches).toHaveLength(2);
  });

  it('makes payment links that can be paid or cancelled', async () => {
    const body = {
      till_number: sandbox.tills.online,
      currency: 'KES',
      amount: 10,
      payment_reference: 'INV-1',
      note: 'Thanks',
    };
    const paid = await create('payment_links', body, 'v2');
    await sandbox.control.resolve(String(paid.split('/').at(-1)), { outcome: 'succeeded' });
    expect(at(merchant.posts[0]?.json, 'data', 'attributes', 'payment_link')).toMatchObject({
      status: 'Paid',
      sender_phone_number: 254712345678,
    });
    const other = await create('payment_links', body, 'v2');
    expect(await api.post(`${other}/cancel`, {})).toMatchObject({
      status: 200,
      json: { message: expect.any(String) },
    });
    expect((await api.post(`${other}/cancel`, {})).status).toBe(400);
  });

  it('reverses an incoming transaction', async () => {
    const { event } = await sandbox.control.customerPays({ amount: 75 });
    const body = {
      transaction_reference: String(event.event.resource.reference),
      reason: 'Returned goods',
    };
    const location = await create('reversals', body, 'v2');
    await sandbox.control.idle();
    expect(at((await api.get(location)).json, 'data', 'attributes')).toMatchObject({
      status: 'Processed',
      reversal_bulk_payment: { amount: '75.0', status: 'Transferred' },
    });
    const unknown = await api.post('/api/v2/reversals', {
      ...body,
      transaction_reference: 'NONE',
      _links: { callback_url: merchant.url },
    });
    expect(unknown.status).toBe(400);
  });

  it('adds external recipients', async () => {
    const answer = await api.post('/api/v2/external_recipients', {
      type: 'till',
      external_recipient: { till_name: 'Jane', till_number: '123456', nickname: 'J' },
    });
    expect(answer.status).toBe(201);
    expect(at((await api.get(answer.location)).json, 'data', 'attributes')).toMatchObject({
      recipient_type: 'till',
      recipient_reference: 'Unavailable',
    });
  });
});

it('creates many resources without losing one', async () => {
  const body = { ...sample('request.incoming_payment'), _links: { callback_url: merchant.url } };
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => api.post('/api/v1/incoming_payments', body)),
  );
  await sandbox.control.idle();
  expect(new Set(answers.map(({ location }) => location)).size).toBe(200);
  expect(merchant.posts).toHaveLength(200);
});
