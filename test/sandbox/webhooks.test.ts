import { startSandbox, sign, type Sandbox } from '../../sandbox';
import type { JsonObject } from '../../sandbox/json';
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

async function subscribe(change: JsonObject = {}, version = 'v1'): Promise<string> {
  const { status, location } = await api.post(`/api/${version}/webhook_subscriptions`, {
    event_type: 'buygoods_transaction_received',
    url: merchant.url,
    scope: 'till',
    scope_reference: sandbox.tills.buyGoods,
    ...change,
  });
  expect(status).toBe(201);
  return location;
}

const company = (topic: string) => ({
  event_type: topic,
  scope: 'company',
  scope_reference: undefined,
});

describe('a customer pays', () => {
  it('posts the documented event, signed over its bytes', async () => {
    await subscribe();
    const { event, deliveries } = await sandbox.control.customerPays({
      amount: 250,
      phoneNumber: '+254722000000',
      firstName: 'Amina',
    });
    expect(deliveries).toMatchObject([{ url: merchant.url, status: 200, topic: event.topic }]);
    const [post] = merchant.posts;
    expect(post?.json).toEqual(event);
    expect(post?.signature).toBe(sign(post?.body ?? Buffer.alloc(0), sandbox.credentials.apiKey));
    const documented = sample('webhook.buygoods_transaction_received');
    expect(Object.keys(event).sort()).toEqual(Object.keys(documented).sort());
    expect(Object.keys(event.event.resource).sort()).toEqual(
      Object.keys(Object(at(documented, 'event', 'resource'))).sort(),
    );
    expect(event.event.resource).toMatchObject({ amount: '250.0', sender_first_name: 'Amina' });
  });

  it('reaches every subscription whose scope covers the till, and no other', async () => {
    await subscribe();
    await subscribe(company('buygoods_transaction_received'));
    await subscribe({ scope_reference: '555555' });
    expect((await sandbox.control.customerPays({ amount: 1 })).deliveries).toHaveLength(2);
  });

  it('may hide the phone and leave its hash', async () => {
    const { event } = await sandbox.control.customerPays({ amount: 1, phoneNumber: null });
    expect(event.event.resource).not.toHaveProperty('sender_phone_number');
    expect(event.event.resource.hashed_sender_phone).toMatch(/^[0-9a-f]{64}$/);
  });

  it('can be answered with an SMS', async () => {
    const { event } = await sandbox.control.customerPays({ amount: 1 });
    await api.post('/api/v1/transaction_sms_notifications', {
      webhook_event_reference: event.id,
      message: 'Thank you',
      _links: { callback_url: merchant.url },
    });
    await sandbox.control.idle();
    expect(sandbox.control.messages()).toMatchObject([
      {
        message: 'Thank you',
        webhook_event_reference: event.id,
        phone_number: '+254712345678',
      },
    ]);
  });

  it('also makes a new customer when asked', async () => {
    await subscribe(company('customer_created'));
    await sandbox.control.customerPays({ amount: 1 });
    expect(merchant.posts).toHaveLength(0);
    await sandbox.control.customerPays({ amount: 1, alsoCustomerCreated: true });
    expect(merchant.posts).toHaveLength(1);
  });
});

it.each([
  'buygoods_transaction_received',
  'b2b_transaction_received',
  'm2m_transaction_received',
  'buygoods_transaction_reversed',
  'settlement_transfer_completed',
  'customer_created',
])('%s has the keys of the documented sample', async (topic) => {
  const { event } = await sandbox.control.emitEvent(topic);
  const documented = sample(`webhook.${topic}`);
  expect(event.event.type).toBe(at(documented, 'event', 'type'));
  expect(Object.keys(event.event.resource)).toEqual(
    Object.keys(Object(at(documented, 'event', 'resource'))),
  );
});

it('emits events with other values', async () => {
  const { event } = await sandbox.control.emitEvent('m2m_transaction_received', { amount: '7' });
  expect(event.event.resource.amount).toBe('7');
});

it('v2 sends the Daraja shape where it is enabled', async () => {
  await subscribe({ enable_daraja_payload: true }, 'v2');
  const { event } = await sandbox.control.customerPays({ amount: 5 });
  expect(merchant.posts[0]?.json).toMatchObject({
    TransactionType: expect.any(String),
    TransID: event.event.resource.reference,
    TransAmount: '5.0',
    MSISDN: '254712345678',
  });
});

describe('delivery', () => {
  it('loses about the configured share, the same one for the same seed', async () => {
    await subscribe();
    sandbox.control.configure({ callbackLossRate: 0.2 });
    for (let payment = 0; payment < 100; payment += 1) {
      await sandbox.control.customerPays({ amount: 1 });
    }
    const lost = sandbox.control.deliveries().filter(({ error }) => error === 'lost');
    expect(lost.length).toBeGreaterThan(5);
    expect(lost.length).toBeLessThan(40);
    expect(merchant.posts).toHaveLength(100 - lost.length);
  });

  it('repeats by the setting, and by the call', async () => {
    await subscribe();
    sandbox.control.configure({ callbackDuplicates: 2 });
    expect((await sandbox.control.customerPays({ amount: 1 })).deliveries).toHaveLength(3);
    const twice = await sandbox.control.customerPays({ amount: 1, deliveries: 2 });
    expect(twice.deliveries).toHaveLength(2);
    expect(new Set(twice.deliveries.map(({ body }) => body)).size).toBe(1);
  });

  it('comes out of order when shuffled', async () => {
    await subscribe();
    sandbox.control.configure({ shuffleDeliveries: true });
    const fired = await Promise.all(
      Array.from({ length: 20 }, (_, index) => sandbox.control.customerPays({ amount: index + 1 })),
    );
    const sentIds = fired.map(({ event }) => event.id);
    const arrived = merchant.posts.map(({ json }) => String(json.id));
    expect([...arrived].sort()).toEqual([...sentIds].sort());
    expect(arrived).not.toEqual(sentIds);
  });

  it('tries again only when told to', async () => {
    await subscribe({ url: 'http://127.0.0.1:1/closed' });
    expect((await sandbox.control.customerPays({ amount: 1 })).deliveries).toMatchObject([
      { status: null, error: expect.stringContaining('ECONNREFUSED') },
    ]);
    sandbox.control.configure({ deliveryRetries: 2, deliveryRetryDelayMs: 1 });
    expect((await sandbox.control.customerPays({ amount: 1 })).deliveries).toHaveLength(3);
  });

  it('ends when Kopo Kopo forgets the subscription', async () => {
    const location = await subscribe();
    const [subscription] = sandbox.control.subscriptions();
    expect(subscription).toMatchObject({ location, url: merchant.url, deleted: false });
    sandbox.control.forgetSubscription(String(subscription?.id));
    expect((await sandbox.control.customerPays({ amount: 1 })).deliveries).toEqual([]);
    expect((await api.get(location)).status).toBe(404);
  });
});
