import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { madeUp, oddly } from '../stage/oddShapes';
import { sample } from '../stage/samples';
import { TriggerBench } from '../stage/triggerBench';
import { wild } from '../stage/wild';

const DOCUMENTED = [
  ...['b2b_transaction_received', 'buygoods_transaction_received', 'buygoods_transaction_reversed'],
  ...['customer_created', 'm2m_transaction_received', 'settlement_transfer_completed'],
];
const RESULTS = ['incoming_payment.failed', 'payment.success', 'polling.success'];

const bodies: IDataObject[] = [
  ...DOCUMENTED.map((topic) => sample(`webhook.${topic}`)),
  ...RESULTS.map((name) => sample(`result.${name}`)),
  ...['webhook', 'daraja', 'result'].flatMap(wild).map(([, { body }]) => body),
];
const topics = new Set(
  bodies.flatMap(({ topic }) => (typeof topic === 'string' ? [topic] : DOCUMENTED.slice(0, 2))),
);

let bench: TriggerBench;

beforeAll(async () => {
  bench = await TriggerBench.start();
});
afterAll(async () => {
  await bench.stop();
});

/** One that waits for whatever the bodies are, each topic that the list doesn't have by a node of its own. */
const nodes = () =>
  [...topics].map((topic) => {
    const isListed =
      DOCUMENTED.includes(topic) || topic.startsWith('card') || topic.endsWith('_reversed');
    return bench.trigger(
      {
        events: [isListed ? topic : 'other', ...DOCUMENTED.slice(0, 2), 'api_result'],
        otherTopic: topic,
        options: { ignoreDuplicates: false },
      },
      { id: topic },
    );
  });

it('a signed body of whatever shape starts the workflow, or is to be sent again', async () => {
  const all = nodes();
  await fc.assert(
    fc.asyncProperty(oddly(bodies), async (body) => {
      const node = all.find(({ id }) => id === body.topic) ?? all[0];
      if (!node) return;
      const { status, items, unanswered } = await bench.deliver(node, body);
      expect(unanswered).toBe(false);
      const isOther =
        typeof body.topic === 'string' && body.topic.trim() !== '' && !topics.has(body.topic);
      if (isOther) return;
      expect([status, items?.length ?? 0]).toEqual(items ? [200, 1] : [500, 0]);
      expect(items?.flatMap(({ json }) => madeUp(json, body)) ?? []).toEqual([]);
    }),
    { numRuns: 600 },
  );
});

it('is not an endless search: whatever names its topic starts the workflow', async () => {
  const all = nodes();
  await fc.assert(
    fc.asyncProperty(oddly(bodies.filter(({ topic }) => topic)), async (body) => {
      const node = all.find(({ id }) => id === body.topic);
      if (!node) return;
      expect(await bench.receive(node, body)).toMatchObject([{ topic: body.topic }]);
    }),
    { numRuns: 200 },
  );
});
