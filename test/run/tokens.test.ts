import { clock } from '../stage/clock';
import { invoices, Payday } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const ALL = invoices(60);
const numbers = () =>
  new Set(payday.control.requests({ path: 'payments' }).map(({ tokenNumber }) => tokenNumber));

describe('many payments', () => {
  it.each([1, 30])(
    'need one token when there is none yet, with %d at a time',
    async (concurrency) => {
      const run = await payday.pay({ invoices: ALL, options: { concurrency } });
      payday.expectAccounted(run, ALL);
      expect(payday.paidIds()).toHaveLength(ALL.length);
      expect(payday.control.tokenRequests()).toBe(1);
    },
  );

  it.each([1, 30])(
    'need two when the first expires in the middle, with %d at a time',
    async (concurrency) => {
      payday.control.configure({ latencyMs: 100 });
      const paying = payday.pay({ invoices: ALL, options: { concurrency } });
      // The token takes 100 ms, and half of the payments the next ones.
      await clock.sleep(150 + (100 * ALL.length) / 2 / concurrency);
      payday.control.expireTokens();
      const run = await paying;
      payday.expectAccounted(run, ALL);
      expect(payday.paidIds()).toHaveLength(ALL.length);
      expect(numbers()).toEqual(new Set([1, 2]));
      expect(payday.control.tokenRequests()).toBe(2);
    },
  );
});

describe('a token', () => {
  it('is used by later executions, and by a restarted n8n', async () => {
    await payday.pay({ invoices: ['INV-1'] });
    await payday.restart();
    await payday.pay({ invoices: ['INV-2'] });
    expect(payday.control.tokenRequests()).toBe(1);
  });

  it('is shared by executions that start at the same time', async () => {
    const runs = invoices(10).map((invoice) => payday.pay({ invoices: [invoice] }));
    for (const { error } of await Promise.all(runs)) expect(error).toBeUndefined();
    expect(payday.control.tokenRequests()).toBe(1);
  });

  it('is renewed before it runs out, so that no payment gets a 401', async () => {
    payday.control.configure({ tokenLifetimeSeconds: 2 });
    await payday.pay({ invoices: ['INV-1'] });
    await clock.sleep(1_200);
    await payday.pay({ invoices: ['INV-2'] });
    const statuses = payday.control.requests({ path: 'payments' }).map(({ status }) => status);
    expect(statuses).toEqual([201, 201]);
    expect(payday.control.tokenRequests()).toBe(2);
  });
});
