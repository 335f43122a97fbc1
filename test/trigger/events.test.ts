import type { IDataObject, INode } from 'n8n-workflow';

import { EVENTS } from '../../nodes/KopoKopo/api/events';
import { sample } from '../stage/samples';
import { newId } from '../stage/engine';
import { TriggerBench } from '../stage/triggerBench';

let bench: TriggerBench;

beforeAll(async () => {
  bench = await TriggerBench.start();
});
afterAll(async () => {
  await bench.stop();
});

const isOff = { options: { ignoreDuplicates: false } };
const DOCUMENTED = [
  'b2b_transaction_received',
  'buygoods_transaction_received',
  'buygoods_transaction_reversed',
  'customer_created',
  'm2m_transaction_received',
  'settlement_transfer_completed',
];

async function received(event: string, body: unknown, parameters: object = {}) {
  return await bench.receive(bench.trigger({ ...isOff, events: [event], ...parameters }), body);
}

describe('simplified', () => {
  it('is one flat item with the amount as a number', async () => {
    const body = sample('webhook.buygoods_transaction_received');
    expect(await received('buygoods_transaction_received', body)).toEqual([
      {
        id: '2133dbfb-24b9-40fc-ae57-2d7559785760',
        topic: 'buygoods_transaction_received',
        created_at: '2020-10-22T10:43:20+03:00',
        event_type: 'Buygoods Transaction',
        resource_id: '458712f-gr76y-24b9-40fc-ae57-2d35785760',
        amount: 100,
        status: 'Received',
        system: 'Lipa Na M-PESA',
        currency: 'KES',
        reference: 'OJM6Q1W84K',
        till_number: '000000',
        recovered: false,
        sender_name: 'Jane Doe',
        sender_phone_number: '+254999999999',
        hashed_sender_phone: 'cbc504704d2c654f8bf08de98945980b77567d8c611d355ca3aef480c960ad9c',
        origination_time: '2020-10-22T10:43:19+03:00',
        sender_last_name: 'Doe',
        sender_first_name: 'Jane',
      },
    ]);
  });

  it.each(DOCUMENTED)('%s: keeps every field of the resource', async (topic) => {
    const body = sample(`webhook.${topic}`);
    const { resource } = Object(body.event);
    const [json, ...more] = await received(topic, body);
    expect(more).toEqual([]);
    expect(json).toMatchObject({ id: body.id, topic, event_type: Object(body.event).type });
    const { id, amount, ...rest } = resource;
    const names = Object.keys(rest).filter((name) => rest[name] !== null && rest[name] !== '');
    expect(Object.keys(json ?? {})).toEqual(expect.arrayContaining(names));
    expect(json?.resource_id).toBe(id);
    if (amount !== undefined) expect(json?.amount).toBe(Number(amount));
  });

  it('amounts further down are numbers too', async () => {
    const topic = 'settlement_transfer_completed';
    const [json] = await received(topic, sample(`webhook.${topic}`));
    expect(json?.disbursements).toMatchObject([{ amount: 24452 }, { amount: 25000 }]);
  });

  it("a resource's own fields give way to the event's", async () => {
    const body: IDataObject = {
      ...sample('webhook.customer_created'),
      event: { type: 'x', resource: { id: 'r', topic: 't', created_at: 'c', links: 'l', a: 1 } },
    };
    expect(await received('customer_created', body)).toEqual([
      {
        id: body.id,
        topic: body.topic,
        created_at: body.created_at,
        event_type: 'x',
        resource_id: 'r',
        resource_topic: 't',
        resource_created_at: 'c',
        recovered: false,
        links: 'l',
        a: 1,
      },
    ]);
  });

  it('its id is what an SMS notification takes', async () => {
    const { event } = await bench.sandbox.control.customerPays({ amount: 250 });
    const [json] = await received('buygoods_transaction_received', event);
    const run = await bench.engine.runAction({
      parameters: {
        resource: 'smsNotification',
        operation: 'create',
        webhookEventReference: json?.id === undefined ? '' : String(json.id),
        message: 'Asante!',
        callbackUrl: `${bench.sandbox.url}/nobody`,
        resultMode: 'none',
      },
    });
    expect(run.error).toBeUndefined();
    await bench.sandbox.control.idle();
    expect(bench.sandbox.control.messages()).toMatchObject([{ message: 'Asante!' }]);
  });
});

describe('not simplified', () => {
  it.each(DOCUMENTED)('%s: the body as it came', async (topic) => {
    const body = sample(`webhook.${topic}`);
    expect(await received(topic, body, { simplify: false })).toEqual([body]);
  });
});

