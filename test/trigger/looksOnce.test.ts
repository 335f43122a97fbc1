import { DataDeduplicationService } from 'n8n-core';

import type { Fired } from '../../sandbox';
import { clock } from '../stage/clock';
import type { Engine } from '../stage/engine';
import { ago, HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await look.stop();
});

const sorted = (fired: Fired[]) => fired.map(referenceOf).sort();
const recorded = () => [...look.bench.store.processed.values()].flat();

describe('each payment passes once', () => {
  beforeEach(async () => {
    await look.serve();
    await look.minutes(1);
  });

  it('when its event comes first', async () => {
    const paid = await look.pays();
    await look.tell(paid);
    await look.minutes(60);
    expect(look.references()).toEqual([referenceOf(paid)]);
    expect(look.executions()).toBe(0);
  });

  it('when a look comes first', async () => {
    const paid = await look.pays();
    await look.minutes(15);
    await look.tell(paid);
    expect(look.references()).toEqual([referenceOf(paid)]);
    expect(look.got).toMatchObject([{ recovered: true }]);
  });

  it('when both come in the same moment', async () => {
    const paid = await Promise.all(Array.from({ length: 20 }, async () => await look.pays()));
    await clock.sleep(15 * MINUTE);
    await Promise.all([look.service?.tick(), ...paid.map(async (each) => await look.tell(each))]);
    expect(look.references().sort()).toEqual(sorted(paid));
  });

  it('when n8n is restarted in between, whichever came first', async () => {
    const [told, found] = [await look.pays(), await look.pays()];
    await look.tell(told);
    await look.minutes(15);
    await look.restart();
    await look.minutes(30);
    for (const each of [told, found]) await look.tell(each);
    expect(look.references().sort()).toEqual(sorted([told, found]));
  });

  it('when n8n was down, and Kopo Kopo sends again while it looks', async () => {
    const before = await look.pays();
    await look.tell(before);
    const down = [await look.pays(), await look.pays(), await look.pays()];
    await look.restart();
    await clock.sleep(MINUTE);
    await Promise.all([
      look.service?.tick(),
      ...[before, ...down.slice(1)].map(async (each) => await look.tell(each)),
    ]);
    expect(look.references().sort()).toEqual(sorted([before, ...down]));
  });

  it("also without 'Ignore Duplicates', which is for events alone", async () => {
    await look.serve({ options: { ignoreDuplicates: false } });
    const [told, found] = [await look.pays(), await look.pays()];
    await look.tell(told);
    await look.tell(told);
    await look.minutes(60);
    expect(look.references().sort()).toEqual(sorted([told, told, found]));
  });

  it('when its event comes hours after a look has found it, and n8n was restarted', async () => {
    const paid = await look.pays();
    await look.minutes(180);
    await look.restart();
    await look.tell(paid);
    await look.minutes(30);
    expect(look.references()).toEqual([referenceOf(paid)]);
  });

  it('when its event comes hours late and a second time even later', async () => {
    const late = await look.pays({ listed: false });
    await look.minutes(180);
    await look.tell(late);
    look.control.listPayment(referenceOf(late));
    await look.minutes(60);
    await look.restart();
    await look.tell(late);
    await look.minutes(30);
    expect(look.references()).toEqual([referenceOf(late)]);
  });

  it('after a restart nothing starts but one question, which ends at the trigger', async () => {
    for (let payment = 0; payment < 12; payment++) await look.tell(await look.pays());
    await look.restart();
    await look.minutes(60);
    expect(look.references()).toHaveLength(12);
    expect(look.executions()).toBe(1);
    expect(look.service?.executions[0]?.outputs).toEqual([[]]);
  });
});

