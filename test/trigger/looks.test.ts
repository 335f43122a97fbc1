import type { IDataObject } from 'n8n-workflow';

import { clock } from '../stage/clock';
import { ago, DAY, HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start();
});
afterEach(async () => {
  await look.stop();
});

const BUSINESS = 'b2b_transaction_received';

describe('a payment whose event got lost', () => {
  beforeEach(async () => {
    await look.serve({ events: ['buygoods_transaction_received', BUSINESS] });
  });

  it('comes with the next look, in the shape of its event', async () => {
    await look.tell(await look.pays());
    const lost = await look.pays();
    await look.minutes(1);
    expect(look.references()).toEqual([expect.anything(), referenceOf(lost)]);
    const [event = {}, item = {}] = look.got;
    expect(item).toMatchObject({
      id: null,
      recovered: true,
      topic: 'buygoods_transaction_received',
      amount: 50,
      currency: 'KES',
      till_number: '000000',
      sender_phone_number: '+254712345678',
    });
    expect(event).toMatchObject({ id: expect.any(String), recovered: false });
    // The hash is what lists leave out.
    const namesOf = (json: IDataObject) =>
      Object.keys(json).filter((name) => !/^hashed/.test(name));
    expect(namesOf(item)).toEqual(namesOf(event));
  });

  it('comes once', async () => {
    await look.pays();
    await look.minutes(90);
    expect(look.references()).toHaveLength(1);
    expect(look.executions()).toBe(1);
  });

  it('of another business, too', async () => {
    const { event } = await look.control.businessPays({ amount: 313 });
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf({ event })]);
    expect(look.got).toMatchObject([{ topic: BUSINESS, sending_till: '890642', amount: 313 }]);
  });

  it('each has an execution of its own, the oldest first', async () => {
    const lost = [];
    for (const minutes of [3, 9, 1, 7])
      lost.push(await look.pays({ at: new Date(clock.now() + minutes * MINUTE) }));
    await look.minutes(20);
    const [third, ninth, first, seventh] = lost.map(referenceOf);
    expect(look.references()).toEqual([first, third, seventh, ninth]);
    expect(look.executions()).toBe(4);
  });

  it('starts nothing when nothing is lost', async () => {
    for (let payment = 0; payment < 5; payment++) await look.tell(await look.pays());
    await look.minutes(60);
    expect(look.looks()).toBeGreaterThan(3);
    expect(look.executions()).toBe(0);
  });

  it('has the body of its event when not simplified, without an id', async () => {
    await look.serve({ simplify: false });
    const { event } = await look.pays();
    await look.minutes(16);
    look.references();
    const resource = { ...event.event.resource };
    delete resource.hashed_sender_phone;
    expect(look.got).toEqual([
      {
        topic: 'buygoods_transaction_received',
        id: null,
        created_at: null,
        event: { type: 'Buygoods Transaction', resource },
        recovered: true,
      },
    ]);
  });

  it('that was taken back meanwhile is none', async () => {
    await look.control.reversePayment(referenceOf(await look.pays()), 0);
    await look.minutes(30);
    expect(look.references()).toEqual([]);
  });

  it('of a topic that is not chosen is none', async () => {
    await look.serve({ events: [BUSINESS] });
    await look.pays();
    await look.minutes(30);
    expect(look.references()).toEqual([]);
  });
});

describe('which tills', () => {
  it.each([
    ['one', { tillNumber: '112233' }, ['112233']],
    ['several', { tillNumber: '112233, 555555' }, ['112233', '555555']],
    ['all', { scope: 'company' }, ['000000', '112233', '555555']],
  ])('%s', async (_what, parameters, expected) => {
    await look.serve(parameters);
    for (const tillNumber of ['000000', '112233', '555555']) await look.pays({ tillNumber });
    await look.minutes(1);
    look.references();
    expect(look.got.map(({ till_number: till }) => till).sort()).toEqual(expected);
  });
});

