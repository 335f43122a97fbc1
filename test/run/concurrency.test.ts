import { RESOURCES } from '../../nodes/KopoKopo/operations';
import type { Operation } from '../../nodes/KopoKopo/operations/operation';
import { fieldsOf } from '../../nodes/KopoKopo/operations/properties';
import { invoices, PAYMENTS, Payday } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const invoiceOf = (id: unknown) =>
  [...payday.paid()].find(([, ids]) => ids.includes(String(id)))?.[0];

describe('creates that move money', () => {
  it('go one at a time unless the user wants more', async () => {
    payday.control.configure({ latencyMs: 20 });
    payday.control.fault({ method: 'POST', path: PAYMENTS, status: 400, delayMs: 300 });
    const run = await payday.pay({ invoices: invoices(5) });
    expect(run.error?.message).toMatch(/\[item 0\]$/);
    expect(payday.creates()).toBe(1);
  });

  it('start nothing further after one has failed, and wait for what is under way', async () => {
    payday.control.configure({ latencyMs: 100 });
    payday.control.fault({ method: 'POST', path: PAYMENTS, skip: 1, status: 400 });
    const run = await payday.pay({ invoices: invoices(50), options: { concurrency: 3 } });
    const said = payday.expectAccounted(run, invoices(50));
    expect(said.filter(({ state }) => state === 'created').length).toBeGreaterThanOrEqual(2);
    expect(payday.creates()).toBeLessThanOrEqual(5);
    expect(run.error?.message).toMatch(/\[item 1\]$/);
  });

  it('start nothing further either when those behind only wait for their turn', async () => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, status: 400 });
    const run = await payday.pay({
      invoices: invoices(10),
      options: { concurrency: 10, requestsPerSecond: 2 },
    });
    expect(run.error?.description).toContain('Not sent: 9 other items.');
    expect(payday.creates()).toBe(1);
  });
});

describe('what the editor shows when an option is added is what holds without it', () => {
  const optionOf = (operation: Operation, name: string) =>
    fieldsOf(operation)
      .flatMap(({ options = [] }) => options)
      .find((option) => 'type' in option && option.name === name);

  it.each(
    RESOURCES.flatMap(({ value, operations }) =>
      operations
        .filter((operation) => optionOf(operation, 'concurrency'))
        .map((operation): [string, string, Operation] => [value, operation.value, operation]),
    ),
  )('%s %s: Items at a Time', (_resource, _name, operation) => {
    const isOneByOne = operation.kind === 'create' && !operation.repeatable;
    expect(optionOf(operation, 'concurrency')).toMatchObject({ default: isOneByOne ? 1 : 10 });
  });

  it('Requests per Second: 0, which is no limit', async () => {
    const run = await payday.pay({ invoices: invoices(30), options: { requestsPerSecond: 0 } });
    payday.expectAccounted(run, invoices(30));
    expect(payday.paidIds()).toHaveLength(30);
    for (const { operations } of RESOURCES) {
      // Those that only look at what is there have no options.
      for (const operation of operations.filter(({ kind }) => !['token', 'check'].includes(kind))) {
        expect(optionOf(operation, 'requestsPerSecond')).toMatchObject({ default: 0 });
      }
    }
  });
});

describe.each([1, 2, 10, 100])('with %d at a time', (concurrency) => {
  it('outputs keep the order of the inputs and are paired with them', async () => {
    // Later creates overtake the first.
    payday.control.fault({ method: 'POST', path: PAYMENTS, action: 'drop', delayMs: 60 });
    const all = invoices(30);
    const { items } = await payday.pay({
      invoices: all,
      options: { concurrency },
      node: { onError: 'continueRegularOutput' },
    });
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual(all.map((_, item) => ({ item })));
    expect(items.slice(1).map(({ json }) => invoiceOf(json.id))).toEqual(all.slice(1));
  });

  it('results that come in another order keep it too', async () => {
    payday.control.nextResult({ outcome: 'succeeded', delayMs: 1300 });
    payday.control.nextResult({ outcome: 'failed', delayMs: 1 });
    const { json } = await payday.pay({
      invoices: invoices(3),
      resultMode: 'wait',
      options: { concurrency },
    });
    expect(json.map(({ outcome }) => outcome)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(json.map(({ id }) => invoiceOf(id))).toEqual(invoices(3));
  });
});

describe('reads', () => {
  it('go ten at a time unless the user wants something else', async () => {
    await payday.pay({ invoices: invoices(30) });
    payday.control.configure({ latencyMs: 30 });
    payday.control.clearRequests();
    const { json } = await payday.get(payday.paidIds());
    expect(json.map(({ id }) => id)).toEqual(payday.paidIds());
    const sentAt = payday.control.requests({ method: 'GET' }).map(({ at }) => at);
    const start = sentAt[0] ?? 0;
    expect(sentAt.map((at) => at - start)).toEqual([0, 30, 60].flatMap((ms) => Array(10).fill(ms)));
  });
});

describe('an unusable setting', () => {
  it.each([
    ['concurrency', 0, 'Items at a Time'],
    ['concurrency', 'many', 'Items at a Time'],
    ['concurrency', 101, 'Items at a Time'],
    ['concurrency', 0.5, 'Items at a Time'],
    ['requestsPerSecond', -1, 'Requests per Second'],
    ['requestsPerSecond', 1001, 'Requests per Second'],
    // Each request would be cut off, and nobody would know whether it went through.
    ['timeout', 0.05, 'Timeout (Seconds)'],
    ['timeout', 0, 'Timeout (Seconds)'],
    ['timeout', 301, 'Timeout (Seconds)'],
    ['maxWait', 0.5, 'Max Wait (Seconds)'],
    ['maxWait', 0, 'Max Wait (Seconds)'],
  ])('%s: %p is refused before anything is sent', async (name, value, label) => {
    const run = await payday.pay({
      invoices: invoices(2),
      resultMode: 'wait',
      options: { [name]: value },
    });
    expect(run.error?.message).toContain(`'${label}' is ${JSON.stringify(value)}`);
    expect(payday.creates()).toBe(0);
  });
});
