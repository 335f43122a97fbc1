import { startSandbox, type Sandbox } from '../../sandbox';
import { clock } from '../stage/clock';
import { credentialFor, Engine, Store, type NodeParameters, type NodeRun } from '../stage/engine';

/** Payments Received: Get Many. */

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const TILL = '000000';

/** What a shop fills in for today's takings. */
const TAKINGS: NodeParameters = { resource: 'polling', operation: 'getAll', scopeReference: TILL };

const getMany = async (more: NodeParameters = {}): Promise<NodeRun> =>
  await engine.runAction({ parameters: { ...TAKINGS, ...more } });

const bodies = () =>
  sandbox.control.requests({ method: 'POST', path: 'polling' }).map(({ body }) => body);

/** Customers who paid at these times; each pays a shilling more than the one before. */
async function paid(...times: string[]): Promise<void> {
  for (const [index, time] of times.entries()) {
    await sandbox.control.customerPays({
      amount: 100 + index,
      tillNumber: TILL,
      at: new Date(time),
      deliveries: 0,
    });
  }
}

describe("today's takings", () => {
  it('need a till and nothing else, and come newest first', async () => {
    clock.set('2026-05-03T09:00:00Z');
    await paid('2026-05-03T07:00:00Z', '2026-05-03T08:00:00Z');
    const { json, error } = await getMany();
    expect(error).toBeUndefined();
    expect(json.map(({ amount }) => amount)).toEqual([101, 100]);
    expect(json[0]).toMatchObject({ reference: expect.any(String), till_number: TILL });
  });

  it('are those of the Kenyan day, also at 23:30 UTC on the last of December', async () => {
    clock.set('2025-12-31T23:30:00Z');
    await paid('2025-12-31T20:59:59Z', '2025-12-31T21:00:00Z', '2025-12-31T23:29:59Z');
    const { json } = await getMany();
    expect(json.map(({ amount }) => amount)).toEqual([102, 101]);
    expect(bodies()).toMatchObject([
      { from_time: '2026-01-01T00:00:00+03:00', to_time: '2026-01-01T02:30:01+03:00' },
    ]);
  });

  it('have what was paid this very second', async () => {
    clock.set('2026-05-03T09:00:00.300Z');
    await paid('2026-05-03T09:00:00.100Z');
    expect((await getMany()).json).toHaveLength(1);
  });
});

describe('another period', () => {
  it.each([
    ['yesterday', '2025-12-31T00:00:00+03:00', '2026-01-01T00:00:00+03:00'],
    ['last7Days', '2025-12-26T00:00:00+03:00', '2026-01-01T02:30:01+03:00'],
    ['last30Days', '2025-12-03T00:00:00+03:00', '2026-01-01T02:30:01+03:00'],
    ['thisMonth', '2026-01-01T00:00:00+03:00', '2026-01-01T02:30:01+03:00'],
    ['lastMonth', '2025-12-01T00:00:00+03:00', '2026-01-01T00:00:00+03:00'],
  ])('%s is asked for in Kenyan days', async (period, from, to) => {
    clock.set('2025-12-31T23:30:00Z');
    await getMany({ period });
    expect(bodies()).toMatchObject([
      { scope: 'till', scope_reference: TILL, from_time: from, to_time: to },
    ]);
  });

  it('ends before midnight, so that no payment is in two days', async () => {
    clock.set('2026-05-04T09:00:00Z');
    await paid('2026-05-02T21:00:00Z', '2026-05-03T20:59:59Z', '2026-05-03T21:00:00Z');
    const yesterday = await getMany({ period: 'yesterday' });
    const today = await getMany({ period: 'today' });
    expect(yesterday.json.map(({ amount }) => amount)).toEqual([101, 100]);
    expect(today.json.map(({ amount }) => amount)).toEqual([102]);
  });

  it('of two dates is Kenyan time, whatever the time zone of n8n', async () => {
    engine.timezone = 'America/New_York';
    await getMany({
      period: 'custom',
      fromTime: '2026-05-01T00:00:00',
      toTime: '2026-05-01T12:00:00+00:00',
    });
    expect(bodies()).toMatchObject([
      { from_time: '2026-05-01T00:00:00+03:00', to_time: '2026-05-01T12:00:00+00:00' },
    ]);
  });

  it('is one of the list', async () => {
    const { error } = await getMany({ period: '={{ "tomorrow" }}' });
    expect(error?.message).toBe(
      '\'Period\' has no choice "tomorrow". It must be one of: custom, last30Days, last7Days, lastMonth, thisMonth, today, yesterday. [item 0]',
    );
    expect(sandbox.control.requests()).toEqual([]);
  });
});

