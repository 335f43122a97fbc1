import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { askedFor } from '../../nodes/KopoKopo/api/asked';
import { startSandbox, type Sandbox } from '../../sandbox';
import { sample } from '../stage/samples';
import {
  CREATES,
  documented,
  PAY_CATEGORIES,
  TOKEN_OPERATIONS,
  type DocumentedCreate,
} from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters, type NodeRun } from '../stage/engine';
import { storedText } from '../stage/storedText';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const named = (rows: DocumentedCreate[]) =>
  rows.map((row): [string, DocumentedCreate] => [row.title, row]);

const ANSWER_LATER = CREATES.filter(({ answersLater }) => answersLater);
const ANSWER_AT_ONCE = CREATES.filter(({ answersLater }) => !answersLater);

const posts = (path: string) => sandbox.control.requests({ method: 'POST', path });

/** No result comes, and no callback leaves this computer. */
const noResult = () => sandbox.control.nextResult({ outcome: 'never' });

async function create(row: DocumentedCreate, more: NodeParameters = {}): Promise<NodeRun> {
  noResult();
  return await engine.runAction({ parameters: { ...row.parameters, resultMode: 'none', ...more } });
}

async function idOf(row: DocumentedCreate): Promise<string> {
  const { json, error } = await create(row);
  if (error) throw error;
  return String(json[0]?.id);
}

describe('the request', () => {
  it.each(named(CREATES))('of %s is the documented one', async (_title, row) => {
    const { error } = await create(row);
    expect(error).toBeUndefined();
    expect(posts(row.path)).toMatchObject([{ path: `/api/v1/${row.path}`, status: 201 }]);
    expect(posts(row.path)[0]?.body).toEqual(row.body);
  });

  it('has what the API wants to see of every client', async () => {
    await create(documented('Payment: Create'));
    expect(posts('payments')[0]?.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^n8n-nodes-kopokopo\/\d/),
      'content-type': expect.stringMatching(/^application\/json/),
      accept: 'application/json',
      authorization: 'Bearer #1',
    });
  });

  it.each(PAY_CATEGORIES)('of a payment takes the category %s', async (category) => {
    const { error } = await create(documented('Payment: Create'), {
      additionalFields: { category },
    });
    expect(error).toBeUndefined();
    expect(posts('payments')[0]?.body).toMatchObject({ category });
  });

  it('leaves out optional fields that are empty', async () => {
    await create(documented('Incoming Payment: Create'), {
      additionalFields: { firstName: '', lastName: '  ', email: '', metadata: {}, currency: '' },
    });
    await create(documented('Payment: Create'), { additionalFields: { tags: ' , ' } });
    await create(documented('Pay Recipient: Create (Mobile Wallet)'), { options: {} });
    expect(posts('incoming_payments')[0]?.body).toEqual({
      payment_channel: 'M-PESA STK Push',
      till_number: 'K000000',
      subscriber: { phone_number: '+254999999999' },
      amount: { currency: 'KES', value: 20000 },
      _links: { callback_url: 'https://callback_to_your_app.your_application.com' },
    });
    expect(Object.keys(posts('payments')[0]?.body as IDataObject)).toEqual([
      'destination_type',
      'destination_reference',
      'amount',
      'description',
      '_links',
    ]);
    expect(posts('pay_recipients')[0]?.body).not.toHaveProperty('pay_recipient.email');
  });

  it('asks for the result at the URL of this execution when there is no Callback URL', async () => {
    await create(documented('SMS Notification: Send'), { options: {} });
    expect(posts('transaction_sms_notifications')[0]?.body).toMatchObject({
      _links: {
        callback_url: expect.stringMatching(/^https:\/\/n8n\.test\/webhook-waiting\/231\/.+/),
      },
    });
  });

  it('takes a payment channel of the user', async () => {
    await create(documented('Incoming Payment: Create'), {
      additionalFields: { paymentChannel: 'MPESA' },
    });
    expect(posts('incoming_payments')[0]?.body).toMatchObject({ payment_channel: 'MPESA' });
  });

  it.each(['Airtel', 'Safaricom', 'Telkom'])('takes the network %s', async (network) => {
    await create(documented('Settlement Account: Create (Mobile Wallet)'), { network });
    expect(posts('merchant_wallets')[0]).toMatchObject({ status: 201, body: { network } });
  });
});

