/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject, INode } from 'n8n-workflow';

import { clock } from '../stage/clock';
import { sample } from '../stage/samples';
import { until } from '../../tools/until';
import { sign } from '../../sandbox';
import { Engine, newId, Store } from '../stage/engine';
import { anotherProcess } from '../stage/processes';
import { bytesOf, TriggerBench } from '../stage/triggerBench';

let bench: TriggerBench;
let trigger: INode;

beforeEach(async () => {
  bench = await TriggerBench.start();
  trigger = bench.trigger({ events: ['buygoods_transaction_received', 'api_result'] });
});
afterEach(async () => {
  await bench.stop();
});

/** An event of a payment that nobody else has made. */
function someEvent(fields: IDataObject = {}): IDataObject {
  const event = sample('webhook.buygoods_transaction_received');
  const { resource } = Object(event.event);
  const payment = { ...resource, reference: newId(), ...fields };
  return { ...event, id: newId(), event: { ...Object(event.event), resource: payment } };
}
const isOff = { options: { ignoreDuplicates: false } };
const IGNORED = { status: 200, answer: { message: 'Ignored: received before' }, items: undefined };

/** What n8n's database has for the trigger. */
const recorded = () => [...bench.store.processed.values()].flat();

/** How many items all of them give to the rest of the workflow, delivered and run at once. */
async function together(events: IDataObject[]): Promise<number> {
  const runs = await Promise.all(events.map(async (event) => await bench.receive(trigger, event)));
  return runs.flat().length;
}

