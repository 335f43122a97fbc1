import { clock } from '../stage/clock';
import { invoices, PAYMENTS, Payday, type Pay } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

/** Cancels the execution after some milliseconds, lets an hour pass, and gives what was sent before that. */
async function cancelledAfter(ms: number, pay: Pay): Promise<number> {
  const controller = new AbortController();
  const run = payday.pay({ ...pay, signal: controller.signal });
  await clock.sleep(ms);
  controller.abort();
  const sent = payday.creates();
  await run;
  await clock.sleep(3_600_000);
  return sent;
}

describe('cancelling the execution', () => {
  it.each([1, 10])('starts no create any more, with %d at a time', async (concurrency) => {
    payday.control.configure({ latencyMs: 100 });
    // The token takes 100 ms, and two rounds of payments the next 200.
    const sent = await cancelledAfter(350, { invoices: invoices(60), options: { concurrency } });
    expect(sent).toBe(3 * concurrency);
    expect(payday.creates()).toBe(sent);
  });

  it('starts none of those that wait for their turn', async () => {
    await cancelledAfter(500, {
      invoices: invoices(10),
      options: { concurrency: 10, requestsPerSecond: 1 },
    });
    expect(payday.creates()).toBe(1);
  });

  it('does not send again what was to be sent again after a 429', async () => {
    payday.control.fault({ path: PAYMENTS, status: 429, headers: { 'retry-after': '1' } });
    await cancelledAfter(500, { invoices: invoices(3) });
    expect(payday.creates()).toBe(1);
  });

  it('stops asking at once', async () => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, times: Infinity, action: 'hang' });
    const asked = () => payday.control.requests({ method: 'GET', path: PAYMENTS }).length;
    await cancelledAfter(5_000, { invoices: invoices(3), resultMode: 'wait' });
    expect(asked()).toBe(3);
    expect(payday.creates()).toBe(3);
  });

  it('is not undone by Retry On Fail', async () => {
    payday.control.configure({ latencyMs: 100 });
    await cancelledAfter(450, {
      invoices: invoices(50),
      options: { idempotencyKey: '={{ $json.invoice }}' },
      node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
    });
    expect(payday.creates()).toBe(4);
  });
});
