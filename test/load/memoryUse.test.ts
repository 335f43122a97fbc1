/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { clock } from '../stage/clock';
import { sample } from '../stage/samples';
import { TriggerBench } from '../stage/triggerBench';

/** More than a process remembers of the events that came, so that the oldest are forgotten. */
const FIRST = 52_000;
const THEN = 36_000;
const AT_ONCE = 20;

let bench: TriggerBench;

beforeAll(async () => {
  bench = await TriggerBench.start();
});
afterAll(async () => {
  await bench.stop();
});

/** What is in use when everything that nobody needs is gone. */
function usedMegabytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

it(`${FIRST + THEN} events take no more memory than ${FIRST}`, async () => {
  const trigger = bench.trigger();
  const message = sample('webhook.buygoods_transaction_received');
  const receive = async () => {
    const [event, reference] = [Object(message.event), randomUUID()];
    const resource = { ...event.resource, reference };
    const body = JSON.stringify({ ...message, id: randomUUID(), event: { ...event, resource } });
    return await bench.receive(trigger, body);
  };
  const receiveAll = async (count: number) => {
    for (let received = 0; received < count; received += AT_ONCE) {
      const items = await Promise.all(Array.from({ length: AT_ONCE }, receive));
      expect(items.flat()).toHaveLength(AT_ONCE);
      // What a process has just noted it looks at again for some seconds.
      if (received % 1_000 === 0) await clock.sleep(10_000);
    }
    return usedMegabytes();
  };
  const before = await receiveAll(FIRST);
  // The table of those that are remembered grows once, by 1.4 MB. If each event left its id behind, it would
  // be some 2 MB more.
  expect((await receiveAll(THEN)) - before).toBeLessThan(2.4);
});
