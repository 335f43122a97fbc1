import { clock } from '../stage/clock';
import { recordLog } from '../stage/n8nLog';
import { invoices, PAYMENTS, Payday, type Pay } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await payday.stop();
});

/** Cancels the execution when something has happened, lets an hour pass, and gives what was sent before that. */
async function cancelledWhen(isThere: () => boolean, pay: Pay): Promise<number> {
  const controller = new AbortController();
  const run = payday.pay({ ...pay, signal: controller.signal });
  const goOn = await clock.stopWhen(isThere);
  controller.abort();
  const sent = payday.creates();
  goOn();
  await run;
  await clock.sleep(3_600_000);
  return sent;
}

describe('cancelling the execution', () => {
  it.each([1, 10])('starts no create any more, with %d at a time', async (concurrency) => {
    payday.control.configure({ latencyMs: 100 });
    const sent = await cancelledWhen(() => payday.paidIds().length === 2 * concurrency, {
      invoices: invoices(60),
      options: { concurrency },
    });
    // The next ones are under way.
    expect(sent).toBe(3 * concurrency);
    expect(payday.creates()).toBe(sent);
  });

  it('starts none of those that wait for their turn', async () => {
    await cancelledWhen(() => payday.paidIds().length === 1, {
      invoices: invoices(10),
      options: { concurrency: 10, requestsPerSecond: 1 },
    });
    expect(payday.creates()).toBe(1);
  });

  it('does not send again what was to be sent again after a 429', async () => {
    payday.control.fault({ path: PAYMENTS, status: 429, headers: { 'retry-after': '1' } });
    await cancelledWhen(() => payday.creates() === 1, { invoices: invoices(3) });
    expect(payday.creates()).toBe(1);
  });

  it('sends nothing that had waited for a token', async () => {
    const token = { path: '/oauth/token', status: 429, headers: { 'retry-after': '30' } };
    payday.control.fault(token);
    const isAsked = () => payday.control.requests({ path: '/oauth/token' }).length === 1;
    await cancelledWhen(isAsked, { invoices: invoices(3) });
    expect(payday.creates()).toBe(0);
  });

  it('tells the log what was sent: n8n keeps nothing else of it', async () => {
    const log: string[] = [];
    recordLog(log);
    payday.control.configure({ latencyMs: 100 });
    const all = { invoices: invoices(9), options: { concurrency: 2 } };
    await cancelledWhen(() => payday.paidIds().length === 4, all);
    const [told, ...others] = log.filter((line) => line.includes('was cancelled'));
    expect(others).toEqual([]);
    const [ids, open] = [told?.match(/item \d: [\w-]{36}/g), told?.match(/\[item \d\]/g)];
    const paid = payday.paidIds().slice(0, 4);
    expect(ids?.sort()).toEqual(paid.map((id, item) => `item ${item}: ${id}`));
    // The next ones were under way.
    expect(open).toEqual(['[item 4]', '[item 5]']);
  });

  it('stops asking at once', async () => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, times: Infinity, action: 'hang' });
    const asked = () => payday.control.requests({ method: 'GET', path: PAYMENTS }).length;
    await cancelledWhen(() => asked() === 3, { invoices: invoices(3), resultMode: 'wait' });
    expect(asked()).toBe(3);
    expect(payday.creates()).toBe(3);
  });

  it('is not undone by Retry On Fail', async () => {
    payday.control.configure({ latencyMs: 100 });
    await cancelledWhen(() => payday.paidIds().length === 3, {
      invoices: invoices(50),
      options: { idempotencyKey: '={{ $json.invoice }}' },
      node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
    });
    // The next one may be under way; one whose key is only being noted is not sent any more.
    expect(payday.creates()).toBeLessThanOrEqual(4);
  });
});