describe('the documented error', () => {
  it.each(named(CREATES))('of %s reaches the user in the words of the API', async (_title, row) => {
    const body = sample(`error.${row.error}`);
    sandbox.control.fault({ method: 'POST', path: row.path, status: 400, body });
    const { error } = await create(row);
    expect(error?.message).toBe(
      `Kopo Kopo did not accept the request: ${String(body.error_message)} [item 0]`,
    );
    expect(error?.description).toBe('Correct what it names, and try again.');
    expect(posts(row.path)).toHaveLength(1);
  });
});

describe('Create without waiting', () => {
  it.each(named(ANSWER_LATER))('%s says what was made and how to ask for it', async (_t, row) => {
    const { json } = await create(row);
    const [made] = sandbox.control.created(row.type);
    expect(json).toEqual([
      {
        ...askedFor(row.body),
        id: made?.id,
        type: row.type,
        location: `${sandbox.url}/api/v1/${row.path}/${made?.id}`,
        status: 'Pending',
        outcome: 'pending',
        reason: null,
        errors: [],
      },
    ]);
  });

  it.each(named(ANSWER_AT_ONCE))('%s is done at once', async (_title, row) => {
    const { json } = await create(row);
    const [made] = sandbox.control.created(row.type);
    expect(json).toEqual([
      {
        id: made?.id,
        type: row.type,
        location: `${sandbox.url}/api/v1/${row.path}/${made?.id}`,
        status: 'Created',
        outcome: 'succeeded',
      },
    ]);
  });
});