describe('when it looks', () => {
  it('at a random second, every few minutes', async () => {
    await look.serve();
    expect(look.service?.expressions).toEqual([expect.stringMatching(/^[1-5]?\d \* \* \* \* \*$/)]);
    const seconds = new Set<string | undefined>();
    for (let time = 0; time < 8; time++) {
      await look.serve();
      seconds.add(look.service?.expressions[0]);
    }
    expect(seconds.size).toBeGreaterThan(1);
  });

  it.each([
    [1, 60],
    [15, 4],
    [60, 1],
    [undefined, 4],
    // What can't be activated, when n8n starts: as often as it may, or as by default.
    [0.2, 60],
    [0, 4],
    ['often', 4],
  ])('every %s minutes: %d times an hour', async (checkEvery, times) => {
    const options = checkEvery === undefined ? {} : { checkEvery };
    await look.serve({ options }, { activation: 'init' });
    await look.minutes(1);
    const before = look.looks();
    await look.minutes(60);
    expect(look.looks() - before).toBe(times);
  });

  it('soon after n8n has started', async () => {
    await look.serve({ options: { checkEvery: 1440, checkBack: 48 } });
    await look.minutes(1);
    await look.rest();
    await look.restart();
    const lost = await look.pays();
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(lost)]);
  });

  it('never twice at the same time', async () => {
    await look.serve({ options: { checkEvery: 1 } });
    await look.minutes(1);
    look.control.configure({ resultDelayMs: 3 * MINUTE });
    const before = look.looks();
    const first = look.minutes(1);
    await clock.sleep(MINUTE + 1_000);
    for (let minute = 0; minute < 2; minute++) await look.service?.tick();
    await first;
    expect(look.looks() - before).toBe(1);
  });

  it('sooner again when one went wrong, but not more often than it is to', async () => {
    await look.serve({ options: { checkEvery: 60 } });
    await look.minutes(1);
    look.control.fault({ path: 'polling', method: 'POST', times: Infinity, status: 500 });
    await look.minutes(59);
    const before = look.looks();
    await look.minutes(121);
    // After 1, 2, 4, 8, 16 and 32 minutes, then every hour.
    expect(look.looks() - before).toBe(7);
    look.control.clearFaults();
    const lost = await look.pays();
    await look.minutes(60);
    expect(look.references()).toEqual([referenceOf(lost)]);
  });

  it('says in the log when it works again, once', async () => {
    await look.serve({ options: { checkEvery: 1 } });
    await look.minutes(2);
    const said = () => look.bench.logged.filter((line) => line.includes('works again'));
    look.control.fault({ path: 'polling', method: 'POST', times: Infinity, status: 500 });
    await look.minutes(5);
    expect(said()).toEqual([]);
    look.control.clearFaults();
    await look.minutes(5);
    expect(said()).toEqual([expect.stringContaining('looking for payments works again')]);
  });

  it('not at all by webhook alone', async () => {
    await look.serve({ receive: 'webhook' });
    await look.pays();
    look.control.clearRequests();
    await look.minutes(60);
    await look.tell(await look.pays());
    expect([look.executions(), look.service?.expressions]).toEqual([0, []]);
    expect(look.control.requests()).toEqual([]);
  });

  it('not at all for what lists do not have', async () => {
    await look.serve({ events: ['customer_created'] });
    await look.minutes(60);
    expect([look.looks(), look.service?.expressions]).toEqual([0, []]);
  });

  it('no more once it is out of service, also in the middle of a look', async () => {
    await look.serve();
    await look.minutes(1);
    for (let payment = 0; payment < 30; payment++) await look.pays();
    await clock.sleep(15 * MINUTE);
    const { service } = look;
    const last = service?.tick();
    await look.rest();
    await last;
    const before = look.looks();
    await look.minutes(60);
    expect(look.looks()).toBe(before);
    expect(service?.executions).toEqual([]);
  });
});

describe('how far it reaches back', () => {
  it('late ones come with the look after they have come to light', async () => {
    await look.serve();
    const late = await look.pays({ listed: false });
    await look.minutes(6 * 60);
    expect(look.references()).toEqual([]);
    look.control.listPayment(referenceOf(late));
    await look.minutes(15);
    expect(look.references()).toEqual([referenceOf(late)]);
  });

  it.each([
    [24, {}],
    [168, { options: { checkBack: 168 } }],
    [168, { options: { checkBack: 1_000 } }],
  ])('%d hours', async (hours, parameters) => {
    await look.serve(parameters, { activation: 'init' });
    await look.minutes(1);
    await clock.sleep(9 * DAY);
    const [older, younger] = [
      await look.pays({ at: ago(hours * HOUR + MINUTE) }),
      await look.pays({ at: ago(hours * HOUR - 2 * MINUTE) }),
    ];
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(younger)]);
    expect(look.references()).not.toContain(referenceOf(older));
  });
});
