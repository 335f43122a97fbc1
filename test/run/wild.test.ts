import type { IDataObject, INode } from 'n8n-workflow';

import { RESOURCE_TYPES, type ResourceType } from '../../nodes/KopoKopo/api/resourceTypes';
import { idFrom } from '../../nodes/KopoKopo/api/location';
import { sign, startSandbox, type Sandbox } from '../../sandbox';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters, type NodeRun } from '../stage/engine';
import { anotherProcess } from '../stage/processes';
import { holds, wild, type Wild } from '../stage/wild';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(async () => {
  await sandbox.stop();
});

/** The Get of each type of result; the first name is that of the resource. */
const GETS: Record<string, [string, NodeParameters?]> = {
  incoming_payment: ['incomingPayment'],
  payment_link: ['paymentLink'],
  reversal: ['reversal'],
  reversals: ['reversal'],
  send_money: ['sendMoney'],
  settlement_transfer: ['settlementTransfer'],
  polling: ['polling'],
  pay_recipient: ['payRecipient'],
  merchant_wallet: ['settlementAccount', { accountType: 'merchant_wallet' }],
  merchant_bank_account: ['settlementAccount', { accountType: 'merchant_bank_account' }],
};

function getOf(body: IDataObject, more: NodeParameters = {}): NodeParameters {
  const { id = 'some-id', type = 'incoming_payment' } = Object(body.data);
  const [resource = '', parameters] = GETS[type] ?? [];
  return { resource, operation: 'get', [`${resource}Id`]: id, ...parameters, ...more };
}

/** What Get gives for a body. */
async function got(body: IDataObject, more?: NodeParameters): Promise<IDataObject[]> {
  sandbox.control.fault({ method: 'GET', status: 200, body });
  const { json, error } = await engine.runAction({ parameters: getOf(body, more) });
  expect(error).toBeUndefined();
  return json;
}

/** What an execution gives that was suspended, when a body comes to it. */
async function resumed(body: IDataObject, more?: NodeParameters): Promise<IDataObject[]> {
  const { id, type } = Object(body.data);
  const node: INode = engine.node('Kopo Kopo', 'kopoKopo', { ...getOf(body), ...more });
  const bytes = Buffer.from(JSON.stringify(body));
  const { items = [] } = await engine.deliver(node, {
    body: bytes,
    headers: { 'x-kopokopo-signature': sign(bytes, sandbox.credentials.apiKey) },
    suspendedWith: [{ json: { id, type: String(type).replace(/s$/, ''), outcome: 'pending' } }],
  });
  return items.map(({ json }) => json);
}

describe.each(wild('result'))('the result %s', (_name, { body, ...reading }: Wild) => {
  const { item, items, recipients, keeps = [] } = reading;
  const isFinal = item?.outcome !== 'pending';

  it('is read right by Get', async () => {
    const json = await got(body);
    expect(json).toMatchObject(items ?? [{ ...item }]);
    expect(json).toHaveLength(items?.length ?? 1);
    if (recipients) expect(json[0]?.recipients).toMatchObject(recipients);
    if (recipients) expect(json[0]?.recipients).toHaveLength(recipients.length);
    expect(keeps.filter((kept) => !holds(json, kept))).toEqual([]);
  });

  it('is the same where it resumes an execution, unless it is not final', async () => {
    expect(await resumed(body)).toEqual(isFinal ? await got(body) : []);
  });

  it('is the JSON of the API where nothing is to be simplified', async () => {
    expect(await got(body, { simplify: false, splitTransactions: false })).toEqual([body]);
  });
});

describe.each(wild('status'))('%s', (_name, { body, keeps = [] }: Wild) => {
  it('is handed over whole, and no outcome is guessed', async () => {
    const json = await got(body);
    expect(json).toEqual([body]);
    expect(keeps.filter((kept) => !holds(json, kept))).toEqual([]);
  });
});

const CREATES: Record<string, NodeParameters> = {
  'incoming payment': documented('Incoming Payment: Create').parameters,
  payment: documented('Payment: Create').parameters,
  reversal: {
    resource: 'reversal',
    operation: 'create',
    transactionReference: 'TCQ4L7M0ZB',
    reason: 'Amelipa mara mbili',
  },
  'send money request': {
    resource: 'sendMoney',
    operation: 'send',
    recipientsFrom: 'form',
    recipients: {
      recipient: [{ type: 'till', amount: 50, tillNumber: '512301', description: 'Maziwa' }],
    },
  },
};