describe('topics', () => {
  const shaped = (topic: string) => ({ ...sample('webhook.b2b_transaction_received'), topic });

  it.each(EVENTS.map(({ value }) => value))('%s: starts the workflow if chosen', async (topic) => {
    expect(await received(topic, shaped(topic))).toMatchObject([{ topic, amount: 313 }]);
    const another = topic === 'customer_created' ? 'b2b_transaction_received' : 'customer_created';
    expect(await received(another, shaped(topic))).toEqual([]);
  });

  it('one that is typed in', async () => {
    const other = { otherTopic: 'loan_repaid' };
    expect(await received('other', shaped('loan_repaid'), other)).toMatchObject([
      { topic: 'loan_repaid', amount: 313 },
    ]);
    expect(await received('other', shaped('loan_taken'), other)).toEqual([]);
  });

  it('of the list in other letters are the same', async () => {
    const topic = 'b2b_transaction_received';
    for (const written of ['B2B_TRANSACTION_RECEIVED', ' B2b_Transaction_Received '])
      expect(await received(topic, shaped(written))).toMatchObject([{ topic, amount: 313 }]);
  });
});

describe('an event whose shape nobody has published', () => {
  const card = 'card_transaction_received';
  const shapes: Array<[string, IDataObject, IDataObject]> = [
    [
      'fields in the event',
      { id: 'e-1', topic: card, event: { type: 'Card', amount: '5.0', status: 'Paid' } },
      { id: 'e-1', topic: card, event_type: 'Card', amount: 5, status: 'Paid' },
    ],
    [
      'fields beside it',
      { id: 7, topic: card, resource: { amount: '5.0' } },
      { id: 7, topic: card, resource: { amount: 5 } },
    ],
    [
      'fields in data, and no ID',
      { topic: card, data: { id: 'd-1', attributes: { amount: '5.0' } } },
      { id: null, topic: card, data: { id: 'd-1', attributes: { amount: 5 } } },
    ],
  ];

  it.each(shapes)('is not lost, with its %s', async (_what, body, expected) => {
    const node = bench.trigger({ events: [card] });
    expect(await bench.receive(node, body)).toMatchObject([expected]);
    expect(await bench.receive(node, body)).toEqual([]);
  });
});

describe('after the node was changed', () => {
  const at = (tillNumber: string) => bench.trigger({ tillNumber });
  const company = () => bench.trigger({ scope: 'company' });

  beforeEach(async () => {
    // What another test has subscribed to or received decides nothing here.
    await bench.stop();
    bench = await TriggerBench.start();
    // The address of this n8n is made up: what would be posted there is handed over by the tests.
    bench.sandbox.control.configure({ callbackLossRate: 1 });
  });

  /** What the workflow gets of a payment at a till, by all subscriptions that there are. */
  async function paid(node: INode, tillNumber: string): Promise<IDataObject[]> {
    const { deliveries } = await bench.sandbox.control.customerPays({ amount: 5, tillNumber });
    const items: IDataObject[] = [];
    // Each subscription may have an event of its own for it.
    for (const { body } of deliveries) {
      const event = { ...JSON.parse(body), id: newId() };
      items.push(...(await bench.receive(node, event)));
    }
    return items;
  }

  it('to another till, payments at the former one are not for the workflow', async () => {
    await bench.activate(at('112233'));
    await bench.edit(at('112233'), at('555555'));
    expect(await paid(at('555555'), '112233')).toEqual([]);
    expect(await paid(at('555555'), '555555')).toHaveLength(1);
    await bench.edit(at('555555'), at('112233'));
    expect(await paid(at('112233'), '112233')).toHaveLength(1);
  });

  it('from the company to a till, only payments at that till are', async () => {
    await bench.activate(company());
    await bench.edit(company(), at('555555'));
    expect(await paid(at('555555'), '112233')).toEqual([]);
    expect(await paid(at('555555'), '555555')).toHaveLength(1);
  });

  it('from a till to the company, every payment comes once', async () => {
    await bench.activate(at('112233'));
    await bench.edit(at('112233'), company());
    expect(await paid(company(), '112233')).toHaveLength(1);
    expect(await paid(company(), '555555')).toHaveLength(1);
  });

  it('from one till to two, payments at both are for the workflow; and back, at one', async () => {
    const [one, both] = [at('112233'), at('112233, 555555')];
    await bench.activate(one);
    await bench.edit(one, both);
    expect(await paid(both, '555555')).toMatchObject([{ till_number: '555555' }]);
    expect(await paid(both, '112233')).toMatchObject([{ till_number: '112233' }]);
    await bench.edit(both, one);
    expect(await paid(one, '555555')).toEqual([]);
    expect(await paid(one, '112233')).toHaveLength(1);
  });

  it("another trigger's subscriptions in the same workflow say nothing about this one", async () => {
    const second = { name: 'Second', webhookId: 'other-webhook' };
    await bench.activate(at('112233'));
    await bench.activate(bench.trigger({ tillNumber: '555555' }, second));
    const { event } = await bench.sandbox.control.customerPays({ amount: 5, tillNumber: '555555' });
    expect(await bench.receive(at('112233'), event)).toHaveLength(1);
  });

  it('nothing is dropped for a till that no subscription is known for', async () => {
    const event = sample('webhook.buygoods_transaction_received');
    const { resource } = Object(event.event);
    const body = {
      ...event,
      id: newId(),
      event: { resource: { ...resource, reference: newId() } },
    };
    await bench.restart();
    bench.store.staticData.global = {};
    expect(await bench.receive(at('112233'), body)).toMatchObject([{ till_number: '000000' }]);
  });

  it('nothing is dropped for a till that is written in another way', async () => {
    await bench.activate(at('112233'));
    await bench.edit(at('112233'), at('K000000'));
    const event = sample('webhook.buygoods_transaction_received');
    const { resource } = Object(event.event);
    const body = {
      ...event,
      id: newId(),
      event: { resource: { ...resource, reference: newId(), till_number: '000000' } },
    };
    expect(await bench.receive(at('K000000'), body)).toHaveLength(1);
  });
});