describe('Create with waiting', () => {
  /** One execution with one item for each planned result: they are waited for at the same time. */
  async function outcomes(row: DocumentedCreate, plan: Array<'succeeded' | 'failed' | 'partial'>) {
    for (const outcome of plan) sandbox.control.nextResult({ outcome, callback: 'lose' });
    const { json, error } = await engine.runAction({
      items: plan.map(() => ({})),
      parameters: { ...row.parameters, resultMode: 'wait' },
    });
    if (error) throw error;
    return json;
  }

  it('of an incoming payment gives the transaction, or why there is none', async () => {
    const row = documented('Incoming Payment: Create');
    const [paid, failed] = await outcomes(row, ['succeeded', 'failed']);
    const common = {
      id: expect.any(String),
      type: 'incoming_payment',
      initiation_time: expect.any(String),
      event_type: 'Incoming Payment Request',
      amount: 20000,
      currency: 'KES',
      till_number: 'K000000',
      metadata: row.body.metadata,
    };
    expect(paid).toEqual({
      ...common,
      status: 'Success',
      outcome: 'succeeded',
      resource_status: 'Received',
      resource_id: expect.any(String),
      reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
      origination_time: expect.any(String),
      sender_name: 'Joe Buyer',
      sender_phone_number: '+254999999999',
      sender_first_name: 'Joe',
      sender_last_name: 'Buyer',
      system: 'Lipa Na M-PESA',
      reason: null,
      errors: [],
    });
    // What the answer leaves out is what was asked for.
    expect(failed).toEqual({
      ...common,
      status: 'Failed',
      outcome: 'failed',
      phone_number: '+254999999999',
      first_name: 'Joe',
      last_name: 'Buyer',
      email: 'jbuyer@mail.net',
      reason: 'Request cancelled by user',
      errors: ['Request cancelled by user'],
    });
  });

  it('of a payment reads the disbursements, not the word Processed', async () => {
    const row = documented('Payment: Create');
    const [paid, failed, partly] = await outcomes(row, ['succeeded', 'failed', 'partial']);
    expect(paid).toEqual({
      id: expect.any(String),
      type: 'payment',
      status: 'Processed',
      outcome: 'succeeded',
      created_at: expect.any(String),
      amount: 20000,
      currency: 'KES',
      transfer_batches: [
        {
          status: 'Transferred',
          amount: 20000,
          disbursements: [
            {
              amount: 20000,
              status: 'Transferred',
              destination_type: 'Bank Account',
              destination_reference: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
              origination_time: expect.any(String),
              transaction_reference: null,
            },
          ],
        },
      ],
      reason: null,
      errors: [],
      metadata: row.body.metadata,
    });
    const errors = ['The recipient could not be paid'];
    expect(failed).toMatchObject({ status: 'Processed', outcome: 'failed', errors });
    expect(partly).toMatchObject({ status: 'Processed', outcome: 'partial', errors });
  });

  it('of a settlement transfer does so too, over all batches', async () => {
    const row = documented('Settlement Transfer: Create (everything, to the preferred account)');
    const results: IDataObject[] = [];
    for (const outcome of ['succeeded', 'failed', 'partial'] as const) {
      results.push(...(await outcomes(row, [outcome])));
    }
    expect(results.map(({ outcome }) => outcome)).toEqual(['succeeded', 'failed', 'partial']);
    expect(results[0]).toMatchObject({
      amount: null,
      currency: 'KES',
      type: 'settlement_transfer',
    });
    expect(results[0]?.transfer_batches).toHaveLength(2);
  });

  it('of an SMS tells whether it was sent', async () => {
    const results = await outcomes(documented('SMS Notification: Send'), ['succeeded', 'failed']);
    expect(results).toEqual([
      {
        id: expect.any(String),
        type: 'transaction_sms_notification',
        status: 'Success',
        outcome: 'succeeded',
        message: 'Your message here',
        webhook_event_reference: 'e51438e9-c42b-4bf2-a261-faeaf189e3ed',
        reason: null,
        errors: [],
      },
      expect.objectContaining({ outcome: 'failed', errors: ['The message could not be sent'] }),
    ]);
    expect(sandbox.control.messages()).toMatchObject([{ message: 'Your message here' }]);
  });

  it('gives the raw JSON of the API with Simplify off', async () => {
    sandbox.control.nextResult({ outcome: 'succeeded', callback: 'lose' });
    const { json } = await engine.runAction({
      parameters: { ...documented('Payment: Create').parameters, simplify: false },
    });
    const [made] = sandbox.control.created('payment');
    expect(json).toEqual([
      { data: { id: made?.id, type: 'payment', attributes: made?.attributes } },
    ]);
  });

  it.each<[string, NodeParameters, (made: IDataObject) => IDataObject]>([
    ['simple', {}, ({ id }) => expect.objectContaining({ id, outcome: 'succeeded' })],
    ['raw', {}, ({ id, attributes }) => ({ data: { id, type: 'payment', attributes } })],
    ['fields', { fields: 'id, amount' }, ({ id }) => ({ id, amount: 20000 })],
  ])('gives an AI agent as much as it is to read: %s', async (output, more, expected) => {
    sandbox.control.nextResult({ outcome: 'succeeded', callback: 'lose' });
    const { json } = await engine.runAction({
      parameters: { ...documented('Payment: Create').parameters, output, ...more },
      node: { type: 'n8n-nodes-kopokopo.kopoKopoTool' },
    });
    const [made] = sandbox.control.created('payment');
    expect(json).toEqual([expected({ id: made?.id, attributes: made?.attributes })]);
  });

  it('gives an AI agent the ID and the warning of what has not succeeded, whatever it chose to read', async () => {
    noResult();
    const { json } = await engine.runAction({
      parameters: {
        ...documented('Payment: Create').parameters,
        ...{ output: 'fields', fields: 'reason, amount', options: { maxWait: 1 } },
      },
      node: { type: 'n8n-nodes-kopokopo.kopoKopoTool' },
    });
    const hint = expect.stringContaining('do not send it a second time');
    const { id } = sandbox.control.created('payment')[0] ?? {};
    expect(json).toEqual([{ outcome: 'pending', id, reason: null, amount: 20000, hint }]);
  });

  it('says what to do when there is no result in time', async () => {
    noResult();
    const row = documented('Payment: Create');
    const { json, error } = await engine.runAction({
      parameters: { ...row.parameters, resultMode: 'wait', options: { maxWait: 1 } },
    });
    const [made] = sandbox.control.created('payment');
    expect(error).toBeUndefined();
    expect(json).toEqual([
      {
        id: made?.id,
        type: 'payment',
        location: made?.location,
        status: 'Scheduled',
        outcome: 'pending',
        // What is known so far goes along.
        ...askedFor(row.body),
        created_at: expect.any(String),
        transfer_batches: [],
        reason: null,
        errors: [],
        metadata: made?.attributes.metadata,
        hint: "Not final after 1 second. It may still go through: ask again later with 'Send Money, Older: Get' and this ID, and do not send it a second time.",
      },
    ]);
  });

  it('makes that an error for those who want one', async () => {
    noResult();
    const row = documented('Incoming Payment: Create');
    const options = { maxWait: 1, errorOnTimeout: true };
    const { error } = await engine.runAction({ parameters: { ...row.parameters, options } });
    const [made] = sandbox.control.created('incoming_payment');
    expect(error?.message).toBe(
      `The M-PESA prompt ${made?.id} was created, but has no result yet [item 0]`,
    );
    expect(error?.description).toMatch(/^Not final after 1 second\./);
    expect(error?.context).toMatchObject({ id: made?.id, location: made?.location });
  });
});

