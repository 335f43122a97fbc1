import { startSandbox, WORDINGS, type NextResult, type Sandbox } from '../../sandbox';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

let sandbox: Sandbox;
let engine: Engine;
/** The M-PESA reference of a customer's payment of KES 100. */
let reference: string;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
  const { event } = await sandbox.control.customerPays({ amount: 100 });
  reference = String(event.event.resource.reference);
});
afterEach(() => sandbox.stop());

const posts = () => sandbox.control.requests({ method: 'POST', path: 'reversals' });
const made = () => sandbox.control.created('reversal')[0];

async function reverse(plan: NextResult, more: NodeParameters = {}) {
  sandbox.control.nextResult({ callback: 'lose', ...plan });
  return await engine.runAction({
    parameters: {
      resource: 'reversal',
      operation: 'create',
      transactionReference: reference,
      reason: 'Paid twice by mistake',
      ...more,
    },
  });
}

const never = { outcome: 'never' as const };

describe.each(WORDINGS)('Create, %s', (wording) => {
  beforeEach(() => sandbox.control.configure({ wording }));

  it('sends what the SDKs of the API send', async () => {
    const { error } = await reverse(never, {
      transactionReference: ` ${reference} `,
      resultMode: 'none',
      options: {
        callbackUrl: 'https://example.com/kopokopo',
        metadata: { pair: [{ key: 'ticket', value: '17' }] },
      },
    });
    expect(error).toBeUndefined();
    expect(posts()).toMatchObject([{ path: '/api/v2/reversals', status: 201 }]);
    expect(posts()[0]?.body).toEqual({
      transaction_reference: reference,
      reason: 'Paid twice by mistake',
      metadata: { ticket: '17' },
      _links: { callback_url: 'https://example.com/kopokopo' },
    });
  });

  it('has succeeded when its bulk payment was transferred', async () => {
    const { json } = await reverse({ outcome: 'succeeded' });
    expect(json).toEqual([
      {
        id: made()?.id,
        type: expect.stringMatching(/^reversals?$/),
        status: 'Processed',
        outcome: 'succeeded',
        transaction_reference: reference,
        reason: 'Paid twice by mistake',
        reversal_bulk_payment: {
          amount: 100,
          status: 'Transferred',
          transaction_reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
        },
        failure_reason: null,
        errors: [],
      },
    ]);
  });

  it('has failed when its bulk payment was cancelled, although it is "Processed"', async () => {
    const { json } = await reverse({ outcome: 'failed', errors: 'Insufficient funds' });
    expect(json).toMatchObject([
      {
        status: 'Processed',
        outcome: 'failed',
        reversal_bulk_payment: { status: 'Cancelled' },
        errors: ['Insufficient funds'],
      },
    ]);
  });

  it('is pending while there is no bulk payment', async () => {
    const { json } = await reverse(never, { options: { maxWait: 1 } });
    expect(json).toMatchObject([
      { type: 'reversal', outcome: 'pending', hint: expect.any(String) },
    ]);
  });

  it('of a transaction that Kopo Kopo does not know is refused by the API', async () => {
    const { error } = await reverse(never, { transactionReference: 'NOSUCHREF1' });
    expect(error?.message).toBe(
      'Kopo Kopo did not accept the request: Transaction reference is invalid [item 0]',
    );
    expect(posts()).toHaveLength(1);
  });

  it.each([
    ['tcq4l7m0zb', 'TCQ4L7M0ZB'],
    // Not M-PESA's codes, or not in small letters only: nobody knows what these may look like.
    ['Tcq4l7m0zb', 'Tcq4l7m0zb'],
    ['9e9e9e9e9e9e9e9e9e9e9e9e9e9e9e9e', '9e9e9e9e9e9e9e9e9e9e9e9e9e9e9e9e'],
    ['mfn-162', 'mfn-162'],
  ])('of %s asks for %s', async (transactionReference, sent) => {
    await reverse(never, { transactionReference });
    expect(posts()).toMatchObject([{ body: { transaction_reference: sent } }]);
  });

  it('is never sent a second time by itself', async () => {
    sandbox.control.fault({ method: 'POST', path: 'reversals', action: 'drop-after' });
    const { error } = await reverse(never);
    expect(error?.message).toContain('It is not known whether the refund was created');
    expect(posts()).toHaveLength(1);
  });

  it.each<[string, NodeParameters]>([
    ["'Transaction Reference' is empty. Fill it in.", { transactionReference: '={{ "" }}' }],
    [
      "'Transaction Reference' must be text, and is an object. Check its expression.",
      { transactionReference: '={{ {} }}' },
    ],
    ["'Reason' is empty. Fill it in.", { reason: '={{ " " }}' }],
    ["'Reason' must be text, and is a list. Check its expression.", { reason: '={{ [1] }}' }],
  ])('%s', async (sentence, more) => {
    const { error } = await reverse(never, more);
    expect(error?.message).toBe(`${sentence} [item 0]`);
    expect(posts()).toEqual([]);
  });
});

describe.each(WORDINGS)('Get, %s', (wording) => {
  beforeEach(() => sandbox.control.configure({ wording }));

  it.each(['reversal', 'reversals'])('reads the type "%s"', async (type) => {
    await reverse({ outcome: 'failed' });
    const body = { data: { id: made()?.id, type, attributes: made()?.attributes } };
    sandbox.control.fault({ method: 'GET', path: 'reversals', status: 200, body });
    const { json } = await engine.runAction({
      parameters: { resource: 'reversal', operation: 'get', reversalId: String(made()?.id) },
    });
    expect(json).toMatchObject([{ type, outcome: 'failed', status: 'Processed' }]);
  });
});

it('Get takes the ID and the location, and gives the raw JSON with Simplify off', async () => {
  await reverse(
    { outcome: 'succeeded' },
    { options: { callbackUrl: 'https://example.com/kopokopo' } },
  );
  for (const reversalId of [String(made()?.id), String(made()?.location)]) {
    const { json } = await engine.runAction({
      parameters: { resource: 'reversal', operation: 'get', reversalId, simplify: false },
    });
    expect(json).toEqual([
      { data: { id: made()?.id, type: 'reversal', attributes: made()?.attributes } },
    ]);
  }
});
