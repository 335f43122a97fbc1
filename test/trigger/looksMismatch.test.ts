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
});
