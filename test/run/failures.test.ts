import type { Fault } from '../../sandbox';
import { invoices, PAYMENTS, Payday, storedError } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const ALL = invoices(40);
const FAILS_AT = 15;

/** What goes wrong with one of many creates, and whether Kopo Kopo may have done it. */
const FAULTS: Array<[string, Fault, 'unknown' | 'not created']> = [
  ['the connection drops', { action: 'drop' }, 'unknown'],
  ['the connection drops after the payment', { action: 'drop-after' }, 'unknown'],
  ['Kopo Kopo hangs', { action: 'hang' }, 'unknown'],
  ['Kopo Kopo answers 500', { status: 500 }, 'unknown'],
  ['Kopo Kopo answers 503 after the payment', { status: 503, action: 'answer-after' }, 'unknown'],
  ['a gateway gives up after the payment', { status: 408, action: 'answer-after' }, 'unknown'],
  ['a gateway answers HTML', { status: 502, body: '<html><title>Bad Gateway</title>' }, 'unknown'],
  ['a proxy answers HTML that looks well', { status: 200, body: '<html>Sign in' }, 'unknown'],
  ['half of the answer arrives', { action: 'half', body: { data: { id: 'x' } } }, 'unknown'],
  ['the answer says no ID', { status: 201, action: 'answer-after', body: '' }, 'unknown'],
  [
    'Kopo Kopo refuses',
    { status: 400, body: { error_code: 400, error_message: 'Insufficient funds' } },
    'not created',
  ],
  [
    'Kopo Kopo gets too many requests for long',
    { status: 429, headers: { 'retry-after': '3600' } },
    'not created',
  ],
];

const failLater = (fault: Fault) =>
  payday.control.fault({ method: 'POST', path: PAYMENTS, skip: FAILS_AT, ...fault });

describe('when one of many payments fails', () => {
  describe.each(FAULTS)('because %s', (_title, fault, state) => {
    it.each([1, 10])('nothing is lost, with %d at a time', async (concurrency) => {
      failLater(fault);
      const run = await payday.pay({ invoices: ALL, options: { concurrency } });

      const said = payday.expectAccounted(run, ALL);
      const created = said.filter((entry) => entry.state === 'created').length;
      const error = storedError(run);
      expect(run.items).toEqual([]);
      expect(error?.message).toMatch(new RegExp(`\\[item ${error?.context.itemIndex}\\]$`));
      expect(said[error?.context.itemIndex ?? -1]?.state).toBe(state);
      expect(said.filter((entry) => entry.state === 'unknown')).toHaveLength(
        state === 'unknown' ? 1 : 0,
      );
      // The rest was not sent: at most what was under way came after it.
      const notSent = ALL.length - created - 1;
      if (concurrency === 1) expect(created).toBe(FAILS_AT);
      expect(payday.creates()).toBe(created + 1);
      // While one hangs, the others may have sent all of the rest.
      if (notSent > 0) expect(error?.description).toContain(`Not sent: ${notSent} other item`);
    });

    it('with Continue On Fail the others go on', async () => {
      failLater(fault);
      const run = await payday.pay({
        invoices: ALL,
        options: { concurrency: 10 },
        node: { onError: 'continueRegularOutput' },
      });
      const said = payday.expectAccounted(run, ALL);
      expect(run.error).toBeUndefined();
      expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
        ALL.map((_, item) => ({ item })),
      );
      expect(said.filter((entry) => entry.state === 'created')).toHaveLength(ALL.length - 1);
      expect(said.filter((entry) => entry.state === state)).toHaveLength(1);
      expect(payday.creates()).toBe(ALL.length);
    });
  });
});