describe("n8n's database does not answer", () => {
  const fails = () =>
    jest
      .spyOn(DataDeduplicationService.getInstance(), 'checkProcessedAndRecord')
      .mockRejectedValue(new Error('database is locked'));

  it('a payment that was found is left to the next look', async () => {
    await look.serve();
    const paid = await look.pays();
    const failing = fails();
    await look.minutes(1);
    expect(look.references()).toEqual([]);
    expect(look.bench.logged.join()).toContain(
      'so it is left to the next look. database is locked',
    );
    failing.mockRestore();
    await look.minutes(15);
    expect(look.references()).toEqual([referenceOf(paid)]);
  });

  it('what nobody could ask about after a restart, too', async () => {
    await look.serve();
    const told = await look.pays();
    await look.tell(told);
    const lost = await look.pays();
    await look.restart();
    const failing = fails();
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(told)]);
    failing.mockRestore();
    await look.minutes(15);
    expect(look.references().sort()).toEqual(sorted([told, lost]));
  });

  it.each([
    [20, ''],
    [21, ' and 1 more'],
  ])(
    'and then does: %d old ones of which nobody can tell are named, for a person to look',
    async (count, more) => {
      await look.serve();
      const lost = await look.pays();
      const told = [];
      for (let payment = 0; payment < count; payment++) told.push(await look.pays());
      for (const each of told) await look.tell(each);
      await clock.sleep(HOUR);
      await look.restart();
      jest
        .spyOn(DataDeduplicationService.getInstance(), 'checkProcessedAndRecord')
        .mockRejectedValueOnce(new Error('the answer got lost'));
      await look.minutes(2);
      const named =
        /so they are not let in: ([^ ,]+(?:, [^ ,]+)*)(.*?)\. Look whether your workflow/;
      const [, references = '', others] = named.exec(look.bench.logged.join('\n')) ?? [];
      expect(others).toBe(more);
      expect(new Set(references.split(', ')).size).toBe(20);
      expect(told.map(referenceOf)).toEqual(expect.arrayContaining(references.split(', ')));
      expect(look.references()).toContain(referenceOf(lost));
    },
  );

  it('who died while asking is noticed: nothing is lost for it', async () => {
    await look.serve();
    const lost = await look.pays();
    await look.restart();
    const service = DataDeduplicationService.getInstance();
    // What was asked about is noted, and then the process ends.
    const dying = jest.spyOn(service, 'removeProcessed').mockImplementation(async () => {
      await new Promise(() => {});
    });
    await clock.sleep(MINUTE);
    void look.service?.tick();
    await clock.sleep(10_000);
    dying.mockRestore();
    expect(look.references()).toEqual([]);
    await look.restart();
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(lost)]);
  });
});

