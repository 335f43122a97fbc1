/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'crypto';
import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { NodeRecord } from '../../nodes/KopoKopo/memory/nodeRecord';

/** Time of its own: nobody waits for real. */
class Time {
  now = 0;
  private sleepers: Array<{ due: number; wake: () => void }> = [];

  async sleep(ms: number): Promise<void> {
    await new Promise<void>((wake) => this.sleepers.push({ due: this.now + ms, wake }));
  }

  /** Lets time pass until a task has ended, or for so long. */
  async until(task: Promise<unknown>): Promise<void> {
    let isOver = false;
    let idle = 0;
    const end = () => void (isOver = true);
    task.then(end, end);
    while (!isOver) {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver) break;
      this.sleepers.sort((a, b) => a.due - b.due);
      const next = this.sleepers.shift();
      if (!next) {
        if (++idle > 1_000) throw new Error('Nobody waits, and nothing ends');
        continue;
      }
      this.now = next.due;
      next.wake();
    }
  }
}

let time = new Time();
jest.mock('../../nodes/KopoKopo/flow/clock', () => ({
  now: () => time.now,
  elapsed: () => time.now,
  unhurried: async (ms: number) => await time.sleep(ms),
  rest: async (ms: number) => await time.sleep(ms),
}));

/** n8n's row for one node: each process reads it, changes it and writes it back, without a lock. */
class Row {
  readonly id = randomUUID();
  notes: string[] = [];

  /** @param takes milliseconds of the next step: sending the query, thinking, writing */
  constructor(private readonly takes: () => number) {}

  async check(notes: string[]): Promise<{ new: string[]; processed: string[] }> {
    return await this.change((there) => {
      const fresh = [...new Set(notes)].filter((note) => !there.includes(note));
      return {
        row: [...there, ...fresh],
        answer: { new: fresh, processed: notes.filter((note) => !fresh.includes(note)) },
      };
    });
  }

  async remove(notes: string[]): Promise<void> {
    await this.change((there) => ({
      row: there.filter((note) => !notes.includes(note)),
      answer: undefined,
    }));
  }

  private async change<T>(how: (there: string[]) => { row: string[]; answer: T }): Promise<T> {
    await time.sleep(this.takes());
    const { row, answer } = how(this.notes);
    await time.sleep(this.takes());
    this.notes = row;
    await time.sleep(this.takes());
    return answer;
  }
}

/** The package's code, with a memory of its own, as each process of n8n has it. */
const copies: Array<typeof NodeRecord> = Array.from({ length: 4 }, () => {
  let copy: typeof NodeRecord | undefined;
  jest.isolateModules(() => {
    const module: typeof import('../../nodes/KopoKopo/memory/nodeRecord') = jest.requireActual(
      '../../nodes/KopoKopo/memory/nodeRecord',
    );
    copy = module.NodeRecord;
  });
  if (!copy) throw new Error('The code was not loaded');
  return copy;
});

/** A process of n8n. */
class Process {
  readonly record: NodeRecord;
  private readonly context: IExecuteFunctions;

  constructor(row: Row, code: typeof NodeRecord) {
    const context = {
      getWorkflow: () => ({ id: 'w', active: true }),
      getNode: () => ({ id: row.id, name: 'Kopo Kopo' }),
      logger: { warn: () => {} },
      helpers: {
        checkProcessedAndRecord: async (notes: string[]) => await row.check(notes),
        removeProcessed: async (notes: string[]) => await row.remove(notes),
      },
    };
    this.context = context as unknown as IExecuteFunctions;
    this.record = code.of(this.context, 10_000);
  }

  async claim(keys: string[]): Promise<Set<string>> {
    return await this.record.claim(this.context, keys);
  }

  async note(notes: string[]): Promise<Set<string>> {
    return (await this.record.note(this.context, notes)).fresh;
  }
}

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
/** The database takes up to a third of a second for a step, now and then. */
const steps = fc.infiniteStream(
  fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 15 }) },
    fc.integer({ min: 1, max: 300 }),
  ),
);
const claims = fc.array(
  fc.record({
    process: fc.nat({ max: 3 }),
    at: fc.nat({ max: 2_500 }),
    keys: fc.subarray(KEYS, { minLength: 1 }),
  }),
  { minLength: 2, maxLength: 10 },
);

beforeEach(() => {
  time = new Time();
});

describe('several processes on one row', () => {
  it('never claim the same, and somebody gets what only one of them wants', async () => {
    await fc.assert(
      fc.asyncProperty(claims, steps, async (asked, takes) => {
        time = new Time();
        const row = new Row(() => takes.next().value ?? 1);
        const processes = copies.map((code) => new Process(row, code));
        const won = new Map<string, number>();
        const all = Promise.all(
          asked.map(async ({ process, at, keys }) => {
            await time.sleep(at);
            for (const key of (await processes[process]?.claim(keys)) ?? [])
              won.set(key, (won.get(key) ?? 0) + 1);
          }),
        );
        await time.until(all);
        expect([...won.values()].filter((times) => times !== 1)).toEqual([]);
        const wantedOnce = KEYS.filter(
          (key) => asked.filter(({ keys }) => keys.includes(key)).length === 1,
        );
        expect(wantedOnce.filter((key) => !won.has(key))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('lose no note that one of them has written', async () => {
    await fc.assert(
      fc.asyncProperty(claims, steps, async (asked, takes) => {
        time = new Time();
        const row = new Row(() => takes.next().value ?? 1);
        const processes = copies.map((code) => new Process(row, code));
        const notes = asked.map((_, index) => `note ${index}`);
        const all = Promise.all(
          asked.map(async ({ process, at }, index) => {
            await time.sleep(at);
            await processes[process]?.note([notes[index] ?? '']);
          }),
        );
        await time.until(all);
        await time.until(time.sleep(20_000));
        expect(notes.filter((note) => !row.notes.includes(note))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a process', () => {
  const start = (row: Row) => {
    const [code] = copies;
    if (!code) throw new Error('no code');
    return new Process(row, code);
  };

  it('knows what it has noted even if the database has lost it', async () => {
    const row = new Row(() => 1);
    const one = start(row);
    await time.until(one.note(['a']));
    row.notes = [];
    const again = one.note(['a']);
    await time.until(again);
    expect(await again).toEqual(new Set());
  });

  it('does not claim what it has noted, or claimed, or is claiming', async () => {
    const one = start(new Row(() => 1));
    await time.until(one.note(['a']));
    const claimed = Promise.all([one.claim(['a', 'b']), one.claim(['b', 'c'])]);
    await time.until(claimed);
    const [first, second] = await claimed;
    expect([...(first ?? []), ...(second ?? [])].sort()).toEqual(['b', 'c']);
    const later = one.claim(['b']);
    await time.until(later);
    expect(await later).toEqual(new Set());
  });
});
