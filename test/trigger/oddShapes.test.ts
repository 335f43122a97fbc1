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

/** Whether a body says which event or result it is. */
function saysWhatItIs({ topic, data, ...others }: IDataObject): boolean {
  if (typeof topic === 'string' && topic.trim() !== '') return true;
  if (typeof Object(data).attributes === 'object' && Object(data).attributes !== null) {
    return !Array.isArray(Object(data).attributes);
  }
  return 'TransID' in others || 'TransactionType' in others;
}

it('a signed body of whatever shape starts the workflow, or is to be sent again', async () => {
  const all = nodes();
  await fc.assert(
    fc.asyncProperty(oddly(bodies), async (body) => {
      const node = all.find(({ id }) => id === body.topic) ?? all[0];
      if (!node) return;
      const { status, items = [], unanswered } = await bench.deliver(node, body);
      const isForOthers =
        typeof body.topic === 'string' && body.topic.trim() !== '' && !topics.has(body.topic);
      if (isForOthers) return;
      expect(unanswered).toBe(false);
      expect([200, 500]).toContain(status);
      expect(items).toHaveLength(status === 200 ? 1 : 0);
      if (saysWhatItIs(body)) expect(status).toBe(200);
      expect(items.flatMap(({ json }) => madeUp(json, body))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
