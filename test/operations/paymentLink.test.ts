import type { IDataObject } from 'n8n-workflow';

import { startSandbox, WORDINGS, type Sandbox } from '../../sandbox';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const CALLBACK = 'https://example.com/kopokopo';

const CREATE: NodeParameters = {
  resource: 'paymentLink',
  operation: 'create',
  tillNumber: '000000',
  amount: 2500,
  paymentReference: 'INV-1042',
  options: { callbackUrl: CALLBACK },
  additionalFields: {
    note: 'Invoice of 3 May',
    metadata: { pair: [{ key: 'invoice', value: 'INV-1042' }] },
  },
};

const posts = () => sandbox.control.requests({ method: 'POST', path: 'payment_links' });
const made = () => sandbox.control.created('payment_link')[0];

const run = async (parameters: NodeParameters, items: IDataObject[] = [{}]) =>
  await engine.runAction({ items, parameters });
const get = async (more: NodeParameters = {}) =>
  await run({
    resource: 'paymentLink',
    operation: 'get',
    paymentLinkId: String(made()?.id),
    ...more,
  });
const cancel = async (paymentLinkId = String(made()?.id)) =>
  await run({ resource: 'paymentLink', operation: 'cancel', paymentLinkId });

/** The customer opens the link and pays, or gives up; nothing leaves this computer. */
const customer = async (outcome: 'succeeded' | 'failed', attributes: IDataObject = {}) =>
  await sandbox.control.resolve(String(made()?.id), { outcome, attributes, callback: 'lose' });

