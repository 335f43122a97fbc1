import { startSandbox, type Sandbox } from '../../sandbox';
import { clock } from '../stage/clock';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store } from '../stage/engine';

/** A customer and a shopkeeper stand at the counter and look at the phone: how soon a result is noticed. */

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const questions = () => sandbox.control.requests({ method: 'GET', path: '/api/' }).length;

/**
 * Sends some of them whose results come after these seconds.
 *
 * @returns how many seconds later the last one is noticed
 */
async function noticedAfter(title: string, seconds: number[], options = {}): Promise<number> {
  for (const after of seconds) {
    sandbox.control.nextResult({ outcome: 'succeeded', delayMs: after * 1000, callback: 'lose' });
  }
  const before = clock.now();
  const { json, error } = await engine.runAction({
    items: seconds.map(() => ({})),
    parameters: {
      ...documented(title).parameters,
      resultMode: 'wait',
      options: { concurrency: seconds.length, maxWait: 300, ...options },
    },
  });
  expect(error).toBeUndefined();
  expect(json.map(({ outcome }) => outcome)).toEqual(seconds.map(() => 'succeeded'));
  return (clock.now() - before) / 1000 - Math.max(...seconds);
}

describe('a prompt', () => {
  it.each([3, 20, 27, 38, 52, 63, 85])(
    'answered after %d seconds is noticed two seconds later',
    async (s) => {
      expect(await noticedAfter('Incoming Payment: Create', [s])).toBeLessThanOrEqual(2.3);
    },
  );

  it('is asked for at leisure once nobody can be looking at the phone any more', async () => {
    sandbox.control.nextResult({ outcome: 'never' });
    const before = clock.now();
    await engine.runAction({
      parameters: {
        ...documented('Incoming Payment: Create').parameters,
        resultMode: 'wait',
        options: { maxWait: 300 },
      },
    });
    expect(clock.now() - before).toBe(300_000);
    // Every two seconds for a minute and a half, then every ten.
    expect(questions()).toBeGreaterThan(55);
    expect(questions()).toBeLessThan(75);
  });

  it('of many keeps Kopo Kopo no busier than twenty questions a second', async () => {
    const start = clock.now();
    const all = Array.from({ length: 100 }, () => 40);
    await noticedAfter('Incoming Payment: Create', all);
    const seconds = [20, 30].map((from) =>
      sandbox.control
        .requests({ method: 'GET', path: '/api/' })
        .filter(({ at }) => at >= start + from * 1000 && at < start + (from + 10) * 1000),
    );
    // In each ten seconds.
    for (const { length } of seconds) expect(length).toBeLessThanOrEqual(200);
  });

  it('stays within the requests per second that the user sets', async () => {
    await noticedAfter('Incoming Payment: Create', [30, 30, 30, 30], { requestsPerSecond: 0.5 });
    const all = sandbox.control.requests({ path: '/api/' });
    const times = all.map(({ at }) => at).sort((a, b) => a - b);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_000);
  });
});

describe('anything else', () => {
  it('is asked for more and more slowly, as nobody waits beside it', async () => {
    await noticedAfter('Payment: Create', [60]);
    expect(questions()).toBeLessThan(15);
  });
});
