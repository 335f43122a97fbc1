/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { without } from '../../nodes/KopoKopo/api/json';
import { sign, startSandbox, WORDINGS, type Sandbox } from '../../sandbox';
import { authority, certificate } from '../stage/certificate';
import { toList, wallet } from '../stage/destinations';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type Delivered, type NodeParameters } from '../stage/engine';
import { ROWS } from '../stage/operationRows';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  sandbox.control.configure({ callbackLossRate: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.stop();
});

const PROMPT: NodeParameters = {
  ...documented('Incoming Payment: Create').parameters,
  options: {},
  resultMode: 'resume',
};
const posts = () => sandbox.control.requests({ method: 'POST', path: 'incoming_payments' });
const made = () => sandbox.control.created('incoming_payment')[0];

/** An execution that has been suspended. */
async function suspended(more: NodeParameters = {}): Promise<INodeExecutionData[]> {
  sandbox.control.nextResult({ outcome: 'never' });
  const { run, error } = await engine.runAction({ parameters: { ...PROMPT, ...more } });
  expect(error).toBeUndefined();
  expect(run.waitTill).toBeInstanceOf(Date);
  return run.data.executionData?.nodeExecutionStack[0]?.data.main?.[0] ?? [];
}

interface Call {
  body: unknown;
  signature?: string;
  parameters?: NodeParameters;
}

async function call(waiting: INodeExecutionData[], { body, ...more }: Call): Promise<Delivered> {
  const bytes = Buffer.from(JSON.stringify(body));
  const { signature = sign(bytes, sandbox.credentials.apiKey), parameters } = more;
  return await engine.deliver(engine.node('Kopo Kopo', 'kopoKopo', { ...PROMPT, ...parameters }), {
    body: bytes,
    headers: { 'x-kopokopo-signature': signature },
    suspendedWith: waiting,
  });
}

/** The result of the prompt that the execution waits for, as Kopo Kopo posts it. */
async function result(outcome: 'succeeded' | 'failed', attributes: IDataObject = {}) {
  await sandbox.control.resolve(String(made()?.id), { outcome, attributes });
  return { data: { id: made()?.id, type: 'incoming_payment', attributes: made()?.attributes } };
}