describe('Get', () => {
  it.each(named(CREATES))('finds what %s has made, by ID and by location', async (_title, row) => {
    const id = await idOf(row);
    const location = `${sandbox.url}/api/v1/${row.path}/${id}`;
    const byId = await engine.runAction({ parameters: { ...row.get, [row.idParameter]: id } });
    const byLocation = await engine.runAction({
      parameters: { ...row.get, [row.idParameter]: `${location}/` },
    });
    expect(byId.json).toEqual([expect.objectContaining({ id, type: row.type, errors: [] })]);
    expect(byLocation.json).toEqual(byId.json);
    const asked = sandbox.control.requests({ method: 'GET' }).map(({ path }) => path);
    expect(asked).toEqual([`/api/v1/${row.path}/${id}`, `/api/v1/${row.path}/${id}`]);
  });

  it.each(named(CREATES))('gives the raw JSON of what %s has made', async (_title, row) => {
    const id = await idOf(row);
    const { json } = await engine.runAction({
      parameters: { ...row.get, [row.idParameter]: id, simplify: false, splitTransactions: false },
    });
    const [made] = sandbox.control.created(row.type);
    expect(json).toEqual([{ data: { id, type: row.type, attributes: made?.attributes } }]);
  });

  it.each(named(CREATES))(
    'does not take the access token of %s to another host, or to another thing of this one',
    async (_title, row) => {
      const id = '247b1bd8-f5a0-4b71-a898-f62f67b8ae1c';
      const another = row.path === 'payments' ? 'polling' : 'payments';
      for (const location of [
        `https://sandbox.kopokopo.com/api/v1/${row.path}/${id}`,
        `${sandbox.url.replace('127.0.0.1', 'localhost')}/api/v1/${row.path}/${id}`,
        `${sandbox.url}/api/v1/${another}/${id}`,
        `${sandbox.url}/oauth/token/info`,
      ]) {
        const { error } = await engine.runAction({
          parameters: { ...row.get, [row.idParameter]: location },
        });
        expect(error?.message).toMatch(
          /' (is a URL of .+, but the credential is for|is not the location URL of the) .+ \[item 0\]$/,
        );
      }
      expect(sandbox.control.requests()).toEqual([]);
      expect(sandbox.control.tokenRequests()).toBe(0);
    },
  );

  it('tells what the references for payments and transfers are', async () => {
    for (const [title, field] of [
      ['Pay Recipient: Create (Till)', 'recipient_reference'],
      ['Settlement Account: Create (Mobile Wallet)', 'account_reference'],
    ] as const) {
      const row = documented(title);
      const id = await idOf(row);
      const { json } = await engine.runAction({
        parameters: { ...row.get, [row.idParameter]: id },
      });
      expect(json[0]).toMatchObject({ status: 'Approved', outcome: 'succeeded', [field]: id });
    }
  });
});

