import type { Fault } from '../../sandbox';
import { clock } from '../stage/clock';
import { invoices, PAYMENTS, Payday, storedError } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const one = invoices(1);
const asked = () => payday.control.requests({ method: 'GET', path: PAYMENTS }).length;
const wait = (list: string[], options = {}) =>
  payday.pay({ invoices: list, resultMode: 'wait', options });

describe('waiting for a result', () => {
  it('asks until it is final', async () => {
    payday.control.nextResult({ outcome: 'succeeded', delayMs: 1_500 });
    const { json } = await wait(one);
    expect(json).toMatchObject([{ id: payday.paidIds()[0], outcome: 'succeeded' }]);
    expect(asked()).toBe(2);
    expect(payday.creates()).toBe(1);
  });

  it('does so for all items together, so that one does not delay another', async () => {
    const all = invoices(30);
    payday.control.configure({ resultDelayMs: 500 });
    const before = clock.elapsed();
    const { json } = await wait(all, { concurrency: 10 });
    expect(new Set(json.map(({ outcome }) => outcome))).toEqual(new Set(['succeeded']));
    expect(json.map(({ id }) => id).sort()).toEqual(payday.paidIds().sort());
    // One after another they would take 30 seconds.
    expect(clock.elapsed() - before).toBeLessThan(3_000);
    expect(asked()).toBeLessThanOrEqual(2 * all.length);
  });

  it('asks again after whatever goes wrong in passing, and never creates again', async () => {
    const passing: Fault[] = [
      { status: 429 },
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 500 },
      { status: 503, body: '<html>' },
      // It may not be there yet.
      { status: 404 },
      { status: 200, body: '<html>' },
      { action: 'drop' },
      { action: 'half' },
    ];
    for (const fault of passing) payday.control.fault({ method: 'GET', path: PAYMENTS, ...fault });
    const all = invoices(passing.length);
    const { json } = await wait(all, { concurrency: all.length });
    expect(json.map(({ outcome }) => outcome)).toEqual(all.map(() => 'succeeded'));
    expect(asked()).toBe(2 * all.length);
    expect(payday.creates()).toBe(all.length);
  });

  it('takes the result of another request for none', async () => {
    const body = {
      data: { id: 'another', type: 'payment', attributes: { status: 'Transferred' } },
    };
    payday.control.fault({
      method: 'GET',
      path: PAYMENTS,
      status: 200,
      body: JSON.stringify(body),
    });
    const { json } = await wait(one);
    expect(json).toMatchObject([{ id: payday.paidIds()[0], outcome: 'succeeded' }]);
    expect(asked()).toBe(2);
  });

  it('shows a failed payment as failed', async () => {
    payday.control.nextResult({ outcome: 'failed', errors: 'Wrong account' });
    const { json } = await wait(one);
    expect(json).toMatchObject([{ outcome: 'failed', errors: ['Wrong account'] }]);
  });
});