const none = { resultMode: 'none' };
const createdOnce = () => sandbox.control.requests({ method: 'POST', path: /api/ }).length;

describe.each(wild('error').filter(([, { create }]) => create))(
  'the refusal %s',
  (_name, { body: answer, create = '', says = [], saysNot = [] }: Wild) => {
    it('says what the API says, and that nothing was done', async () => {
      const { status, body } = Object(answer);
      sandbox.control.fault({ method: 'POST', path: /api/, status, body, times: Infinity });
      const { error } = await engine.runAction({ parameters: { ...CREATES[create], ...none } });
      for (const words of says) expect(error?.message).toContain(words);
      for (const words of [...saysNot, 'undefined', 'null', '[object']) {
        expect(error?.message.replace(/\[item \d+\]$/, '')).not.toContain(words);
      }
      expect(error?.context?.outcome).toBe('refused');
    });
  },
);

const ofTokens = (run: NodeRun) => `${run.error?.message} ${run.error?.description}`;

it.each(wild('error').filter(([, { create }]) => !create))(
  'the refusal of a token %s is told in words, without the secret',
  async (_name, { body: answer, says = [] }) => {
    const { status, body } = Object(answer);
    sandbox.control.fault({ path: '/oauth/token', status, body, times: Infinity });
    const run = await engine.runAction({ parameters: { ...CREATES.payment, ...none } });
    for (const words of says) expect(ofTokens(run)).toContain(words);
    expect(ofTokens(run)).not.toContain(sandbox.credentials.clientSecret);
    expect(createdOnce()).toBe(0);
  },
);

describe.each(wild('location'))('the location %s', (_name, { body: answer, id }: Wild) => {
  const { status, headers } = Object(answer);

  it('names what was created; the node makes a location of its own', async () => {
    sandbox.control.fault({ method: 'POST', path: /api/, status, headers });
    const { json } = await engine.runAction({ parameters: { ...CREATES.payment, ...none } });
    expect(json).toMatchObject([
      { id, outcome: 'pending', location: `${sandbox.url}/api/v1/payments/${id}` },
    ]);
  });
});

it.each(wild('location').filter(([, { pasted }]) => pasted))(
  'the location %s is understood where an ID is asked for, if it is on the same host',
  (_name, { body, pasted }) => {
    const isType = (type = ''): type is ResourceType => Object.hasOwn(RESOURCE_TYPES, type);
    if (!isType(pasted?.type)) throw new Error(`There is no type ${pasted?.type}`);
    const { location } = Object(body.headers);
    expect(idFrom(location, pasted.type, 'https://sandbox.kopokopo.com')).toMatchObject(
      pasted.refused ? { refusal: expect.stringContaining('is a URL of') } : { id: pasted.id },
    );
  },
);

describe('a token', () => {
  const tokens = wild('token').filter(([, { item }]) => !item);

  it.each(tokens)('%s is used for an hour, less a margin', async (_name, { body: answer }) => {
    const fresh = await anotherProcess(new Store(credentialFor(sandbox)));
    const { status, body } = Object(answer);
    sandbox.control.fault({ path: '/oauth/token', status, body });
    sandbox.control.fault({
      method: 'GET',
      status: 200,
      body: { data: { id: 'a', type: 'payment' } },
    });
    const before = Date.now();
    const { error } = await fresh.runAction({
      parameters: { resource: 'payment', operation: 'get', paymentId: 'a' },
    });
    expect(error).toBeUndefined();
    const { accessToken, sessionValidity } = fresh.store.credential;
    expect(accessToken).toBe(Object(body).access_token);
    const until = Number(/\d{13}/.exec(String(sessionValidity))?.[0]) - before;
    expect(until).toBeGreaterThan(3_000_000);
    expect(until).toBeLessThanOrEqual(3_600_000);
  });

  it.each(wild('token').filter(([, { item }]) => item))(
    '%s is handed over as the API describes it',
    async (_name, { body, item }) => {
      sandbox.control.fault({ path: '/oauth/introspect', status: 200, body });
      const { json } = await engine.runAction({
        parameters: { resource: 'accessToken', operation: 'introspect' },
      });
      expect(json).toMatchObject([{ ...item }]);
    },
  );
});