describe.each(WORDINGS)('a suspended execution, %s', (wording) => {
  beforeEach(() => sandbox.control.configure({ wording }));

  it('goes on with the result, paired with its item', async () => {
    const waiting = await suspended();
    const { status, items } = await call(waiting, { body: await result('succeeded') });
    expect(status).toBe(200);
    expect(items).toMatchObject([
      { json: { id: made()?.id, outcome: 'succeeded', amount: 20000 }, pairedItem: { item: 0 } },
    ]);
  });

  it('says of a result that is no success what was asked for', async () => {
    const waiting = await suspended();
    expect(waiting).toMatchObject([
      { json: { outcome: 'pending', amount: 20000, phone_number: '+254999999999' } },
    ]);
    const { items } = await call(waiting, { body: await result('failed') });
    expect(items).toMatchObject([
      {
        json: {
          outcome: 'failed',
          reason: 'Request cancelled by user',
          amount: 20000,
          currency: 'KES',
          phone_number: '+254999999999',
          till_number: 'K000000',
        },
      },
    ]);
    expect(items?.[0]?.json).not.toHaveProperty('hint');
    expect(items?.[0]?.json).not.toHaveProperty('location');
  });

  it('goes on where the answer leaves out its type, which is known', async () => {
    const waiting = await suspended();
    const { data } = await result('succeeded');
    const { items } = await call(waiting, { body: { data: { ...data, type: null } } });
    expect(items).toMatchObject([{ json: { type: 'incoming_payment', outcome: 'succeeded' } }]);
  });

  it("goes on where the result's ID has other capitals than its Location had", async () => {
    const [item] = await suspended();
    const waiting = [{ json: { ...item?.json, id: String(made()?.id).toUpperCase() } }];
    expect(waiting[0]?.json.id).not.toBe(made()?.id);
    const { items } = await call(waiting, { body: await result('succeeded') });
    expect(items).toMatchObject([{ json: { outcome: 'succeeded' } }]);
  });

  it('does not show the URL that resumes it, where nothing is to be simplified', async () => {
    const waiting = await suspended({ simplify: false });
    const body = await result('succeeded');
    expect(JSON.stringify(body)).toMatch(/signature=[0-9a-f]{64}/);
    const parameters = { simplify: false };
    const { items } = await call(waiting, { body, parameters });
    expect(JSON.stringify(items)).toMatch(/signature=\*\*\*"/);
  });

  it.each<[string, (body: { data: IDataObject }) => Call, number]>([
    [
      'the result of another request',
      ({ data }) => ({ body: { data: { ...data, id: 'x' } } }),
      200,
    ],
    [
      'a result that is not final',
      ({ data }) => ({ body: { data: { ...data, attributes: { status: 'Pending' } } } }),
      200,
    ],
    ['what is not signed by Kopo Kopo', (body) => ({ body, signature: 'f'.repeat(64) }), 401],
    // Is sent again, until it can be read.
    ['a result without its ID', ({ data }) => ({ body: { data: { ...data, id: null } } }), 500],
    ['an event', () => ({ body: { topic: 'x', id: '1' } }), 500],
    ['something else', () => ({ body: { hello: 'there' } }), 500],
  ])('goes on waiting after %s', async (_what, sent, status) => {
    const waiting = await suspended();
    const answer = await call(waiting, sent(await result('succeeded')));
    expect(answer).toMatchObject({ status, items: undefined, unanswered: false });
  });

  it('goes on waiting, and is called again, when something breaks', async () => {
    const waiting = await suspended();
    const body = await result('succeeded');
    Object.defineProperty(engine.store, 'credential', {
      get: () => {
        throw new Error('SQLITE_BUSY');
      },
    });
    expect(await call(waiting, { body })).toMatchObject({ status: 500, items: undefined });
  });
});

describe('when the time is up', () => {
  it('one item goes on, also where Execute Once has kept the others from the node', async () => {
    sandbox.control.nextResult({ outcome: 'never' });
    const { run } = await engine.runAction({
      items: [{ row: 1 }, { row: 2 }, { row: 3 }],
      parameters: PROMPT,
      node: { executeOnce: true },
    });
    expect(posts()).toHaveLength(1);
    // With these n8n goes on.
    const [entry] = run.data.executionData?.nodeExecutionStack ?? [];
    expect(entry?.data.main).toMatchObject([[{ json: { outcome: 'pending', id: made()?.id } }]]);
    expect(entry?.data.main?.[0]).toHaveLength(1);
  });
});

it('an execution whose result is there already goes on at once', async () => {
  sandbox.control.configure({ latencyMs: 10 });
  const { run, json } = await engine.runAction({ parameters: PROMPT });
  expect(json).toMatchObject([{ id: made()?.id, outcome: 'succeeded' }]);
  expect(run.waitTill).toBeUndefined();
});

describe('a list of payments that has failed', () => {
  const LIST = { ...documented('Polling: Create (company)').parameters, splitTransactions: true };
  const failed = { outcome: 'failed' as const, attributes: { errors: ['Too many'] } };
  const list = () => sandbox.control.created('polling')[0];
  const second = () => sandbox.control.created('polling')[1];

  /** What comes out of the node when it waits, and its error is handed on. */
  const waitedFor = async () => {
    sandbox.control.nextResult({ ...failed, delayMs: 1 });
    const { json } = await engine.runAction({
      parameters: { ...LIST, resultMode: 'wait' },
      node: { onError: 'continueRegularOutput' },
    });
    return json;
  };

  it.each([
    ['', null],
    ['', []],
    [': Too many; Try later', ['Too many', 'Try later']],
  ])('is an error also where the answer leaves out its type%s', async (why, errors) => {
    const body = { data: { attributes: { status: 'Failed', errors } } };
    sandbox.control.fault({ method: 'GET', path: /polling/, status: 200, body, times: Infinity });
    const { error } = await engine.runAction({ parameters: { ...LIST, resultMode: 'wait' } });
    expect(error?.message).toBe(`Kopo Kopo could not tell the transactions${why} [item 0]`);
  });

  it.each([
    [undefined, 0],
    ['continueRegularOutput', 0],
    ['continueErrorOutput', 1],
  ] as const)('is the same whether it was waited or suspended for: %s', async (onError, output) => {
    sandbox.control.nextResult({ outcome: 'never' });
    const parameters = { ...LIST, resultMode: 'resume' };
    const { run } = await engine.runAction({ parameters });
    const waiting = run.data.executionData?.nodeExecutionStack[0]?.data.main?.[0] ?? [];
    const id = String(list()?.id);
    await sandbox.control.resolve(id, failed);
    const bytes = Buffer.from(
      JSON.stringify({ data: { id, type: 'polling', attributes: list()?.attributes } }),
    );
    const node = engine.node('Kopo Kopo', 'kopoKopo', parameters, { onError });
    const { outputs } = await engine.deliver(node, {
      body: bytes,
      headers: { 'x-kopokopo-signature': sign(bytes, sandbox.credentials.apiKey) },
      suspendedWith: waiting,
    });
    const [item] = outputs?.[output] ?? [];
    expect(outputs?.flat()).toHaveLength(1);
    expect(item?.json).toEqual({
      error: {
        message: 'Kopo Kopo could not tell the transactions: Too many [item 0]',
        what_to_do: expect.stringContaining('Ask for a new list.'),
        outcome: 'failed',
        id,
        location: `${sandbox.url}/api/v1/polling/${id}`,
      },
    });
    const [other] = await waitedFor();
    const same = { ...(item?.json.error as IDataObject) };
    Object.assign(same, {
      id: second()?.id,
      location: `${sandbox.url}/api/v1/polling/${second()?.id}`,
    });
    expect(other?.error).toEqual(same);
  });
});

describe('an execution is not suspended, and nothing is sent', () => {
  it('without an API key, which tells a callback from a forged one', async () => {
    engine.store.credential.apiKey = '';
    const { error } = await engine.runAction({ parameters: PROMPT });
    expect(error?.message).toBe(
      "'When to Continue' cannot be 'Suspend Until Callback': the credential has no 'API Key', and without it nobody can tell Kopo Kopo's callback from a forged one. Fill in the credential's 'API Key', or choose 'Wait'. [item 0]",
    );
    expect(posts()).toEqual([]);
  });

  it('for an AI agent, which waits for an answer', async () => {
    const node = { type: 'n8n-nodes-kopokopo.kopoKopoTool' };
    const { error } = await engine.runAction({ parameters: PROMPT, node });
    expect(error?.message).toBe(
      "'When to Continue' cannot be 'Suspend Until Callback' when an AI agent uses the node as a tool. Choose 'Wait' instead. [item 0]",
    );
    expect(posts()).toEqual([]);
  });

  it('for two items: one callback resumes the whole node', async () => {
    const { error } = await engine.runAction({ items: [{}, {}], parameters: PROMPT });
    expect(error?.message).toBe(
      "'When to Continue' cannot be 'Suspend Until Callback' for 2 items: one callback resumes the whole node. Choose 'Wait', which takes many items, or put a 'Loop Over Items' node with a batch size of 1 in front. [item 0]",
    );
    expect(posts()).toEqual([]);
  });
});

describe('an n8n without a public address', () => {
  let front: tls.Server;

  /** The sandbox behind TLS, as the API is, so that it can't be on this computer as well. */
  beforeEach(async () => {
    const ca = authority('Test CA');
    const { connect } = tls;
    jest
      .spyOn(tls, 'connect')
      .mockImplementation((...[options, ...more]: unknown[]) =>
        Reflect.apply(connect, tls, [{ ...(options as object), ca: ca.cert }, ...more]),
      );
    const port = Number(new URL(sandbox.url).port);
    front = tls.createServer({ ...certificate({ name: 'localhost', issuer: ca }) }, (socket) => {
      const other = net.connect(port);
      for (const end of [socket, other]) end.on('error', () => {});
      socket.pipe(other).pipe(socket);
    });
    await new Promise<void>((resolve) => front.listen(0, () => resolve()));
    engine.store.credential.baseUrl = `https://localhost:${(front.address() as AddressInfo).port}`;
    engine.address = 'http://localhost:5678';
  });
  afterEach(() => void front.close());

  const run = async (resultMode: string, options: { callbackUrl?: string } = {}) =>
    await engine.runAction({ parameters: { ...PROMPT, resultMode, options } });
  const callbacks = () =>
    posts().map(({ body }) => String(Object(Object(body)._links).callback_url));

  it.each([
    ['wait', 'http://localhost:5678'],
    ['none', 'http://localhost:5678'],
    ['wait', 'https://192.168.1.20'],
    ['none', 'https://n8n.local'],
  ])(
    'has the result sent to Kopo Kopo itself, to nobody else, and asks for it: %s at %s',
    async (resultMode, address) => {
      engine.address = address;
      const { json, error } = await run(resultMode);
      expect(error).toBeUndefined();
      expect(callbacks()).toEqual([`${engine.store.credential.baseUrl}/callback-not-needed`]);
      expect(json).toMatchObject([{ outcome: resultMode === 'wait' ? 'succeeded' : 'pending' }]);
    },
  );

  it("uses the user's own Callback URL, if Kopo Kopo can reach it", async () => {
    const callbackUrl = 'https://duka.example/hook';
    await run('wait', { callbackUrl });
    expect(callbacks()).toEqual([callbackUrl]);
    for (const own of ['http://localhost:5678/hook', 'https://10.0.0.7/hook']) {
      const { error } = await run('wait', { callbackUrl: own });
      expect(error?.message).toBe(
        `'Callback URL' is an address of this computer, or of a network of your own: "${own}". Kopo Kopo can only send to a public one, which starts with https://. Or remove the option. [item 0]`,
      );
    }
    expect(posts()).toHaveLength(1);
  });

  it('subscribes to events for a public address only', async () => {
    const url = 'https://192.168.1.20/hook';
    const { error } = await engine.runAction({
      parameters: { ...documented('Webhook Subscription: Create').parameters, url },
    });
    expect(error?.message).toBe(
      `'URL' is an address of this computer, or of a network of your own: "${url}". Kopo Kopo can only send to a public one, which starts with https://. [item 0]`,
    );
    expect(sandbox.control.requests({ method: 'POST' })).toEqual([]);
  });

  it.each(['http://localhost:5678', 'https://192.168.1.20', 'https://n8n.local'])(
    'cannot suspend an execution at %s: nothing is sent',
    async (address) => {
      engine.address = address;
      const { error } = await run('resume');
      expect(error?.message).toBe(
        `'When to Continue' cannot be 'Suspend Until Callback': the address of this n8n (${address}) is not one that Kopo Kopo can send results to, it must be public and start with https://. Set n8n's WEBHOOK_URL to its public https address, or choose 'Wait'. [item 0]`,
      );
      expect(posts()).toEqual([]);
    },
  );
});

it('what Kopo Kopo says before the execution is suspended is not taken for its result', async () => {
  const parameters: NodeParameters = {
    ...toList([wallet('0712345678', 100)]),
    resultMode: 'resume',
    options: {},
  };
  const attributes = {
    status: 'Scheduled',
    created_at: '2026-04-12T08:50:22+03:00',
    transfer_batches: [{ status: 'Pending', disbursements: [{ status: 'Pending', amount: 100 }] }],
  };
  const scheduled = { data: { type: 'send_money', attributes } };
  sandbox.control.fault({ method: 'GET', path: 'send_money', status: 200, body: scheduled });
  sandbox.control.nextResult({ outcome: 'never' });
  const { run } = await engine.runAction({ parameters });
  const waiting = run.data.executionData?.nodeExecutionStack[0]?.data.main?.[0] ?? [];
  const { id } = waiting[0]?.json ?? {};
  expect(waiting).toMatchObject([{ json: { outcome: 'pending', status: 'Scheduled' } }]);

  const failed = { id, type: 'send_money', attributes: { status: 'Failed', errors: ['No'] } };
  const { items = [] } = await call(waiting, { body: { data: failed }, parameters });
  const paid = { type: 'mobile_wallet', amount: 100, phone_number: '254712345678' };
  expect(items).toMatchObject([
    { json: { id, outcome: 'failed', recipients: [{ ...paid, outcome: 'failed' }] } },
  ]);
  for (const name of ['transfer_batches', 'created_at']) {
    expect(items[0]?.json).not.toHaveProperty(name);
  }
});

describe('a result that says nothing but that it has failed', () => {
  // A list has no such result, and a link is there at once.
  const others = ['polling', 'payment_link'];
  const rows = ROWS.filter(({ answersLater, type }) => answersLater && !others.includes(type));

  it.each(rows.map((row) => [`${row.type}: ${row.parameters.operation}`, row] as const))(
    'says as much of what was asked for, whether it was waited or suspended for: %s',
    async (_name, { type, parameters }) => {
      const attributes = { status: 'Failed', errors: ['No'] };
      const paid = async () =>
        String(
          (await sandbox.control.customerPays({ amount: 100 })).event.event.resource.reference,
        );
      const run = async (resultMode: string) => {
        const { workflowId, credential } = engine.store;
        engine = await Engine.start(new Store(credential, `${workflowId} ${resultMode}`));
        return await engine.runAction({
          items: [{ reference: await paid() }],
          parameters: { ...parameters, resultMode, options: {} },
        });
      };
      sandbox.control.nextResult({ outcome: 'never' });
      const { run: suspended } = await run('resume');
      const waiting = suspended.data.executionData?.nodeExecutionStack[0]?.data.main?.[0] ?? [];
      const id = String(waiting[0]?.json.id);
      const resumed = await call(waiting, { body: { data: { id, type, attributes } }, parameters });

      const body = { data: { type, attributes } };
      sandbox.control.fault({ method: 'GET', path: /api/, status: 200, body, times: Infinity });
      const { json: waited } = await run('wait');
      expect(waited).toMatchObject([{ outcome: 'failed' }]);
      const same = type === 'reversal' ? ['transaction_reference'] : [];
      expect(resumed.items).toMatchObject([{ json: { ...without(waited[0] ?? {}, ...same), id } }]);
    },
  );
});
