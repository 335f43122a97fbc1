import type { Fired } from '../../sandbox';
import type { JsonObject } from '../../sandbox/json';
import { CHECK } from '../stage/documentedOperations';
import { DAY, HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';

/* Lists of payments in which something is written otherwise than the documentation has it. */

let look: LookBench;
let transactions: JsonObject[];
/** More lists than any test asks for. */
const MOST_LISTS = 500;

beforeEach(async () => {
  look = await LookBench.start();
  transactions = [];
  const list = { type: 'polling', outcome: 'succeeded', attributes: { transactions } } as const;
  for (let count = 0; count < MOST_LISTS; count++) look.control.nextResult(list);
  await look.serve();
  await look.minutes(1);
});
afterEach(async () => {
  await look.stop();
});

/** From now on Kopo Kopo's list of payments has these transactions. */
function lists(now: JsonObject[]): void {
  transactions.splice(0, Infinity, ...now);
}

/** A payment as a list tells it, with other fields. */
function listed({ event }: Fired, type: unknown, fields: object = {}): JsonObject {
  const resource = { ...Object(event.event.resource), ...fields };
  return { type, resource };
}

const BUYGOODS = 'Buygoods Transaction';
const said = () => look.bench.logged.filter((line) => line.includes("can't be read"));

async function check(): Promise<Record<string, unknown>> {
  const { json } = await look.bench.engine.runAction({ parameters: CHECK, mode: 'manual' });
  return json[0] ?? {};
}

describe('a transaction that cannot be read', () => {
  it.each<[string, unknown, object]>([
    ['of no time', BUYGOODS, { origination_time: null }],
    ['of a time that is none', BUYGOODS, { origination_time: 'a moment ago' }],
    ['without a reference and an id', BUYGOODS, { reference: null, id: null }],
    ['of another type', 'M-PESA Transaction', {}],
    ['of a type that says little', 'Payment', {}],
    ['of a type that says little, and of no till', 'Payment', { sending_till: null }],
    ['without a type', null, {}],
  ])('%s: the log and the check say so', async (_what, type, fields) => {
    lists([listed(await look.pays(), type, fields)]);
    await look.minutes(16);
    expect(look.references()).toEqual([]);
    expect(said()).toHaveLength(1);
    expect(said()[0]).toMatch(/^error.*One transaction .* can't be read.*No look lets.*Get Many/);
    const finding = await check();
    expect(finding).toMatchObject({
      all_well: false,
      payments: expect.stringMatching(/^One transaction .* can't be read/),
      last_look: expect.stringContaining("Transactions that can't be read: 1."),
    });
    expect(String(finding.summary).split("can't be read")).toHaveLength(2);
  });

  it('others come in beside it; however many there are, the log says it once a day', async () => {
    const odd = [];
    const paid = await look.pays();
    for (let hour = 0; hour < 30; hour++) {
      odd.push(listed(await look.pays(), null));
      lists([listed(paid, BUYGOODS), ...odd]);
      await look.minutes(HOUR / MINUTE);
    }
    expect(look.references()).toEqual([referenceOf(paid)]);
    expect(said()).toHaveLength(Math.ceil((30 * HOUR) / DAY));
    lists([listed(await look.pays(), BUYGOODS), ...odd]);
    expect((await check()).payments).toMatch(
      /^One payment was made .*\)\. 30 transactions .* can't be read/,
    );
  });

  it.each<[string, unknown, object]>([
    ['a card payment', 'Card Transaction', { origination_time: null }],
    ['another merchant', 'Merchant to Merchant Transaction', {}],
    ['a reversal', 'Buygoods Transaction Reversed', {}],
    ['a refund', 'BuygoodsTransactionRefunded', {}],
    ['one that was not let through', 'Buygoods Transaction Rejected', {}],
    ['a transfer to the own account', 'Settlement Transfer', {}],
    ['a new customer', 'customer_created', {}],
    ['a payment of another merchant', 'M2M Transaction', {}],
    ['one of a topic that is not chosen', 'B2b Transaction', { origination_time: null }],
    ['one that was taken back', 'M-PESA Transaction', { status: 'Reversed' }],
  ])('is none: %s', async (_what, type, fields) => {
    lists([listed(await look.pays(), type, fields)]);
    await look.minutes(16);
    expect(said()).toEqual([]);
    expect(await check()).toMatchObject({ all_well: true });
  });
});

describe('a payment that Safaricom calls one of a business', () => {
  it("is a customer's where only those are waited for, as it is when it comes by itself", async () => {
    const lost = await look.pays();
    lists([listed(lost, 'Business Payment')]);
    await look.minutes(16);
    expect(look.references()).toEqual([referenceOf(lost)]);
    expect(said()).toEqual([]);
  });

  it.each<[string, unknown, object]>([
    ['says from which till it was paid', 'Business Payment', { sending_till: '112233' }],
    ['is called so in full', 'Business to Business', {}],
  ])('is none of a customer where it %s', async (_what, type, fields) => {
    lists([listed(await look.pays(), type, fields)]);
    await look.minutes(16);
    expect([look.references(), said()]).toEqual([[], []]);
  });
});

describe('a payment that is another kind of payment to a changed trigger', () => {
  const CUSTOMERS = ['buygoods_transaction_received'];
  const BOTH = [...CUSTOMERS, 'b2b_transaction_received'];

  it.each([
    ['has its topic taken out', BOTH, CUSTOMERS],
    ['has another one put in', CUSTOMERS, BOTH],
  ])('comes once where it %s', async (_what, before, after) => {
    await look.serve({ events: before });
    const paid = await look.pays();
    lists([listed(paid, 'Business Payment')]);
    await look.minutes(16);
    await look.serve({ events: after });
    await look.minutes(16);
    await look.restart();
    await look.minutes(16);
    expect(look.references()).toEqual([referenceOf(paid)]);
  });
});

it('a payment that may be one of a topic of before, which Kopo Kopo still sends, comes neither way', async () => {
  const events = ['buygoods_transaction_received', 'b2b_transaction_received'];
  await look.serve({ events, options: { darajaPayload: true } });
  await look.serve({ events: events.slice(0, 1) });
  const [told, found] = [await look.pays(), await look.pays()];
  const TransID = referenceOf(told);
  const event = { TransactionType: 'Business Payment', TransID, TransAmount: '50' };
  expect(await look.bench.receive(look.trigger, event)).toEqual([]);
  lists([listed(found, 'Business Payment')]);
  await look.minutes(16);
  expect(look.references()).toEqual([]);
});

it('what another trigger of the workflow waits for does not tell of which topic a payment is', async () => {
  const parameters = { events: ['b2b_transaction_received'], options: { darajaPayload: true } };
  await look.bench.activate(look.bench.trigger(parameters, { id: 'other', webhookId: 'other' }));
  await look.serve();
  const paid = await look.pays();
  lists([listed(paid, 'Business Payment')]);
  await look.minutes(16);
  expect(look.references()).toEqual([referenceOf(paid)]);
});

describe('what has been taken back', () => {
  it.each([
    'Reversed',
    'REVERSED',
    'Partially reversed',
    'Reversal Completed',
    'Reversal successful',
    'Reversal',
    'Failed',
    'Cancelled',
    'Voided',
    'Declined',
    'Rejected',
    'Expired',
    'Refunded',
    'Refund completed',
    'Reversal not completed',
    'Pending Reversal',
    'To be reversed',
  ])('%s: is no payment', async (status) => {
    lists([listed(await look.pays(), BUYGOODS, { status })]);
    await look.minutes(16);
    expect(look.references()).toEqual([]);
  });

  it.each([
    'Received',
    'Complete',
    'Reversal declined',
    'Reversal failed',
    'Refund rejected',
    'Not reversed',
    'not_reversed',
  ])('%s: is one that came', async (status) => {
    const paid = await look.pays();
    lists([listed(paid, BUYGOODS, { status })]);
    await look.minutes(16);
    expect(look.references()).toEqual([referenceOf(paid)]);
  });
});

it('a payment that was being taken back comes when that was refused', async () => {
  const paid = await look.pays();
  lists([listed(paid, BUYGOODS, { status: 'Reversal pending' })]);
  await look.minutes(16);
  expect(look.references()).toEqual([]);
  lists([listed(paid, BUYGOODS, { status: 'Reversal declined' })]);
  await look.minutes(16);
  expect(look.references()).toEqual([referenceOf(paid)]);
});

describe('an amount that events and lists write in different ways', () => {
  it.each([
    ['1,000.00', '1000'],
    ['KES 1000', '1000.0'],
    [1000, '1,000'],
    ['99.50', 'KES 99.5'],
  ])('%s and %s: the payment comes once', async (told, written) => {
    const paid = await look.pays();
    const { event } = paid;
    const resource = { ...Object(event.event.resource), amount: told };
    await look.tell({ event: { ...event, event: { ...event.event, resource } } });
    lists([listed(paid, BUYGOODS, { amount: written })]);
    await look.minutes(16);
    expect(look.references()).toHaveLength(1);
  });

  it('also where the reference is another one: it is alike', async () => {
    const fired = await look.pays();
    const resource = { ...Object(fired.event.event.resource), amount: '1,000.00', reference: 'R' };
    await look.tell({ event: { ...fired.event, event: { ...fired.event.event, resource } } });
    lists([listed(fired, BUYGOODS, { amount: '1000' })]);
    await look.minutes(16);
    expect(look.references()).toEqual(['R']);
    expect(look.bench.logged.join()).toContain('by other references');
  });
});