describe('Webhook Subscription: Create', () => {
  const create = async (more: NodeParameters) =>
    await engine.runAction({
      parameters: { ...documented('Webhook Subscription: Create').parameters, ...more },
    });
  const daraja = { options: { enableDarajaPayload: true } };

  it('asks version 2 of the API for the shape of Daraja', async () => {
    const { json, error } = await create(daraja);
    expect(error).toBeUndefined();
    const [request] = sandbox.control.requests({ method: 'POST', path: 'webhook_subscriptions' });
    expect(request).toMatchObject({
      path: '/api/v2/webhook_subscriptions',
      body: { scope: 'till', enable_daraja_payload: true },
    });
    expect(json[0]?.location).toBe(
      `${sandbox.url}/api/v2/webhook_subscriptions/${String(json[0]?.id)}`,
    );
  });

  it('gives a location by which Get asks that version', async () => {
    const { json } = await create(daraja);
    const location = String(json[0]?.location);
    const { error } = await engine.runAction({
      parameters: {
        resource: 'webhookSubscription',
        operation: 'get',
        webhookSubscriptionId: location,
      },
    });
    expect(error).toBeUndefined();
    const [request] = sandbox.control.requests({ method: 'GET', path: 'webhook_subscriptions' });
    expect(`${sandbox.url}${request?.path}`).toBe(location);
  });

  it('refuses that shape for an event that does not have it', async () => {
    const { error } = await create({ ...daraja, eventType: 'customer_created' });
    expect(error?.message).toBe(
      '\'Daraja Payload\' is on, but "New Customer" does not come in that shape. Turn it off: only Buy Goods Payment Received and Payment From Another Business Received do. [item 0]',
    );
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each(['customer_created', 'm2m_transaction_received', 'settlement_transfer_completed'])(
    'asks for %s of the whole company, whatever the scope',
    async (eventType) => {
      const { error } = await create({ eventType });
      expect(error).toBeUndefined();
      const [request] = sandbox.control.requests({ method: 'POST', path: 'webhook_subscriptions' });
      expect(request?.body).toMatchObject({ event_type: eventType, scope: 'company' });
    },
  );
});

describe('Polling', () => {
  const row = documented('Polling: Create (company)');
  const transaction = {
    polling_id: expect.any(String),
    event_type: 'Buygoods Transaction',
    resource_id: expect.any(String),
    amount: expect.any(Number),
    currency: 'KES',
    status: 'Received',
    reference: expect.any(String),
  };

  async function poll(parameters: NodeParameters, transactions = 3): Promise<NodeRun> {
    sandbox.control.nextResult({ outcome: 'succeeded', transactions, callback: 'lose' });
    return await engine.runAction({ parameters: { ...row.parameters, ...parameters } });
  }

  it('gives one item for each transaction, paired with its request', async () => {
    const { items, json } = await poll({});
    expect(json).toEqual([1, 2, 3].map(() => expect.objectContaining(transaction)));
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([1, 2, 3].map(() => ({ item: 0 })));
    const [made] = sandbox.control.created('polling');
    expect(json[0]?.polling_id).toBe(made?.id);

    const again = await engine.runAction({
      parameters: { ...row.get, pollingId: String(made?.id) },
    });
    expect(again.json).toEqual(json);
  });

  it('Get gives one item for the request, too, with Split Transactions off', async () => {
    await poll({});
    const [made] = sandbox.control.created('polling');
    const { json } = await engine.runAction({
      parameters: { ...row.get, pollingId: String(made?.id), splitTransactions: false },
    });
    expect(json).toMatchObject([{ type: 'polling', outcome: 'succeeded' }]);
  });

  it('gives no item when there was no transaction', async () => {
    const { outputs, error } = await poll({}, 0);
    expect([outputs, error]).toEqual([[[]], undefined]);
  });

  it('gives one item for the request with Split Transactions off', async () => {
    const { json } = await poll({ splitTransactions: false });
    expect(json).toMatchObject([
      { type: 'polling', status: 'Success', outcome: 'succeeded', scope: 'Company', errors: [] },
    ]);
    expect(json[0]?.transactions).toHaveLength(3);
  });

  it('gives the transactions as the API has them with Simplify off', async () => {
    const { json } = await poll({ simplify: false });
    expect(json).toEqual(
      [1, 2, 3].map(() => ({
        type: 'Buygoods Transaction',
        resource: expect.objectContaining({ amount: expect.stringMatching(/^\d+\.\d$/) }),
      })),
    );
  });

  it('is an error when it failed: an item would look like a transaction', async () => {
    sandbox.control.nextResult({ outcome: 'failed', callback: 'lose' });
    const { error } = await engine.runAction({ parameters: row.parameters });
    const sentence =
      'Kopo Kopo could not tell the transactions: The transactions could not be read [item 0]';
    expect(error?.message).toBe(sentence);
    const [made] = sandbox.control.created('polling');
    const get = { ...row.get, pollingId: String(made?.id) };
    const again = await engine.runAction({ parameters: get });
    expect(again.error?.message).toBe(sentence);
    const goOn = { parameters: get, node: { onError: 'continueRegularOutput' as const } };
    const { json } = await engine.runAction(goOn);
    const location = expect.stringMatching(`${made?.id}$`);
    expect(json).toMatchObject([{ error: { outcome: 'failed', id: made?.id, location } }]);
  });

  it('gives an item that says so when it failed, with Split Transactions off', async () => {
    sandbox.control.nextResult({ outcome: 'failed', callback: 'lose' });
    const { json } = await engine.runAction({
      parameters: { ...row.parameters, splitTransactions: false },
    });
    expect(json).toMatchObject([
      { type: 'polling', outcome: 'failed', errors: ['The transactions could not be read'] },
    ]);
  });
});

describe('several items', () => {
  const paired = (items: INodeExecutionData[]) => items.map(({ pairedItem }) => pairedItem);

  it('of which two ask for everything: only the first does it', async () => {
    noResult();
    const row = documented('Settlement Transfer: Create (everything, to the preferred account)');
    const two = {
      items: [{ n: 1 }, { n: 2 }],
      parameters: { ...row.parameters, resultMode: 'none' },
    };
    const sentence =
      "'Amount' is left out, so that everything is transferred, but that is what it does already for item 0. Turn on 'Execute Once' in this node's settings to do it once for all items. [item 1]";
    const { error } = await engine.runAction(two);
    expect(error?.message).toBe(sentence);
    expect(sandbox.control.requests()).toEqual([]);

    const { json } = await engine.runAction({ ...two, node: { onError: 'continueRegularOutput' } });
    expect(json).toMatchObject([{ outcome: 'pending' }, { error: { message: sentence } }]);
    expect(sandbox.control.created(row.type)).toHaveLength(1);
  });

  const SEVERAL = CREATES.filter(({ title }) => !title.includes('everything'));

  it.each(named(SEVERAL))('%s: two in, two out, in order and paired', async (_title, row) => {
    noResult();
    noResult();
    const { items, error } = await engine.runAction({
      items: [{ n: 1 }, { n: 2 }],
      parameters: { ...row.parameters, resultMode: 'none' },
    });
    expect(error).toBeUndefined();
    expect(paired(items)).toEqual([{ item: 0 }, { item: 1 }]);
    const made = new Set(sandbox.control.created(row.type).map(({ id }) => id));
    expect(new Set(items.map(({ json }) => json.id))).toEqual(made);
    expect(made.size).toBe(2);
  });

  it('keeps the order when the first result comes last', async () => {
    sandbox.control.nextResult({ outcome: 'succeeded', delayMs: 1500, callback: 'lose' });
    sandbox.control.nextResult({ outcome: 'failed', callback: 'lose' });
    const { items } = await engine.runAction({
      items: [{ shillings: 100 }, { shillings: 200 }],
      parameters: {
        ...documented('Payment: Create').parameters,
        amount: '={{ $json.shillings }}',
      },
    });
    expect(items.map(({ json }) => [json.amount, json.outcome])).toEqual([
      [100, 'succeeded'],
      [200, 'failed'],
    ]);
    expect(paired(items)).toEqual([{ item: 0 }, { item: 1 }]);
  });

  it.each(
    TOKEN_OPERATIONS.map((parameters): [string, NodeParameters] => [
      `Access Token: ${String(parameters.operation)}`,
      parameters,
    ]),
  )('%s: two in, two out', async (_title, parameters) => {
    const { items } = await engine.runAction({ items: [{}, {}], parameters });
    expect(paired(items)).toEqual([{ item: 0 }, { item: 1 }]);
  });

  const BAD = 'not a phone';
  const three = [{ phone: '0712345678' }, { phone: BAD }, { phone: '0112345678' }];
  const parameters = {
    ...documented('Incoming Payment: Create').parameters,
    phoneNumber: '={{ $json.phone }}',
    resultMode: 'none',
  };
  const errorOfTheBadOne = {
    error: {
      message: `'Phone Number' is not a Kenyan mobile number: "${BAD}". Enter it as 0712345678, 0112345678 or +254712345678. [item 1]`,
      what_to_do: 'Nothing was sent to Kopo Kopo for this item.',
      outcome: 'refused',
    },
  };

  async function runThree(node: object) {
    for (let i = 0; i < 2; i++) noResult();
    return await engine.runAction({ items: three, parameters, node });
  }

  it('sends nothing at all when one of them cannot be sent', async () => {
    const { error } = await runThree({});
    expect(error?.message).toBe(errorOfTheBadOne.error.message);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('goes on with the others in one output', async () => {
    const { outputs } = await runThree({ onError: 'continueRegularOutput' });
    expect(outputs).toHaveLength(1);
    const [items = []] = outputs;
    expect(items.map(({ json }) => json.error ?? json.outcome)).toEqual([
      'pending',
      errorOfTheBadOne.error,
      'pending',
    ]);
    expect(items[1]?.json).toEqual(errorOfTheBadOne);
    expect(paired(items)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
    expect(sandbox.control.created('incoming_payment')).toHaveLength(2);
  });

  it('sends the bad one to the error output', async () => {
    const { outputs } = await runThree({ onError: 'continueErrorOutput' });
    const [good = [], bad = []] = outputs;
    expect(paired(good)).toEqual([{ item: 0 }, { item: 2 }]);
    expect(good.map(({ json }) => json.outcome)).toEqual(['pending', 'pending']);
    expect(paired(bad)).toEqual([{ item: 1 }]);
    expect(bad.map(({ json }) => json)).toEqual([expect.objectContaining(errorOfTheBadOne)]);
  });

  it('gives nothing for nothing', async () => {
    const { outputs, error } = await engine.runAction({ items: [], parameters });
    expect([outputs.flat(), error]).toEqual([[], undefined]);
    expect(sandbox.control.requests()).toEqual([]);
  });
});

describe('Access Token', () => {
  it('Get Info tells for which application it is, and for how long', async () => {
    const { json } = await engine.runAction({
      parameters: { resource: 'accessToken', operation: 'getInfo' },
    });
    expect(json).toEqual([
      {
        resource_owner_id: null,
        scope: [],
        expires_in: expect.any(Number),
        application: { uid: sandbox.credentials.clientId },
        created_at: expect.any(Number),
      },
    ]);
    expect(Object.keys(json[0] ?? {})).toEqual(Object.keys(sample('oauth.token_info')));
  });

  it('Introspect tells whether it is active', async () => {
    const { json } = await engine.runAction({
      parameters: { resource: 'accessToken', operation: 'introspect' },
    });
    expect(json).toMatchObject([
      { active: true, client_id: sandbox.credentials.clientId, token_type: 'Bearer' },
    ]);
    expect(Object.keys(json[0] ?? {})).toEqual(Object.keys(sample('oauth.introspect')));
  });

  it('Revoke makes the next request get a new one by itself', async () => {
    const { json } = await engine.runAction({
      parameters: { resource: 'accessToken', operation: 'revoke' },
    });
    expect(json).toEqual([{ revoked: true }]);
    expect(sandbox.control.tokenRequests()).toBe(1);

    const { error } = await create(documented('Payment: Create'));
    expect(error).toBeUndefined();
    expect(sandbox.control.tokenRequests()).toBe(2);
    expect(posts('payments').map(({ tokenNumber }) => tokenNumber)).toEqual([1, 2]);
    expect(sandbox.control.created('payment')).toHaveLength(1);
  });

  it.each(TOKEN_OPERATIONS.map(({ operation }) => String(operation)))(
    '%s never shows the token, the secret or the API key',
    async (operation) => {
      const { run } = await engine.runAction({
        parameters: { resource: 'accessToken', operation },
      });
      const token = String(engine.store.credential.accessToken);
      expect(token.length).toBeGreaterThan(20);
      const stored = storedText(run);
      for (const secret of [token, sandbox.credentials.clientSecret, sandbox.credentials.apiKey]) {
        expect(stored).not.toContain(secret);
      }
    },
  );
});