describe('the same event gives work to the workflow once', () => {
  it('when it comes again: answered 200, without an execution', async () => {
    const event = someEvent();
    expect(await bench.receive(trigger, event)).toHaveLength(1);
    expect(await bench.deliver(trigger, event)).toMatchObject(IGNORED);
  });

  it('when it comes again before the first execution has begun', async () => {
    const event = someEvent();
    const first = await bench.deliver(trigger, event);
    const second = await bench.deliver(trigger, event);
    const runs = [
      await bench.engine.runTrigger(trigger, first.items ?? []),
      await bench.engine.runTrigger(trigger, second.items ?? []),
    ];
    expect(runs.map(({ json }) => json.length)).toEqual([1, 0]);
    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
  });

  it('when 50 come at once', async () => {
    const event = someEvent();
    expect(await together(Array.from({ length: 50 }, () => event))).toBe(1);
  });

  it('when n8n was restarted in between', async () => {
    const event = someEvent();
    await bench.receive(trigger, event);
    await bench.restart();
    expect(await bench.receive(trigger, event)).toHaveLength(0);
    expect(await bench.deliver(trigger, event)).toMatchObject(IGNORED);
  });

  it('when 50 come at once after a restart', async () => {
    const event = someEvent();
    await bench.receive(trigger, event);
    await bench.restart();
    expect(await together(Array.from({ length: 50 }, () => event))).toBe(0);
  });

  it('when it comes again hours later, after 1,500 others and a restart', async () => {
    const event = someEvent();
    await bench.receive(trigger, event);
    await together(Array.from({ length: 1_500 }, () => someEvent()));
    await bench.restart();
    expect(await bench.receive(trigger, event)).toHaveLength(0);
  });

  it('when Simplify was changed in between', async () => {
    const event = someEvent();
    await bench.receive(trigger, event);
    await bench.restart();
    const raw = bench.trigger({ ...trigger.parameters, simplify: false });
    expect(await bench.receive(raw, event)).toHaveLength(0);
  });

  it('when the execution is sent to another process', async () => {
    const event = someEvent();
    const { items = [] } = await bench.deliver(trigger, event);
    // The queue carries it as JSON.
    const carried: typeof items = JSON.parse(JSON.stringify(items));
    await bench.restart();
    expect((await bench.engine.runTrigger(trigger, carried)).json).toHaveLength(1);
    await bench.restart();
    expect(await bench.receive(trigger, event)).toHaveLength(0);
  });

  it('when a second subscription tells of it, with an ID of its own, before or after a restart', async () => {
    const event = someEvent();
    expect(await bench.receive(trigger, event)).toHaveLength(1);
    expect(await bench.deliver(trigger, { ...event, id: newId() })).toMatchObject(IGNORED);
    await bench.restart();
    expect(await bench.receive(trigger, { ...event, id: newId() })).toHaveLength(0);
  });

  it('when its amount and its time are written in another way', async () => {
    const known = { reference: 'OJM6Q1W84K' };
    expect(await bench.receive(trigger, someEvent(known))).toHaveLength(1);
    const other = { amount: 100, origination_time: '2020-10-22T07:43:19.623Z' };
    expect(await bench.receive(trigger, someEvent({ ...known, ...other }))).toHaveLength(0);
  });

  it('when it comes in its own shape and in that of Daraja', async () => {
    const daraja = {
      TransactionType: 'Buy Goods',
      TransID: 'OJM6Q1W84K',
      TransTime: '20201022104319',
      TransAmount: '100.0',
      FirstName: 'Jane',
    };
    const event = someEvent({ reference: daraja.TransID });
    expect(await bench.receive(trigger, daraja)).toHaveLength(1);
    expect(await bench.receive(trigger, event)).toHaveLength(0);
  });

  it.each([
    ['a customer', 'webhook.customer_created'],
    ['a settlement', 'webhook.settlement_transfer_completed'],
    ['a payment of another merchant', 'webhook.m2m_transaction_received'],
  ])('when it is %s, told of by a second subscription', async (_what, name) => {
    const event = sample(name);
    const node = bench.trigger({ events: [String(event.topic)] });
    expect(await bench.receive(node, event)).toHaveLength(1);
    expect(await bench.deliver(node, { ...event, id: newId() })).toMatchObject(IGNORED);
    const { event: parts, _links: links } = event;
    const other = {
      ...event,
      id: newId(),
      event: { ...Object(parts), resource: { ...Object(Object(parts).resource), id: newId() } },
      _links: { ...Object(links), resource: `${String(Object(links).resource)}1` },
    };
    expect(await bench.receive(node, other)).toHaveLength(1);
  });

  it('when it has no ID, and comes under another charset', async () => {
    const node = bench.trigger({ events: ['other'], otherTopic: 'loan_repaid' });
    const body = Buffer.from('{"topic":"loan_repaid","name":"Zoë","loan":5}');
    const under = (charset: string) => ({
      headers: { 'content-type': `application/json; charset=${charset}` },
    });
    expect(await bench.receive(node, body, under('utf-8'))).toHaveLength(1);
    expect(await bench.receive(node, body, under('iso-8859-1'))).toEqual([]);
    const other = Buffer.from('{"topic":"loan_repaid","name":"Zoë","loan":6}');
    expect(await bench.receive(node, other, under('utf-8'))).toHaveLength(1);
  });

  it('when its ID is a number, and another field has changed', async () => {
    const node = bench.trigger({ events: ['other'], otherTopic: 'loan_repaid' });
    const body = { topic: 'loan_repaid', id: 7, loan: 5 };
    expect(await bench.receive(node, body)).toHaveLength(1);
    expect(await bench.receive(node, { ...body, loan: 6 })).toEqual([]);
    expect(await bench.receive(node, { ...body, id: 8 })).toHaveLength(1);
  });

  it('when it comes in the shape of Daraja', async () => {
    const daraja = { TransactionType: 'Buy Goods', TransID: 'OJM6Q1W84K', TransAmount: '100.0' };
    expect(await bench.receive(trigger, daraja)).toHaveLength(1);
    await bench.restart();
    expect(await bench.receive(trigger, daraja)).toHaveLength(0);
  });
});

