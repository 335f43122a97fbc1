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

describe('a new token that Kopo Kopo fails to give in passing', () => {
  const TOKEN = '/oauth/token';

  it.each([
    ['a connection that breaks', { action: 'drop' as const, times: 2 }],
    ['an answer that never comes', { action: 'hang' as const }],
    ['half an answer', { action: 'half' as const }],
    ['a page of a proxy', { status: 200, body: '<html></html>' }],
    ['status 408', { status: 408 }],
    ['status 503', { status: 503, times: 2 }],
    ['status 429', { status: 429, headers: { 'retry-after': '30' } }],
  ])('is asked for again, and everybody is paid: %s', async (_what, fault) => {
    payday.control.configure({ latencyMs: 100 });
    const paying = payday.pay({ invoices: invoices(10), options: { concurrency: 1 } });
    await clock.sleep(550);
    payday.control.expireTokens();
    payday.control.fault({ path: TOKEN, ...fault });
    const run = await paying;
    expect(run.error).toBeUndefined();
    payday.expectAccounted(run, invoices(10));
    expect(payday.paidIds()).toHaveLength(10);
  });

  it('is waited for as long as Kopo Kopo asks', async () => {
    payday.control.fault({ path: TOKEN, status: 429, headers: { 'retry-after': '30' } });
    await payday.pay({ invoices: ['INV-1'] });
    const [first = 0, second = 0] = payday.control.requests({ path: TOKEN }).map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(29_990);
  });

  it.each(['41', '61'])('is given up at once when Kopo Kopo asks for %s s', async (seconds) => {
    payday.control.fault({ path: TOKEN, status: 429, headers: { 'retry-after': seconds } });
    const run = await payday.pay({ invoices: ['INV-1'] });
    expect(run.error?.message).toContain('too many requests');
    expect(payday.control.requests({ path: TOKEN })).toHaveLength(1);
    expect(payday.creates()).toBe(0);
  });

  it.each([
    ['never answers', { action: 'hang' as const }],
    ['breaks each connection', { action: 'drop' as const }],
    ['asks for half a minute each time', { status: 429, headers: { 'retry-after': '30' } }],
    ['has trouble', { status: 503 }],
  ])('is given up when Kopo Kopo %s: n8n ends an activation after 84 s', async (_what, fault) => {
    payday.control.fault({ path: TOKEN, times: Infinity, ...fault });
    const began = clock.now();
    const run = await payday.pay({ invoices: ['INV-1'] });
    expect(run.error).toBeDefined();
    expect(clock.now() - began).toBeLessThan(50_000);
    expect(payday.control.requests({ path: TOKEN }).length).toBeGreaterThan(1);
    expect(payday.creates()).toBe(0);
  });
});