describe('Create', () => {
  it('sends what the SDKs of the API send', async () => {
    const { error } = await run(CREATE);
    expect(error).toBeUndefined();
    expect(posts()).toMatchObject([{ path: '/api/v2/payment_links', status: 201 }]);
    expect(posts()[0]?.body).toEqual({
      till_number: '000000',
      currency: 'KES',
      amount: 2500,
      payment_reference: 'INV-1042',
      note: 'Invoice of 3 May',
      metadata: { invoice: 'INV-1042' },
      _links: { callback_url: CALLBACK },
    });
  });

  it.each(['K000000', '444555', 'K444555'])('takes the till %s as entered', async (tillNumber) => {
    const { error } = await run({ ...CREATE, tillNumber });
    expect(error).toBeUndefined();
    expect(posts()[0]?.body).toMatchObject({ till_number: tillNumber });
  });

  it('gives the link at once, ready to put in a message, and does not wait for the customer', async () => {
    const { json, error } = await run(CREATE);
    expect(error).toBeUndefined();
    expect(json).toEqual([
      {
        id: made()?.id,
        type: 'payment_link',
        status: 'Pending',
        outcome: 'pending',
        till_name: 'Sandbox Shop',
        amount: 2500,
        note: 'Invoice of 3 May',
        payment_reference: 'INV-1042',
        payment_link_status: 'Active',
        expires_at: expect.any(String),
        link: `${sandbox.url}/pay/${made()?.id}`,
        currency: 'KES',
        till_number: '000000',
        reason: null,
        errors: [],
        metadata: { invoice: 'INV-1042' },
      },
    ]);
    // A table shows no more of an item beside the settings.
    expect(Object.keys(json[0] ?? {}).slice(0, 4)).toEqual([
      'outcome',
      'amount',
      'currency',
      'link',
    ]);
  });

  it('finds the link in a list of one, too', async () => {
    const payment_link = [{ link: 'https://pay.kopokopo.com/7', status: 'Active' }];
    const body = { data: { type: 'payment_link', attributes: { payment_link } } };
    sandbox.control.fault({ method: 'GET', times: Infinity, status: 200, body });
    const { json } = await run(CREATE);
    expect(json).toMatchObject([{ outcome: 'pending', link: 'https://pay.kopokopo.com/7' }]);
    expect(json[0]).not.toHaveProperty('hint');
  });

  it('has no "Suspend Until Callback": the link is needed now', async () => {
    const { error } = await run({ ...CREATE, resultMode: 'resume' });
    expect(error?.message).toBe(
      '\'When to Continue\' has no choice "resume". It must be one of: wait, none. [item 0]',
    );
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('without waiting says how to ask for the link', async () => {
    const { json } = await run({ ...CREATE, resultMode: 'none' });
    const { id } = json[0] ?? {};
    expect(json).toEqual([
      {
        id: made()?.id,
        type: 'payment_link',
        location: `${sandbox.url}/api/v2/payment_links/${String(id)}`,
        status: 'Pending',
        outcome: 'pending',
        amount: 2500,
        currency: 'KES',
        till_number: '000000',
        payment_reference: 'INV-1042',
        note: 'Invoice of 3 May',
        reason: null,
        errors: [],
        metadata: { invoice: 'INV-1042' },
      },
    ]);
  });

  it('makes one link for each item', async () => {
    const { items } = await run({ ...CREATE, amount: '={{ $json.total }}' }, [
      { total: 100 },
      { total: '2,000' },
    ]);
    expect(items.map(({ json, pairedItem }) => [json.amount, pairedItem])).toEqual([
      [100, { item: 0 }],
      [2000, { item: 1 }],
    ]);
  });
});

describe.each(WORDINGS)('Get, %s', (wording) => {
  beforeEach(() => sandbox.control.configure({ wording }));

  beforeEach(async () => void (await run({ ...CREATE, resultMode: 'none' })));

  it('is pending while nobody has paid', async () => {
    const { json } = await get();
    expect(json).toMatchObject([{ outcome: 'pending', payment_link_status: 'Active' }]);
  });

  it('has succeeded once the customer has paid, with the transaction', async () => {
    await customer('succeeded');
    const { json } = await get();
    expect(json).toEqual([
      expect.objectContaining({
        id: made()?.id,
        outcome: 'succeeded',
        amount: 2500,
        payment_link_status: 'Paid',
        transaction_reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
        // The API has it as a number.
        sender_phone_number: '+254712345678',
        errors: [],
      }),
    ]);
    expect(json[0]).not.toHaveProperty('payment_link');
  });

  it('has failed when the payment failed', async () => {
    await customer('failed');
    const { json } = await get();
    expect(json).toMatchObject([{ outcome: 'failed', errors: ['Request cancelled by user'] }]);
  });
});

it('Get gives the raw JSON with Simplify off, and takes the location', async () => {
  await run({ ...CREATE, resultMode: 'none' });
  await customer('succeeded');
  const { json } = await get({ paymentLinkId: String(made()?.location), simplify: false });
  expect(json).toEqual([
    { data: { id: made()?.id, type: 'payment_link', attributes: made()?.attributes } },
  ]);
});

describe('Cancel', () => {
  it('makes the link useless, and says so', async () => {
    await run({ ...CREATE, resultMode: 'none' });
    const { json } = await cancel();
    const path = `/api/v2/payment_links/${made()?.id}/cancel`;
    expect(sandbox.control.requests({ method: 'POST', path })).toMatchObject([
      { body: {}, status: 200 },
    ]);
    expect(json).toEqual([
      {
        id: made()?.id,
        type: 'payment_link',
        cancelled: true,
        message: 'Payment link cancelled successfully',
      },
    ]);
    expect((await get()).json).toMatchObject([
      { outcome: 'failed', payment_link_status: 'Cancelled' },
    ]);
  });

  it('of a link that somebody has paid is refused by the API', async () => {
    await run({ ...CREATE, resultMode: 'none' });
    await customer('succeeded');
    const { error } = await cancel();
    expect(error?.message).toBe(
      'Kopo Kopo did not accept the request: Payment link can no longer be cancelled [item 0]',
    );
  });

  it('of a link that does not exist says that', async () => {
    const { error } = await cancel('247b1bd8-f5a0-4b71-a898-f62f67b8ae1c');
    expect(error?.httpCode).toBe('404');
  });

  it('says that it is not known whether it was cancelled when there is no answer', async () => {
    await run({ ...CREATE, resultMode: 'none' });
    sandbox.control.fault({ method: 'POST', path: 'cancel', action: 'drop-after' });
    const { error } = await cancel();
    expect(error?.message).toContain('It is not known whether the payment link was cancelled');
  });

  it('does not take the access token to another host', async () => {
    const { error } = await cancel('https://sandbox.kopokopo.com/api/v2/payment_links/1');
    expect(error?.message).toMatch(
      /^'Payment Link ID' is a URL of https:\/\/sandbox\.kopokopo\.com/,
    );
    expect(sandbox.control.requests()).toEqual([]);
  });
});

describe('a value that cannot be used', () => {
  it.each<[string, NodeParameters]>([
    [
      '\'Till Number\' is not a till number: "shop". A till number has 3 to 12 digits; an online payments till has a K in front, e.g. K123456.',
      { tillNumber: 'shop' },
    ],
    ["'Till Number' is empty. Fill it in.", { tillNumber: '={{ "" }}' }],
    ["'Amount' must be more than 0, and is 0.", { amount: 0 }],
    [
      '\'Amount\' is not an amount of money: "lots". Enter a number of shillings, e.g. 1500 or 99.50.',
      { amount: '={{ "lots" }}' },
    ],
    ["'Payment Reference' is empty. Fill it in.", { paymentReference: '={{ " " }}' }],
    [
      "'Payment Reference' must be text, and is a list. Check its expression.",
      { paymentReference: '={{ [1] }}' },
    ],
    [
      "'Note' must be text, and is an object. Check its expression.",
      { additionalFields: { note: '={{ {a: 1} }}' } },
    ],
    [
      '\'Currency\' is "USD". Kopo Kopo works in Kenyan shillings only: enter KES.',
      { additionalFields: { currency: 'USD' } },
    ],
    [
      '\'Callback URL\' is not a URL that Kopo Kopo can send to: "http://example.com". It must start with https://, e.g. https://example.com/kopokopo.',
      { options: { callbackUrl: 'http://example.com' } },
    ],
  ])('%s', async (sentence, more) => {
    const { error } = await run({ ...CREATE, ...more });
    expect(error?.message).toBe(`${sentence} [item 0]`);
    expect(sandbox.control.requests()).toEqual([]);
  });
});