describe('in queue mode', () => {
  let processor: Engine;
  let worker: Engine;

  beforeEach(async () => {
    [processor, worker] = [await look.anotherProcess(), await look.anotherProcess()];
    await look.serve({}, { executor: worker });
    await look.minutes(1);
  });

  /** An event that a webhook processor gets, and a worker works on. */
  async function told(paid: Fired, by = worker): Promise<void> {
    const { items } = await look.bench.deliver(look.trigger, paid.event, { engine: processor });
    if (!items) return;
    const run = await by.runTrigger(look.trigger, JSON.parse(JSON.stringify(items)));
    look.got.push(...run.json);
  }

  it('looks let in what got lost, and nothing that came to other processes', async () => {
    const [first, lost, second] = [await look.pays(), await look.pays(), await look.pays()];
    for (const each of [first, second]) await told(each);
    await look.minutes(60);
    expect(look.references().sort()).toEqual(sorted([first, lost, second]));
  });

  it('events and looks in the same moment: each payment passes once', async () => {
    const others = await look.anotherProcess();
    const paid = await Promise.all(Array.from({ length: 20 }, async () => await look.pays()));
    await clock.sleep(15 * MINUTE);
    await Promise.all([
      look.service?.tick(),
      ...paid.map(async (each, index) => await told(each, index % 2 ? worker : others)),
    ]);
    await look.minutes(30);
    expect(look.references().sort()).toEqual(sorted(paid));
  });

  it('a slow database: what was asked about does not stay noted by a process that wrote while it was', async () => {
    const others = await look.anotherProcess();
    const [lost, other] = [await look.pays(), await look.pays()];
    await look.restart({ executor: worker });
    let isAsking = false;
    worker.database = async () => {
      isAsking = true;
      await clock.sleep(400);
    };
    let uses = 0;
    // Reads what is asked about, and writes it back when it isn't asked about any more.
    others.database = async () => await clock.sleep([1_000, 3_000][uses++] ?? 5);
    await clock.sleep(MINUTE);
    const looking = look.service?.tick();
    const goOn = await clock.stopWhen(() => isAsking);
    // Nothing of what it finds comes in.
    if (look.service) look.service.broken = new Error('n8n is shutting down');
    goOn();
    await Promise.all([looking, told(other, others)]);
    await look.restart({ executor: worker });
    await look.minutes(1);
    expect(look.references().sort()).toEqual(sorted([lost, other]));
  });

  it('a look that finds nothing unknown starts nothing; otherwise one execution asks', async () => {
    await look.pays();
    await look.minutes(15);
    const before = look.executions();
    await look.minutes(60);
    expect(look.executions()).toBe(before);
    for (let payment = 0; payment < 30; payment++) await told(await look.pays());
    await look.minutes(60);
    expect(look.executions()).toBe(before + 1);
    expect(look.references()).toHaveLength(31);
  });

  it('of several that got lost: one execution asks, and one for each lets it in', async () => {
    await look.pays();
    await look.minutes(15);
    const before = look.executions();
    for (let payment = 0; payment < 3; payment++) await look.pays();
    await look.minutes(15);
    expect(look.executions() - before).toBe(1 + 3);
    expect(look.references()).toHaveLength(4);
  });

  it('one note is left of what was paid over an hour ago', async () => {
    for (let payment = 0; payment < 10; payment++) await told(await look.pays());
    for (let time = 0; time < 3; time++) {
      await look.minutes(61);
      await told(await look.pays());
    }
    await look.minutes(16);
    // Two of the last, and those of which hours tell who paid.
    expect(recorded().length).toBeLessThanOrEqual(13 + 2 + 8 * 2);
    expect(look.references()).toHaveLength(13);
  });

  it('another main process takes over', async () => {
    const [first, lost] = [await look.pays(), await look.pays()];
    await told(first);
    await look.minutes(15);
    const late = await look.pays();
    await look.restart({ activation: 'leadershipChange', executor: worker });
    await look.minutes(30);
    expect(look.references().sort()).toEqual(sorted([first, lost, late]));
  });
});

describe('what is remembered', () => {
  it('a note for each payment, and another one only for those of the last hour', async () => {
    await look.serve();
    await look.minutes(1);
    for (let hour = 0; hour < 6; hour++) {
      for (let payment = 0; payment < 10; payment++) await look.tell(await look.pays());
      await look.minutes(60);
    }
    await look.tell(await look.pays());
    expect(recorded().length).toBeLessThanOrEqual(61 + 2 * 10 + 6 * 5 + 1);
  });

  it('not more either after looks that went wrong, of payments that came late, or after a restart', async () => {
    await look.serve();
    await look.minutes(1);
    for (let payment = 0; payment < 10; payment++) await look.tell(await look.pays());
    look.control.fault({ path: 'polling', method: 'POST', times: Infinity, status: 500 });
    await look.minutes(3 * 60);
    for (let payment = 0; payment < 10; payment++) await look.pays({ at: ago(2 * HOUR) });
    look.control.clearFaults();
    await look.minutes(30);
    for (let payment = 0; payment < 10; payment++) await look.tell(await look.pays());
    await clock.sleep(5 * HOUR);
    await look.restart();
    await look.minutes(1);
    await look.tell(await look.pays());
    // And those of which hours tell who paid.
    expect(recorded().length).toBeLessThanOrEqual(30 + 2 + 11 * 2);
    expect(new Set(look.references()).size).toBe(31);
  });

  it('of 10,000 payments a day: a restart lets none of them in again', async () => {
    await look.serve();
    await look.minutes(1);
    const paid: Fired[] = [];
    for (let payment = 0; payment < 300; payment++) {
      paid.push(await look.pays({ at: ago((payment % 50) * MINUTE) }));
    }
    await Promise.all(paid.map(async (each) => await look.tell(each)));
    await look.minutes(3 * 60);
    await look.restart();
    await look.minutes(60);
    expect(look.references()).toHaveLength(300);
    expect(look.executions()).toBe(1);
    await clock.sleep(HOUR);
  }, 120_000);
});
