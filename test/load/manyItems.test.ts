import { invoices, PAYMENTS, Payday } from '../stage/payday';

/** What `npm test` shows with a few items, with as many as a busy merchant has. */

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const ALL = invoices(1_000);

it.each([1, 10])(
  'of 1,000 payments with one token nothing is lost when one fails, with %d at a time',
  async (concurrency) => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, skip: 400, action: 'drop-after' });
    const run = await payday.pay({ invoices: ALL, options: { concurrency } });
    const said = payday.expectAccounted(run, ALL);
    expect(said.filter(({ state }) => state === 'unknown')).toHaveLength(1);
    expect(payday.creates()).toBeGreaterThan(400);
    expect(payday.control.tokenRequests()).toBe(1);
  },
);

it('1,000 payments wait for their results together', async () => {
  payday.control.configure({ resultDelayMs: 500 });
  const { json } = await payday.pay({
    invoices: ALL,
    resultMode: 'wait',
    options: { concurrency: 50 },
  });
  expect(json.map(({ outcome }) => outcome)).toEqual(ALL.map(() => 'succeeded'));
  expect(json.map(({ id }) => id).sort()).toEqual(payday.paidIds().sort());
});

it('50,000 transactions become 50,000 items', async () => {
  payday.control.nextResult({ outcome: 'succeeded', transactions: 50_000 });
  const { items } = await payday.run({
    parameters: {
      resource: 'polling',
      operation: 'create',
      scope: 'company',
      fromTime: '2026-11-01T00:00:00+03:00',
      toTime: '2026-11-02T00:00:00+03:00',
      resultMode: 'wait',
    },
  });
  expect(items).toHaveLength(50_000);
  expect(new Set(items.map(({ json }) => json.resource_id)).size).toBe(50_000);
  expect(items[49_999]?.pairedItem).toEqual({ item: 0 });
});
