/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sample } from '../../fixtures/samples';
import { TriggerBench } from './triggerBench';

/** More than a process remembers of the events that came, so that the oldest are forgotten. */
const EVENTS = 25_000;

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

it(`${EVENTS} events more take no more memory`, async () => {
  const trigger = bench.trigger();
  const event = sample('webhook.buygoods_transaction_received');
  const receiveAll = async () => {
    for (let count = 0; count < EVENTS; count++) {
      const body = JSON.stringify({ ...event, id: randomUUID() });
      expect(await bench.receive(trigger, body)).toHaveLength(1);
    }
    return usedMegabytes();
  };
  const before = await receiveAll();
  // If each of them left its id behind, it would be 1.6 MB.
  expect((await receiveAll()) - before).toBeLessThan(1);
}, 240_000);
