/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { invoices, PAYMENTS, Payday, type Pay } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const quiet = () => new Promise((resolve) => setTimeout(resolve, 300));

/** Cancels the execution as soon as something has happened, and gives what was sent until then. */
async function cancelledWhen(isThere: () => boolean, pay: Pay): Promise<number> {
  const controller = new AbortController();
  const run = payday.pay({ ...pay, signal: controller.signal });
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 1));
  controller.abort();
  const sent = payday.creates();
  await run;
  return sent;
}

describe('cancelling the execution', () => {
  it.each([1, 10])('starts no create any more, with %d at a time', async (concurrency) => {
    payday.control.configure({ latencyMs: 10 });
    const sent = await cancelledWhen(() => payday.paidIds().length >= 20, {
      invoices: invoices(500),
      options: { concurrency },
    });
    await quiet();
    expect(payday.creates()).toBeGreaterThanOrEqual(20);
    // What was on its way to the socket still arrives.
    expect(payday.creates()).toBeLessThanOrEqual(sent + concurrency);
  });

  it('starts none of those that wait for their turn', async () => {
    await cancelledWhen(() => payday.paidIds().length >= 1, {
      invoices: invoices(10),
      options: { concurrency: 10, requestsPerSecond: 1 },
    });
    await quiet();
    expect(payday.creates()).toBe(1);
  });

  it('does not send again what was to be sent again after a 429', async () => {
    payday.control.fault({ path: PAYMENTS, status: 429, headers: { 'retry-after': '1' } });
    await cancelledWhen(() => payday.creates() >= 1, { invoices: invoices(3) });
    await quiet();
    expect(payday.creates()).toBe(1);
  });

  it('stops asking at once', async () => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, times: Infinity, action: 'hang' });
    const asked = () => payday.control.requests({ method: 'GET', path: PAYMENTS }).length;
    await cancelledWhen(() => asked() >= 3, { invoices: invoices(3), resultMode: 'wait' });
    await quiet();
    expect(asked()).toBe(3);
    expect(payday.creates()).toBe(3);
  });

  it('is not undone by Retry On Fail', async () => {
    payday.control.configure({ latencyMs: 10 });
    await cancelledWhen(() => payday.paidIds().length >= 3, {
      invoices: invoices(50),
      options: { idempotencyKey: '={{ $json.invoice }}' },
      node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
    });
    await quiet();
    expect(payday.creates()).toBeLessThanOrEqual(5);
  });
});
