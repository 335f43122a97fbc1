import { clock } from '../stage/clock';
import { HOUR, LookBench, MINUTE } from '../stage/lookBench';

/*
 * More payments than n8n's database keeps two notes for: what has come must not come again after a restart, when
 * nobody but the database knows of it.
 */

const COUNT = 6_600;
const AT_ONCE = 100;

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start();
  await look.serve({ options: { checkEvery: 60 } });
  await look.minutes(1);
});
afterEach(async () => {
  await look.stop();
});

/** So many customers pay within an hour, and n8n is told of those before the middle. */
async function rush(): Promise<void> {
  for (let paid = 0; paid < COUNT; paid += AT_ONCE) {
    const some = await Promise.all(Array.from({ length: AT_ONCE }, async () => await look.pays()));
    if (paid < COUNT / 2) await Promise.all(some.map(async (each) => await look.tell(each)));
    await clock.sleep((55 * MINUTE * AT_ONCE) / COUNT);
  }
}

function expectEachOnce(): void {
  const references = look.references();
  expect([references.length, new Set(references).size]).toEqual([COUNT, COUNT]);
}

it('n8n goes down in the middle of a rush, looks for the rest, and is restarted: each comes once', async () => {
  await rush();
  await clock.sleep(3 * HOUR);
  await look.restart();
  await look.minutes(60);
  expectEachOnce();
  await look.restart();
  await look.minutes(60);
  expectEachOnce();
  // Looks could not reach all of them, and said so.
  expect(look.bench.logged.join()).toMatch(/There are 6600 payments .* the oldest \d+ whether/);
});