describe('nothing is lost', () => {
  it('200 different events at once all go through', async () => {
    expect(await together(Array.from({ length: 200 }, () => someEvent()))).toBe(200);
  });

  it('200 different events at once, each three times, go through once', async () => {
    const events = Array.from({ length: 200 }, () => someEvent());
    expect(await together([...events, ...events, ...events])).toBe(200);
    await bench.restart();
    expect(await together(events)).toBe(0);
  });

  it('an event whose execution n8n could not store goes through when it is sent again', async () => {
    const event = someEvent();
    expect((await bench.deliver(trigger, event)).items).toHaveLength(1);
    expect(await bench.receive(trigger, event)).toHaveLength(1);
  });

  it('an event goes through when the database does not answer, and says so in the log', async () => {
    const failing = jest
      .spyOn(DataDeduplicationService.getInstance(), 'checkProcessedAndRecord')
      .mockRejectedValue(new Error('database is locked'));
    const event = someEvent();
    expect(await bench.receive(trigger, event)).toHaveLength(1);
    expect(bench.logged.join()).toContain('could not tell whether an event came before');
    failing.mockRestore();
    expect(await bench.receive(trigger, event)).toHaveLength(1);
    expect(await bench.receive(trigger, event)).toHaveLength(0);
  });

  it('an event goes through when the database wrote it and did not say so', async () => {
    const service = DataDeduplicationService.getInstance();
    const record = service.checkProcessedAndRecord.bind(service);
    jest.spyOn(service, 'checkProcessedAndRecord').mockImplementationOnce(async (...all) => {
      await record(...all);
      throw new Error('connection lost');
    });
    const event = someEvent();
    expect(await bench.receive(trigger, event)).toHaveLength(1);
    expect(await bench.receive(trigger, event)).toHaveLength(0);
  });

  it('two triggers both get an event', async () => {
    const event = someEvent();
    const other = { ...trigger, id: 'another', name: 'Another' };
    expect(await bench.receive(trigger, event)).toHaveLength(1);
    expect(await bench.receive(other, event)).toHaveLength(1);
  });

  it('triggers with the same node ID in two workflows both get an event', async () => {
    const { credential } = bench.store;
    const event = someEvent();
    for (let workflow = 0; workflow < 2; workflow++) {
      const engine = await Engine.start(new Store(credential));
      const body = bytesOf(event);
      const headers = { 'x-kopokopo-signature': sign(body, bench.sandbox.credentials.apiKey) };
      const { items = [] } = await engine.deliver(trigger, { body, headers });
      expect((await engine.runTrigger(trigger, items)).json).toHaveLength(1);
    }
  });

  it.each([
    ['another reference', { reference: 'OJM6Q1W84L' }],
    ['another amount', { amount: '100.5' }],
    ['another time', { origination_time: '2020-10-22T10:43:20+03:00' }],
  ])('a payment with %s is another one', async (_what, fields) => {
    const known = { reference: 'OJM6Q1W84K' };
    expect(await bench.receive(trigger, someEvent(known))).toHaveLength(1);
    expect(await bench.receive(trigger, someEvent({ ...known, ...fields }))).toHaveLength(1);
  });

  it('what takes a payment back is not the payment', async () => {
    const both = ['buygoods_transaction_received', 'buygoods_transaction_reversed'];
    const node = bench.trigger({ events: both });
    const event = someEvent();
    expect(await bench.receive(node, event)).toHaveLength(1);
    expect(await bench.receive(node, { ...event, topic: both[1] })).toHaveLength(1);
    expect(await bench.receive(node, { ...event, topic: both[1], id: newId() })).toHaveLength(0);
  });
});

describe('what the user asks for goes through', () => {
  it('tests, as often as they are repeated', async () => {
    const event = someEvent();
    await bench.receive(trigger, event);
    for (let time = 0; time < 3; time++) {
      expect(await bench.receive(trigger, event, { isTest: true })).toHaveLength(1);
    }
  });

  it('a test does not take the event away from the active workflow', async () => {
    const event = someEvent();
    await bench.receive(trigger, event, { isTest: true });
    expect(await bench.receive(trigger, event)).toHaveLength(1);
  });

  it('the retry of an execution', async () => {
    const { items = [] } = await bench.deliver(trigger, someEvent());
    await bench.engine.runTrigger(trigger, items);
    expect((await bench.engine.runTrigger(trigger, items, 'retry')).json).toHaveLength(1);
  });

  it("everything, without 'Ignore Duplicates'", async () => {
    const event = someEvent();
    const all = bench.trigger(isOff);
    for (let time = 0; time < 3; time++) {
      expect(await bench.receive(all, event)).toEqual([expect.objectContaining({ id: event.id })]);
    }
    expect(bench.store.processed.size).toBe(0);
  });
});

describe('results for a callback URL', () => {
  const pending = sample('result.incoming_payment.pending');
  const final = sample('result.incoming_payment.success');

  it('pending and final are two; a final one again is none', async () => {
    const counts: number[] = [];
    for (const body of [pending, final, final, pending]) {
      counts.push((await bench.receive(trigger, body)).length);
    }
    expect(counts).toEqual([1, 1, 0, 0]);
  });

  it('two payments through one link are two', async () => {
    const paid = (reference: string) => ({
      data: {
        id: 'link-1',
        type: 'payment_link',
        attributes: {
          status: 'Success',
          payment_link: { status: 'Paid', transaction_reference: reference },
        },
      },
    });
    const counts: number[] = [];
    for (const reference of ['OJM6Q1W84K', 'OJM6Q1W84L', 'OJM6Q1W84K']) {
      counts.push((await bench.receive(trigger, paid(reference))).length);
    }
    expect(counts).toEqual([1, 1, 0]);
  });

  it("'Processed' before and after the money moved are two", async () => {
    const payment = (status: string): IDataObject => {
      const body: IDataObject = JSON.parse(JSON.stringify(sample('result.payment.success')));
      const attributes = Object(Object(body.data).attributes);
      attributes.status = 'Processed';
      attributes.transfer_batches = [{ status, disbursements: [{ status, amount: '780.0' }] }];
      return body;
    };
    const outcomes: unknown[] = [];
    for (const status of ['Pending', 'Transferred', 'Transferred']) {
      outcomes.push((await bench.receive(trigger, payment(status))).map(({ outcome }) => outcome));
    }
    expect(outcomes).toEqual([['pending'], ['succeeded'], []]);
  });
});

