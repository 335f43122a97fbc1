import type { IDataObject, INode } from 'n8n-workflow';

import { EVENTS } from '../../nodes/KopoKopo/api/events';
import { TriggerBench } from '../stage/triggerBench';
import { holds, wild, type Wild } from '../stage/wild';

let bench: TriggerBench;

beforeAll(async () => {
  bench = await TriggerBench.start();
});
afterAll(async () => {
  await bench.stop();
});

/** A trigger of a workflow of its own. */
function waitingFor(topics: string[], more: object = {}): INode {
  const isListed = (topic: string) => EVENTS.some(({ value }) => value === topic);
  const [other = ''] = topics.filter((topic) => !isListed(topic));
  const events = topics.map((topic) => (isListed(topic) ? topic : 'other'));
  return bench.trigger({ events, otherTopic: other, ...more }, { id: `node-${++nodes}` });
}
let nodes = 0;

/** The same of another transaction: whatever names one is another one. */
function anotherOne(body: IDataObject): IDataObject {
  const names = ['id', 'reference', 'resource', 'TransID', 'transaction_reference'];
  const renamed: IDataObject = JSON.parse(JSON.stringify(body), (name, value: unknown) =>
    names.includes(name) && (typeof value === 'string' || typeof value === 'number')
      ? `${value}1`
      : value,
  );
  return renamed;
}

describe.each([...wild('webhook'), ...wild('daraja')])(
  '%s',
  (_name, { body, ...reading }: Wild) => {
    const { topics = [], item, keeps = [], unknown = [] } = reading;

    it('starts the workflow with what it says', async () => {
      const [json, ...others] = await bench.receive(waitingFor(topics), body);
      expect(others).toEqual([]);
      expect(json).toMatchObject({ ...item, recovered: false });
      expect(keeps.filter((kept) => !holds(json, kept))).toEqual([]);
      for (const name of unknown) expect(json?.[name] ?? null).toBeNull();
    });

    it('is recognised when it comes again, and not taken for another one', async () => {
      const node = waitingFor(topics);
      expect(await bench.receive(node, body)).toHaveLength(1);
      expect(await bench.receive(node, body)).toEqual([]);
      const other = { ...anotherOne(body), later: true };
      expect(await bench.receive(node, other)).toHaveLength(1);
    });

    it('is handed over as it came, where nothing is to be simplified', async () => {
      expect(await bench.receive(waitingFor(topics, { simplify: false }), body)).toEqual([body]);
    });
  },
);

it('a card payment that is voided is not its own repetition', async () => {
  const cards = wild('webhook').filter(([name]) => name.startsWith('card'));
  const node = waitingFor(cards.flatMap(([, { topics = [] }]) => topics));
  const items: IDataObject[] = [];
  for (const [, { body }] of cards) items.push(...(await bench.receive(node, body)));
  expect(items).toMatchObject([{ status: 'Received' }, { status: 'Voided' }]);
});

describe.each(wild('result'))('the result %s', (_name, { body, item, items, keeps = [] }: Wild) => {
  const node = () => bench.trigger({ events: ['api_result'] }, { id: `node-${++nodes}` });

  it('comes by a callback as Get gives it', async () => {
    const [json, ...others] = await bench.receive(node(), body);
    expect(others).toEqual([]);
    // The transactions of a list are not split there.
    expect(json).toMatchObject(items ? { outcome: 'succeeded' } : { ...item });
    expect(keeps.filter((kept) => !holds(json, kept))).toEqual([]);
  });
});

describe.each(wild('status'))('%s', (_name, { body }) => {
  it('is no result that has arrived: it is sent again, and nothing is guessed', async () => {
    const { status, items } = await bench.deliver(waitingFor(['api_result']), body);
    expect([status, items]).toEqual([500, undefined]);
  });
});