describe('the list', () => {
  it('may be of all tills', async () => {
    await getMany({ scope: 'company' });
    expect(bodies()).toEqual([expect.not.objectContaining({ scope_reference: TILL })]);
    expect(bodies()).toMatchObject([{ scope: 'company' }]);
  });

  it('is complete, and of the newest ones where there is a limit', async () => {
    sandbox.control.seedTransactions(60, { tillNumber: TILL, from: new Date(Date.now() - 60_000) });
    const period = { period: 'last7Days' };
    const all = await getMany(period);
    expect(all.json).toHaveLength(60);
    const times = all.json.map(({ origination_time: time }) => Date.parse(String(time)));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const some = await getMany({ ...period, returnAll: false, limit: 7 });
    expect(some.json).toHaveLength(7);
    expect(some.json.map(({ origination_time: time }) => Date.parse(String(time)))).toEqual(
      times.slice(0, 7),
    );
    expect((await getMany({ ...period, returnAll: false })).json).toHaveLength(50);
  });

  it.each(['={{ 0 }}', '={{ 1.5 }}', '={{ "x" }}', '={{ "" }}'])(
    'takes no limit such as %s',
    async (limit) => {
      const { error } = await getMany({ returnAll: false, limit });
      expect(error?.message).toMatch(/^'Limit' is .+\. Enter a whole number above 0\. \[item 0\]$/);
      expect(sandbox.control.requests()).toEqual([]);
    },
  );

  it('is of raw transactions without Simplify, in the same order', async () => {
    clock.set('2026-05-03T12:00:00Z');
    await paid('2026-05-03T09:00:00Z', '2026-05-03T10:00:00Z');
    const { json } = await getMany({ simplify: false });
    expect(json).toMatchObject([
      { type: 'Buygoods Transaction', resource: { amount: '101.0' } },
      { type: 'Buygoods Transaction', resource: { amount: '100.0' } },
    ]);
  });

  it.each<[string, (fields: object) => object]>([
    ['in a list of one', (fields) => ({ resource: [fields] })],
    ['beside the type', (fields) => fields],
    ['partly beside the type', (fields) => ({ ...fields, resource: { amount: '1.0' } })],
  ])('is in order and of the period also with the fields of a payment %s', async (_how, placed) => {
    clock.set('2026-05-03T12:00:00Z');
    const transactions = ['2026-05-02T09:00', '2026-05-03T08:00', '2026-05-03T09:00'].map((time) =>
      placed({ origination_time: `${time}:00Z` }),
    );
    const attributes = { status: 'Success', transactions };
    const body = { data: { type: 'polling', attributes } };
    sandbox.control.fault({ method: 'GET', path: 'polling', status: 200, body });
    const { json } = await getMany();
    expect(json.map((item) => item.origination_time ?? item.event_origination_time)).toEqual([
      '2026-05-03T09:00:00Z',
      '2026-05-03T08:00:00Z',
    ]);
  });

  it('without a payment is empty', async () => {
    const { json, error } = await getMany();
    expect(error).toBeUndefined();
    expect(json).toEqual([]);
  });

  it('is asked for by each item, and keeps to it', async () => {
    clock.set('2026-05-03T12:00:00Z');
    await paid('2026-05-03T09:00:00Z', '2026-05-02T09:00:00Z');
    const { items } = await engine.runAction({
      items: [{ period: 'yesterday' }, { period: 'today' }],
      parameters: { ...TAKINGS, period: '={{ $json.period }}' },
    });
    expect(items.map(({ json, pairedItem }) => [json.amount, pairedItem])).toEqual([
      [101, { item: 0 }],
      [100, { item: 1 }],
    ]);
  });

  it('goes to nobody else: its callback is of no use', async () => {
    await getMany();
    expect(bodies()).toMatchObject([
      { _links: { callback_url: `${sandbox.url}/callback-not-needed` } },
    ]);
  });
});

describe('a list that Kopo Kopo does not give', () => {
  it('in time is an error: nothing would look like no payments', async () => {
    sandbox.control.nextResult({ outcome: 'never' });
    const { error, json } = await getMany({ options: { maxWait: 1 } });
    const [made] = sandbox.control.created('polling');
    expect(json).toEqual([]);
    expect(error?.message).toBe(
      `The list of payments ${made?.id} was created, but has no result yet [item 0]`,
    );
    expect(error?.description).toContain(
      "Not final after 1 second. It may still go through: ask again later with 'Payments Received: Get a Requested List' and this ID.",
    );
  });

  it('at all is an error too', async () => {
    sandbox.control.nextResult({ outcome: 'failed', errors: 'The transactions could not be read' });
    const { error } = await getMany();
    expect(error?.message).toBe(
      'Kopo Kopo could not tell the transactions: The transactions could not be read [item 0]',
    );
  });
});