describe('several processes on one database', () => {
  it('let a payment in once when one stands still between reading what came and writing it', async () => {
    const node = bench.trigger({ receive: 'webhookAndCheck' });
    const event = someEvent({ origination_time: new Date(clock.now()).toISOString() });
    const told = [event, { ...event, id: newId() }];
    const delivered = await Promise.all(told.map(async (body) => await bench.deliver(node, body)));
    const runs = delivered.map(async ({ items = [] }, index) => {
      const worker = await anotherProcess(bench.store);
      const alive = worker.database.bind(worker);
      let uses = 0;
      worker.database = async () => {
        uses += 1;
        await clock.sleep(index === 1 && uses === 2 ? 4_000 : 5);
        await alive();
      };
      // The queue carries it as JSON.
      const carried: typeof items = JSON.parse(JSON.stringify(items));
      return (await worker.runTrigger(node, carried)).json;
    });
    expect((await Promise.all(runs)).flat()).toHaveLength(1);
  });

  /** n8n reads, changes and writes one record without a lock: what another has written meanwhile is gone. */
  it('do not forget what the others have let through', async () => {
    const other = await anotherProcess(bench.store);
    const events = Array.from({ length: 60 }, () => someEvent());
    const runs = await Promise.all(
      events.map(async (event, index) => {
        const { items = [] } = await bench.deliver(trigger, event);
        return await (index % 2 ? other : bench.engine).runTrigger(trigger, items);
      }),
    );
    expect(runs.flatMap(({ json }) => json)).toHaveLength(60);
    await until('the record to be complete', async () => recorded().length === 60);
    await bench.restart();
    expect(await together(events)).toBe(0);
  });
});

describe('the database is asked seldom', () => {
  type Asked = Parameters<DataDeduplicationService['checkProcessedAndRecord']>;
  const isMine = ([, , { workflow }]: Asked) => workflow.id === bench.store.workflowId;

  it('200 events that come together share its calls', async () => {
    const asked = jest.spyOn(DataDeduplicationService.getInstance(), 'checkProcessedAndRecord');
    await together(Array.from({ length: 200 }, () => someEvent()));
    expect(asked.mock.calls.length).toBeLessThan(50);
  });

  it('never twice at the same time: it would forget what the other wrote', async () => {
    const service = DataDeduplicationService.getInstance();
    const record = service.checkProcessedAndRecord.bind(service);
    let [underWay, most] = [0, 0];
    const asked = jest
      .spyOn(service, 'checkProcessedAndRecord')
      .mockImplementation(async (...all) => {
        // Of the tests before, some may still be looking after theirs.
        if (!isMine(all)) return await record(...all);
        most = Math.max(most, ++underWay);
        const answer = await record(...all);
        underWay--;
        return answer;
      });
    const events = Array.from({ length: 30 }, () => someEvent());
    const runs: Array<Promise<IDataObject[]>> = [];
    for (const event of events) {
      runs.push(bench.receive(trigger, event));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await Promise.all(runs)).flat()).toHaveLength(30);
    expect(asked.mock.calls.length).toBeGreaterThan(1);
    expect(most).toBe(1);
    await bench.restart();
    expect(await together(events)).toBe(0);
  });

  it('not at all for what this process has recorded', async () => {
    const event = someEvent();
    await bench.receive(trigger, event);
    const asked = jest.spyOn(DataDeduplicationService.getInstance(), 'checkProcessedAndRecord');
    await bench.receive(trigger, event);
    expect(asked.mock.calls.filter(isMine)).toEqual([]);
  });

  it('and remembers a limited number', async () => {
    await together(Array.from({ length: 2_500 }, () => someEvent()));
    expect(recorded()).toHaveLength(2_000);
  });
});