describe('the error of a failing item', () => {
  const three = invoices(3);
  const refuseThird = () =>
    payday.control.fault({
      method: 'POST',
      path: PAYMENTS,
      skip: 2,
      status: 400,
      body: { error_code: 400, error_message: 'Insufficient funds' },
    });

  it('names the item and what to do, and lists what went through before', async () => {
    refuseThird();
    const run = await payday.pay({ invoices: invoices(5) });
    const [first, second] = payday.paidIds();
    expect(run.error?.message).toBe(
      'Kopo Kopo did not accept the request: Insufficient funds [item 2]',
    );
    expect(run.error?.description?.split('\n')).toEqual([
      'Correct what it names, and try again.',
      'Already sent before this happened, leave these out when you run it again:',
      `item 0: ${first} ${payday.sandbox.url}${PAYMENTS}/${first}`,
      `item 1: ${second} ${payday.sandbox.url}${PAYMENTS}/${second}`,
      'Not sent: 2 other items.',
    ]);
  });

  it('has the same in the data that n8n stores, for a rerun', async () => {
    refuseThird();
    const run = await payday.pay({ invoices: three });
    const [first, second] = payday.paidIds();
    const { url } = payday.sandbox;
    expect(storedError(run)?.context).toMatchObject({
      itemIndex: 2,
      outcome: 'refused',
      alreadySent: [
        { item: 0, id: first, location: `${url}${PAYMENTS}/${first}` },
        { item: 1, id: second, location: `${url}${PAYMENTS}/${second}` },
      ],
      outcomeUnknown: [],
    });
  });

  it('lists 100 in its text, and all of them in the data', async () => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, skip: 150, status: 400 });
    const run = await payday.pay({ invoices: invoices(151) });
    const error = storedError(run);
    expect(error?.context.alreadySent).toHaveLength(150);
    expect(error?.description.match(/^item \d+: /gm)).toHaveLength(100);
    expect(error?.description).toContain("… and 50 more, listed in the execution's data");
  });

  it('says when nobody knows what became of it, and how to find out', async () => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, status: 500 });
    const run = await payday.pay({ invoices: three });
    expect(run.error?.message).toContain(
      'It is not known whether the payment was created [item 0]',
    );
    expect(run.error?.description).toContain('Look for it first on the Kopo Kopo dashboard');
    expect(storedError(run)?.context).toMatchObject({ alreadySent: [], outcomeUnknown: [0] });
  });

  it('names the others that failed at the same time', async () => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, times: 2, action: 'drop', delayMs: 50 });
    const run = await payday.pay({ invoices: invoices(20), options: { concurrency: 2 } });
    expect(run.error?.message).toMatch(/\[item 0\]$/);
    expect(run.error?.description).toMatch(/^Also: .* \[item 1\]$/m);
    expect(storedError(run)?.context.outcomeUnknown).toEqual([0, 1]);
    payday.expectAccounted(run, invoices(20));
    expect(payday.creates()).toBe(2);
  });

  it('does not stop those that wait for their results from being listed', async () => {
    payday.control.nextResult({ outcome: 'never' });
    payday.control.nextResult({ outcome: 'never' });
    refuseThird();
    const run = await payday.pay({
      invoices: three,
      resultMode: 'wait',
      options: { errorOnTimeout: true },
    });
    expect(run.error?.message).toContain('Insufficient funds [item 2]');
    expect(run.error?.description).not.toContain('Also:');
    expect(storedError(run)?.context.alreadySent.map(({ id }) => id)).toEqual(payday.paidIds());
  });
});

describe('an item that fails with Continue On Fail', () => {
  it('has what happened, what to do and what became of it in its output', async () => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, status: 503, body: '' });
    const { json } = await payday.pay({
      invoices: invoices(2),
      node: { onError: 'continueRegularOutput' },
    });
    expect(json[0]).toEqual({
      error: {
        message:
          'Kopo Kopo is having trouble (status 503). It is not known whether the payment was created [item 0]',
        what_to_do: expect.stringContaining('Do not simply send it again'),
        outcome: 'unknown',
        http_status: 503,
      },
    });
    expect(json[1]).toMatchObject({ id: payday.paidIds()[0], outcome: 'pending' });
  });

  it('comes out of the error output, where there is one', async () => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, skip: 1, status: 400 });
    const { outputs } = await payday.pay({
      invoices: invoices(3),
      node: { onError: 'continueErrorOutput' },
    });
    expect(outputs[0]?.map(({ json }) => json.id)).toEqual(payday.paidIds());
    expect(outputs[1]).toMatchObject([{ json: { error: { outcome: 'refused' } } }]);
  });

  it('is no reason to hand on the input when the whole node cannot start', async () => {
    const { json } = await payday.pay({
      invoices: invoices(2),
      options: { concurrency: 1000 },
      node: { onError: 'continueRegularOutput' },
    });
    expect(json).toMatchObject([
      { error: { message: expect.stringContaining("'Items at a Time'") } },
      { error: { message: expect.stringContaining("'Items at a Time'") } },
    ]);
    expect(payday.creates()).toBe(0);
  });
});

describe('input that cannot be used', () => {
  it('is found before anything is sent', async () => {
    const run = await payday.pay({
      invoices: invoices(5),
      parameters: { amount: '={{ $itemIndex === 4 ? "many" : 100 }}' },
    });
    expect(run.error?.message).toMatch(/'Amount'.*"many".*\[item 4\]/);
    expect(payday.creates()).toBe(0);
  });

  it('leaves the other items alone with Continue On Fail', async () => {
    const run = await payday.pay({
      invoices: invoices(5),
      parameters: { amount: '={{ $itemIndex === 1 ? "many" : 100 }}' },
      node: { onError: 'continueRegularOutput' },
    });
    const said = payday.expectAccounted(run, invoices(5));
    expect(said.map(({ state }) => state)).toEqual([
      'created',
      'not created',
      'created',
      'created',
      'created',
    ]);
  });
});