describe('an event in the shape of Daraja', () => {
  const daraja = {
    TransactionType: 'Buy Goods',
    TransID: 'OJM6Q1W84K',
    TransTime: '20201022104319',
    TransAmount: '100.0',
    BusinessShortCode: '000000',
    BillRefNumber: '',
    InvoiceNumber: '',
    OrgAccountBalance: '4520.50',
    ThirdPartyTransID: '',
    MSISDN: '254999999999',
    FirstName: 'Jane',
    MiddleName: '',
    LastName: 'Doe',
  };

  it('has the field names of the event', async () => {
    const topic = 'buygoods_transaction_received';
    const [json] = await received(topic, daraja);
    expect(json).toMatchObject({
      id: null,
      topic,
      event_type: 'Buy Goods',
      reference: 'OJM6Q1W84K',
      amount: 100,
      currency: 'KES',
      till_number: '000000',
      sender_phone_number: '254999999999',
      sender_first_name: 'Jane',
      sender_last_name: 'Doe',
      origination_time: '2020-10-22T10:43:19+03:00',
      organization_account_balance: 4520.5,
    });
    const [event] = await received(topic, sample(`webhook.${topic}`));
    const ofThisShape = ['bill_reference_number', 'invoice_number', 'organization_account_balance'];
    const shared = Object.keys(json ?? {}).filter(
      (name) =>
        ![...ofThisShape, 'third_party_transaction_id', 'sender_middle_name'].includes(name),
    );
    expect(Object.keys(event ?? {})).toEqual(expect.arrayContaining(shared));
  });

  it('belongs to the topic that its type says', async () => {
    const b2b = { ...daraja, TransactionType: 'B2B Till to Till' };
    expect(await received('b2b_transaction_received', b2b)).toHaveLength(1);
    expect(await received('buygoods_transaction_received', b2b)).toEqual([]);
  });

  it('is left as it came when not simplified', async () => {
    const off = { simplify: false };
    expect(await received('buygoods_transaction_received', daraja, off)).toEqual([daraja]);
  });
});

describe('a result for a callback URL', () => {
  it('is the same item that Get gives', async () => {
    const { sandbox, engine } = bench;
    const created = await engine.runAction({
      parameters: {
        resource: 'incomingPayment',
        operation: 'create',
        tillNumber: sandbox.tills.online,
        phoneNumber: '0722000000',
        amount: 250,
        callbackUrl: `${sandbox.url}/nobody`,
        resultMode: 'none',
      },
    });
    expect(created.error).toBeUndefined();
    await sandbox.control.idle();
    const get = await engine.runAction({
      parameters: {
        resource: 'incomingPayment',
        operation: 'get',
        incomingPaymentId: String(created.json[0]?.id),
      },
    });
    const posted = sandbox.control.deliveries().find(({ type }) => type === 'incoming_payment');
    const { items = [] } = await bench.deliver(
      bench.trigger({ events: ['api_result'] }),
      posted?.body,
      { signature: posted?.signature },
    );
    expect(items.map(({ json }) => json)).toEqual(get.json);
    expect(get.json).toMatchObject([{ outcome: 'succeeded', amount: 250 }]);
  });

  it.each([
    ['result.incoming_payment.pending', 'pending'],
    ['result.incoming_payment.success', 'succeeded'],
    ['result.incoming_payment.failed', 'failed'],
    ['result.settlement_transfer.success', 'succeeded'],
    ['result.polling.success', 'succeeded'],
    ['result.transaction_sms_notification.success', 'succeeded'],
  ])('%s: outcome %s', async (name, outcome) => {
    expect(await received('api_result', sample(name))).toMatchObject([{ outcome }]);
  });

  it('may come without its envelope', async () => {
    const { data } = sample('result.payment.success');
    expect(await received('api_result', data)).toEqual(await received('api_result', { data }));
  });

  it('is left as it came when not simplified', async () => {
    const body = sample('result.payment.success');
    expect(await received('api_result', body, { simplify: false })).toEqual([body]);
  });
});
