import { newId } from '../stage/engine';
import { LookBench, referenceOf } from '../stage/lookBench';
import type { Fired } from '../../sandbox';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start();
  await look.serve();
  await look.minutes(1);
});
afterEach(async () => {
  await look.stop();
});

/** An event that calls its payment by another reference than lists do. */
const renamed = ({ event }: Fired): Pick<Fired, 'event'> => ({
  event: {
    ...event,
    event: { ...event.event, resource: { ...event.event.resource, reference: newId() } },
  },
});
const said = () => look.bench.logged.filter((line) => line.includes('by other references'));

describe('when events and lists call the same payments by different references', () => {
  it('nothing is doubled; the log says so once, and what to do', async () => {
    const paid = [];
    for (let payment = 0; payment < 12; payment++) {
      const fired = await look.pays({ amount: 100 + payment });
      paid.push(fired);
      await look.tell(renamed(fired));
    }
    await look.minutes(60);
    expect(look.references()).toHaveLength(12);
    expect(look.executions()).toBe(0);
    expect(said()).toHaveLength(1);
    expect(said()[0]).toMatch(/Set 'Receive By' to 'Webhook'.*support/);
  });

  it('the next execution shows it, once', async () => {
    await look.tell(renamed(await look.pays()));
    await look.minutes(15);
    const hints = [];
    for (let event = 0; event < 2; event++) {
      const { items = [] } = await look.bench.deliver(
        look.trigger,
        renamed(await look.pays()).event,
      );
      const { run } = await look.bench.engine.runTrigger(look.trigger, items);
      hints.push(run.data.resultData.runData[look.trigger.name]?.[0]?.hints ?? []);
    }
    expect(hints).toEqual([[expect.objectContaining({ type: 'warning' })], []]);
    expect(JSON.stringify(hints)).toContain("Set 'Receive By' to 'Webhook'");
  });

  it('also when the payer is told by a hash or a till alone', async () => {
    await look.serve({ events: ['b2b_transaction_received'] });
    const fired = await look.control.businessPays({ amount: 313 });
    await look.tell(renamed(fired));
    await look.minutes(30);
    expect(look.references()).toHaveLength(1);
    expect(said()).toHaveLength(1);
  });

  it('and in queue mode', async () => {
    const worker = await look.anotherProcess();
    await look.serve({}, { executor: worker });
    await look.pays({ amount: 1 });
    await look.minutes(1);
    expect(look.references()).toHaveLength(1);
    for (let payment = 0; payment < 3; payment++) {
      const { event } = renamed(await look.pays({ amount: 200 + payment }));
      const { items = [] } = await look.bench.deliver(look.trigger, event, {
        engine: await look.anotherProcess(),
      });
      const run = await worker.runTrigger(look.trigger, JSON.parse(JSON.stringify(items)));
      look.got.push(...run.json);
    }
    await look.minutes(60);
    expect(look.references()).toHaveLength(4);
    expect(said()).toHaveLength(1);
  });
});

describe('it is no such case', () => {
  it('when the same person pays the same again, and that event gets lost', async () => {
    await look.tell(await look.pays());
    const lost = await look.pays();
    await look.minutes(15);
    expect(look.references()).toContain(referenceOf(lost));
    expect(said()).toEqual([]);
  });

  it('when all events get lost', async () => {
    for (let payment = 0; payment < 3; payment++) await look.pays();
    await look.minutes(15);
    expect(look.references()).toHaveLength(3);
    expect(said()).toEqual([]);
  });

  it('when it was one, and is none any more', async () => {
    await look.tell(renamed(await look.pays({ amount: 7 })));
    await look.minutes(90);
    expect(look.references()).toHaveLength(1);
    await look.tell(await look.pays({ amount: 8 }));
    const lost = await look.pays({ amount: 9 });
    await look.minutes(15);
    expect(look.references()).toContain(referenceOf(lost));
  });

  it('when the first of two alike was taken back before n8n was restarted', async () => {
    const [first, again] = await refundedWhoPaysAgain();
    const other = await look.pays({ amount: 9 });
    await look.restart();
    await look.minutes(20);
    expect(look.references()).toEqual([first, again, other].map(referenceOf));
    expect(said()).toEqual([]);
  });

  it('when it was taken back, in queue mode', async () => {
    const worker = await look.anotherProcess();
    await look.serve({}, { executor: worker });
    await look.pays({ amount: 1 });
    await look.minutes(1);
    const [first, again] = await refundedWhoPaysAgain();
    await look.minutes(30);
    expect(look.references().slice(1)).toEqual([first, again].map(referenceOf));
    expect(said()).toEqual([]);
  });

  it('when it is longer ago than looks reach back', async () => {
    await look.serve({ options: { checkBack: 2 } });
    await look.tell(renamed(await look.pays({ amount: 7 })));
    await look.minutes(150);
    const lost = await look.pays({ amount: 9 });
    await look.minutes(15);
    expect(look.references()).toContain(referenceOf(lost));
  });
});

it('what was taken back and never came is not asked about again and again', async () => {
  const worker = await look.anotherProcess();
  await look.serve({}, { executor: worker });
  await look.pays({ amount: 1 });
  await look.minutes(1);
  await look.control.reversePayment(referenceOf(await look.pays()), 0);
  const before = look.executions();
  await look.minutes(90);
  expect(look.executions()).toBe(before);
});

/** The same payer and amount: the event of the first one comes, that of the second gets lost. */
async function refundedWhoPaysAgain(): Promise<[Fired, Fired]> {
  const first = await look.pays();
  const executor = look.service?.executor ?? look.bench.engine;
  if (executor === look.bench.engine) {
    await look.tell(first);
  } else {
    const { items = [] } = await look.bench.deliver(look.trigger, first.event, {
      engine: await look.anotherProcess(),
    });
    const run = await executor.runTrigger(look.trigger, JSON.parse(JSON.stringify(items)));
    // As `references()` would, in the order of time.
    look.references();
    look.got.push(...run.json);
  }
  await look.minutes(2);
  await look.control.reversePayment(referenceOf(first));
  return [first, await look.pays()];
}
