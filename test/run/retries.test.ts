import { clock } from '../stage/clock';
import { invoices, PAYMENTS, Payday } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const one = invoices(1);
const failCreate = { method: 'POST', path: PAYMENTS };
const inASecond = () => new Date(Date.now() + 1000).toUTCString();

describe('a create that Kopo Kopo certainly has not done', () => {
  it.each([
    ['seconds', () => ({ 'retry-after': '1' })],
    ['a date', () => ({ 'retry-after': inASecond() })],
    ['a date that has passed', () => ({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })],
    ['nothing', () => ({})],
    ['something unreadable', () => ({ 'retry-after': 'soon' })],
  ])('is sent again after a 429 whose Retry-After says %s', async (_title, headers) => {
    payday.control.fault({ ...failCreate, status: 429, headers: headers() });
    const run = await payday.pay({ invoices: one });
    expect(run.error).toBeUndefined();
    payday.expectAccounted(run, one);
    expect(payday.control.requests(failCreate).map(({ status }) => status)).toEqual([429, 201]);
  });

  it('waits as long as Retry-After says', async () => {
    payday.control.fault({ ...failCreate, status: 429, headers: { 'retry-after': '2' } });
    await payday.pay({ invoices: one });
    const [first, second] = payday.control.requests(failCreate).map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1_990);
  });

  it('is given up after five times', async () => {
    payday.control.fault({
      ...failCreate,
      times: Infinity,
      status: 429,
      headers: { 'retry-after': '0' },
    });
    const run = await payday.pay({ invoices: one });
    expect(run.error?.message).toContain('too many requests');
    expect(run.error?.description).toContain('Nothing was done.');
    expect(payday.creates()).toBe(5);
  });

  it('is given up at once when Kopo Kopo asks for more than a minute', async () => {
    payday.control.fault({ ...failCreate, status: 429, headers: { 'retry-after': '61' } });
    const run = await payday.pay({ invoices: one });
    expect(run.error?.message).toContain('too many requests');
    expect(payday.creates()).toBe(1);
  });

  it('is sent again once, with a new token, after a 401', async () => {
    await payday.pay({ invoices: one });
    payday.control.expireTokens();
    const run = await payday.pay({ invoices: ['INV-2'] });
    expect(run.error).toBeUndefined();
    const sent = payday.control.requests(failCreate);
    expect(sent.map(({ status }) => status)).toEqual([201, 401, 201]);
    expect(sent.map(({ tokenNumber }) => tokenNumber)).toEqual([1, 1, 2]);
  });

  it('is not sent a third time when the new token is refused too', async () => {
    payday.control.fault({ ...failCreate, times: Infinity, status: 401 });
    const run = await payday.pay({ invoices: one });
    expect(run.error?.message).toContain('did not accept the access token');
    expect(payday.creates()).toBe(2);
  });
});

describe('a create that Kopo Kopo may have done', () => {
  it.each([
    ['a lost connection', { action: 'drop' as const }],
    ['a connection lost after it was done', { action: 'drop-after' as const }],
    ['status 500', { status: 500 }],
    ['status 502', { status: 502, body: '<html>' }],
    ['status 503 with Retry-After', { status: 503, headers: { 'retry-after': '0' } }],
    ['status 504', { status: 504 }],
    ['status 408', { status: 408 }],
    ['half an answer', { action: 'half' as const, body: { data: {} } }],
  ])('is never sent again after %s', async (_title, fault) => {
    payday.control.fault({ ...failCreate, ...fault });
    const run = await payday.pay({ invoices: one });
    expect(payday.expectAccounted(run, one)).toEqual([{ state: 'unknown' }]);
    expect(payday.creates()).toBe(1);
  });

  it.each([
    ['options.timeout', { timeout: 5 }, 5],
    ['half a minute', {}, 30],
  ])('is never sent again after it took longer than %s', async (_what, options, seconds) => {
    payday.control.fault({ ...failCreate, action: 'hang' });
    const start = clock.now();
    const run = await payday.pay({ invoices: one, options });
    const took = (clock.now() - start) / 1000;
    expect(took).toBeGreaterThanOrEqual(seconds);
    expect(took).toBeLessThan(seconds + 1);
    expect(run.error?.message).toContain('it took too long');
    expect(payday.expectAccounted(run, one)).toEqual([{ state: 'unknown' }]);
    expect(payday.creates()).toBe(1);
  });
});

describe('a create that could not leave', () => {
  it('has certainly not been done when nobody listens', async () => {
    await payday.pay({ invoices: one });
    await payday.stop();
    const run = await payday.pay({ invoices: ['INV-2'] });
    expect(run.error?.message).toContain('could not be reached: the host refuses connections');
    expect(run.error?.description).toContain('Nothing was sent.');
    expect(run.error?.context).toMatchObject({ outcome: 'refused', outcomeUnknown: [] });
  });
});

describe('a Get', () => {
  const failGet = { method: 'GET', path: PAYMENTS };

  it.each([
    ['status 500', { status: 500 }],
    ['status 503 with HTML', { status: 503, body: '<html>' }],
    ['status 429', { status: 429, headers: { 'retry-after': '0' } }],
    ['status 408', { status: 408 }],
    ['status 499', { status: 499 }],
    ['a lost connection', { action: 'drop' as const }],
    ['half an answer', { action: 'half' as const }],
  ])('is sent again after %s', async (_title, fault) => {
    await payday.pay({ invoices: one });
    payday.control.fault({ ...failGet, ...fault });
    const { json, error } = await payday.get(payday.paidIds());
    expect(error).toBeUndefined();
    expect(json).toMatchObject([{ id: payday.paidIds()[0] }]);
    expect(payday.control.requests(failGet)).toHaveLength(2);
  });

  it('is sent again after it took longer than options.timeout', async () => {
    await payday.pay({ invoices: one });
    payday.control.fault({ ...failGet, action: 'hang' });
    const { json } = await payday.get(payday.paidIds(), { timeout: 1 });
    expect(json).toMatchObject([{ id: payday.paidIds()[0] }]);
  });

  it('is not sent again when the answer would be the same', async () => {
    const { error } = await payday.get(['247b1bd8-f5a0-4b71-a898-f62f67b8ae1c']);
    expect(error?.message).toContain('Kopo Kopo does not know this');
    expect(payday.control.requests(failGet)).toHaveLength(1);
  });

  it('is an error when the answer cannot be read', async () => {
    await payday.pay({ invoices: one });
    payday.control.fault({
      ...failGet,
      times: 5,
      status: 200,
      body: '<html>',
      headers: { 'retry-after': '0' },
    });
    const { json, error } = await payday.get(payday.paidIds());
    expect(json).toEqual([]);
    expect(error?.message).toContain("Kopo Kopo's answer (status 200) cannot be read");
  });
});