describe('a result that does not come in time', () => {
  it('is pending, with the ID and what to do', async () => {
    payday.control.nextResult({ outcome: 'never' });
    const { json } = await wait(one, { maxWait: 1 });
    const [id] = payday.paidIds();
    expect(json).toEqual([
      {
        id,
        type: 'payment',
        location: `${payday.sandbox.url}${PAYMENTS}/${id}`,
        status: expect.any(String),
        outcome: 'pending',
        // What is known so far goes along.
        amount: expect.any(Number),
        currency: 'KES',
        created_at: expect.any(String),
        transfer_batches: [],
        destination_type: 'bank_account',
        destination_reference: expect.any(String),
        description: expect.any(String),
        reason: null,
        errors: [],
        metadata: { invoice: 'INV-0' },
        hint: "Not final after 1 second. It may still go through: ask again later with 'Send Money, Older: Get' and this ID, and do not send it a second time.",
      },
    ]);
  });

  it('says what went wrong while asking', async () => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, times: Infinity, status: 500 });
    const { json } = await wait(one, { maxWait: 1 });
    expect(json[0]?.hint).toContain('The last time it was asked: Kopo Kopo is having trouble');
  });

  it('is not waited for when asking hangs', async () => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, times: Infinity, action: 'hang' });
    const { json } = await wait(one, { maxWait: 1 });
    expect(json).toMatchObject([{ outcome: 'pending', hint: expect.stringMatching(/^Not final/) }]);
  });

  it('is not waited for when a new token does not come', async () => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, status: 401 });
    payday.control.fault({ path: '/oauth/token', skip: 1, action: 'hang' });
    const { json } = await wait(one, { maxWait: 1 });
    expect(json).toMatchObject([{ outcome: 'pending', id: payday.paidIds()[0] }]);
  });

  it('is not asked for any more when the turn comes too late', async () => {
    for (let i = 0; i < 8; i++) payday.control.nextResult({ outcome: 'never' });
    const options = { maxWait: 1, requestsPerSecond: 1, concurrency: 8 };
    const { json } = await wait(invoices(8), options);
    expect(json.map(({ outcome }) => outcome)).toEqual(invoices(8).map(() => 'pending'));
    const before = asked();
    // Each create takes a second for its turn; of the questions behind them most come too late.
    await clock.sleep(60_000);
    expect(asked()).toBe(before);
    expect(asked()).toBeLessThan(8);
  });

  it('is asked for again when asking was forbidden in passing', async () => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, status: 403 });
    const { json } = await wait(one);
    expect(json).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it.each([
    [1, 'The last time it was asked: Kopo Kopo is having trouble (status 500): Not today. It may'],
    [undefined, 'Its result cannot be asked for: Kopo Kopo does not allow this: Not today. Check'],
  ])(
    'ends each sentence once, also where the API ends it (Max Wait: %p)',
    async (maxWait, text) => {
      const status = maxWait === undefined ? 403 : 500;
      const body = { error_message: 'Not today.' };
      payday.control.fault({ method: 'GET', path: PAYMENTS, times: Infinity, status, body });
      const { json } = await wait(one, { maxWait });
      expect(json[0]?.hint).toContain(text);
    },
  );

  it.each([
    [403, 'Kopo Kopo does not allow this.'],
    [407, 'A proxy between n8n and Kopo Kopo asks for a login.'],
    [418, 'Kopo Kopo refused the request as unsuitable (status 418).'],
  ])('is not waited for when asking is refused with status %d', async (status, sentence) => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, times: Infinity, status });
    const { json } = await wait(one);
    expect(json[0]?.hint).toContain(`Its result cannot be asked for: ${sentence}`);
    // A firewall may have said so in passing, but not three times.
    expect(asked()).toBe(3);
  });

  it('does not delay the results of the others', async () => {
    payday.control.nextResult({ outcome: 'never' });
    const { json } = await wait(invoices(3), { maxWait: 2 });
    expect(json.map(({ outcome }) => outcome)).toEqual(['pending', 'succeeded', 'succeeded']);
  });

  it('is an error with options.errorOnTimeout, which lists all IDs', async () => {
    payday.control.nextResult({ outcome: 'never' });
    const run = await wait(invoices(3), { maxWait: 1, errorOnTimeout: true });
    const ids = payday.paidIds();
    expect(run.error?.message).toBe(
      `The payment ${ids[0]} was created, but has no result yet [item 0]`,
    );
    expect(storedError(run)?.context).toMatchObject({ outcome: 'pending', id: ids[0] });
    expect(storedError(run)?.context.alreadySent.map(({ id }) => id)).toEqual(ids);
    payday.expectAccounted(run, invoices(3));
  });

  it('stops the creates that have not started yet, with options.errorOnTimeout', async () => {
    payday.control.configure({ latencyMs: 50 });
    payday.control.nextResult({ outcome: 'never' });
    const run = await wait(invoices(50), { maxWait: 1, errorOnTimeout: true });
    payday.expectAccounted(run, invoices(50));
    expect(payday.creates()).toBeLessThan(50);
    expect(run.error?.description).toMatch(/Not sent: \d+ other items\./);
  });

  it('has its ID in the item with options.errorOnTimeout and Continue On Fail', async () => {
    payday.control.nextResult({ outcome: 'never' });
    const { json } = await payday.pay({
      invoices: invoices(2),
      resultMode: 'wait',
      options: { maxWait: 1, errorOnTimeout: true },
      node: { onError: 'continueRegularOutput' },
    });
    const [id] = payday.paidIds();
    expect(json[0]).toMatchObject({
      error: {
        message: `The payment ${id} was created, but has no result yet [item 0]`,
        outcome: 'pending',
        id,
        location: expect.stringContaining(String(id)),
      },
    });
  });
});

describe('polling', () => {
  it('gives each of 2,000 transactions as an item', async () => {
    payday.control.nextResult({ outcome: 'succeeded', transactions: 2_000 });
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
    expect(items).toHaveLength(2_000);
    expect(new Set(items.map(({ json }) => json.resource_id)).size).toBe(2_000);
    expect(items[1_999]?.pairedItem).toEqual({ item: 0 });
  });
});
