import type { IDataObject, INode } from 'n8n-workflow';

import type { Fired } from '../../sandbox';
import { TriggerBench } from '../stage/triggerBench';

const BUYGOODS = 'buygoods_transaction_received';
const B2B = 'b2b_transaction_received';

let bench: TriggerBench;

beforeEach(async () => {
  bench = await TriggerBench.start();
  // The address of this n8n is made up: what would be posted there is handed over by the tests.
  bench.sandbox.control.configure({ callbackLossRate: 1 });
});
afterEach(async () => {
  await bench.stop();
});

const trigger = (darajaPayload: boolean, ...events: string[]): INode =>
  bench.trigger({ events, options: { darajaPayload } });

/** What was asked for, in order. */
const created = () =>
  bench.sandbox.control
    .requests({ method: 'POST', path: 'webhook_subscriptions' })
    .map(({ path, body }): [string, IDataObject] => [path, body as IDataObject]);

/** The bytes of every subscription that an event is sent to. */
const bodiesOf = ({ deliveries }: Fired): string[] => deliveries.map(({ body }) => body);

const pay = async (): Promise<string[]> =>
  bodiesOf(await bench.sandbox.control.customerPays({ amount: 100, firstName: 'Jane' }));
const businessPays = async (): Promise<string[]> =>
  bodiesOf(await bench.sandbox.control.emitEvent(B2B));

/** What the workflow gets of all these. */
async function received(node: INode, bodies: string[]): Promise<IDataObject[]> {
  const items: IDataObject[] = [];
  for (const body of bodies) items.push(...(await bench.receive(node, body)));
  return items;
}

describe("'Daraja Payload'", () => {
  it('is off by default: subscribes as before', async () => {
    await bench.activate(bench.trigger());
    const [[path, body] = []] = created();
    expect(path).toBe('/api/v1/webhook_subscriptions');
    expect(body).not.toHaveProperty('enable_daraja_payload');
  });

  it('subscribes through version 2, for the two events that can come so', async () => {
    await bench.activate(trigger(true, BUYGOODS, B2B, 'buygoods_transaction_reversed'));
    expect(created()).toMatchObject([
      ['/api/v2/webhook_subscriptions', { event_type: BUYGOODS, enable_daraja_payload: true }],
      ['/api/v2/webhook_subscriptions', { event_type: B2B, enable_daraja_payload: true }],
      ['/api/v1/webhook_subscriptions', { event_type: 'buygoods_transaction_reversed' }],
    ]);
    expect(created()[2]?.[1]).not.toHaveProperty('enable_daraja_payload');
  });

  it('gives the payment with the field names of the event, or as it came', async () => {
    const node = trigger(true, BUYGOODS);
    await bench.activate(node);
    const [body = ''] = await pay();
    expect(await received(node, [body])).toMatchObject([
      {
        topic: BUYGOODS,
        amount: 100,
        reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
        sender_phone_number: '254712345678',
        sender_first_name: 'Jane',
      },
    ]);
    const raw = bench.trigger({ ...node.parameters, simplify: false });
    await bench.restart();
    const [another = ''] = await pay();
    expect(await received(raw, [another])).toEqual([JSON.parse(another)]);
    expect(JSON.parse(another)).toMatchObject({ TransactionType: 'Buy Goods', FirstName: 'Jane' });
  });

  it('tells a payment of another business from that of a customer by who has paid', async () => {
    const both = trigger(true, BUYGOODS, B2B);
    await bench.activate(both);
    expect(await received(both, [...(await pay()), ...(await businessPays())])).toMatchObject([
      { topic: BUYGOODS, sender_first_name: 'Jane' },
      { topic: B2B, sending_till: '890642', sender_name: 'Duka la Amani', amount: 313 },
    ]);
    const [customers, businesses] = [await pay(), await businessPays()];
    expect(await received(trigger(true, B2B), customers)).toEqual([]);
    expect(await received(trigger(true, BUYGOODS), businesses)).toEqual([]);
  });

  it.each([BUYGOODS, B2B])(
    'loses no payment whose payer does not show, where only %s is waited for',
    async (topic) => {
      const unclear = { TransactionType: 'Pay', TransID: 'OJM6Q1W84K', TransAmount: '5' };
      const items = await received(trigger(true, topic), [JSON.stringify(unclear)]);
      expect(items).toMatchObject([{ topic, reference: 'OJM6Q1W84K', amount: 5 }]);
    },
  );

  it.each<[string, IDataObject]>([
    ['small letters', { transid: 'OJM6Q1W84K', transamount: '5', transtime: '20261124100000' }],
    ['underscores', { trans_id: 'OJM6Q1W84K', trans_amount: '5', trans_time: '20261124100000' }],
    ['blanks', { TransID: ' OJM6Q1W84K', TransAmount: ' 5 ', TransTime: ' 20261124100000 ' }],
  ])('is read the same with %s', async (_what, body) => {
    const [item] = await received(trigger(true, BUYGOODS), [JSON.stringify(body)]);
    expect(item).toMatchObject({ amount: 5, origination_time: '2026-11-24T10:00:00+03:00' });
    expect(String(item?.reference).trim()).toBe('OJM6Q1W84K');
  });

  it('has a time that is none as it came', async () => {
    const body = JSON.stringify({ TransID: 'OJM6Q1W84K', TransTime: '20261332100000' });
    const [item] = await received(trigger(true, BUYGOODS), [body]);
    expect(item).toMatchObject({ origination_time: '20261332100000' });
  });

  it.each<[string, IDataObject]>([
    ['none', {}],
    ['null', { TransTime: null }],
  ])('has no time where it says %s', async (_what, time) => {
    const body = JSON.stringify({ TransID: 'OJM6Q1W84K', TransAmount: '5', ...time });
    const [item] = await received(trigger(true, BUYGOODS), [body]);
    expect(item).toMatchObject({ reference: 'OJM6Q1W84K', origination_time: null });
  });

  it.each<[string, string, string[], string]>([
    // What another business's payment is called, and a customer's of another network: it is the one
    // that is subscribed.
    ['Organization To Organization Transfer', '512302', [BUYGOODS], BUYGOODS],
    ['Organization To Organization Transfer', '254913002501', [B2B], B2B],
    ['Organization To Organization Transfer', '512302', [BUYGOODS, B2B], B2B],
    ['Organization To Organization Transfer', '254913002501', [BUYGOODS, B2B], BUYGOODS],
    ['Organization To Organization Transfer', '+254913002501', [BUYGOODS, B2B], BUYGOODS],
    ['Organization To Organization Transfer', '', [BUYGOODS, B2B], B2B],
    ['Organization To Organization Transfer', '5a'.repeat(32), [BUYGOODS, B2B], BUYGOODS],
    ['Business Payment', '+254913002501', [BUYGOODS], BUYGOODS],
    ['Business Payment', '+254913002501', [B2B], B2B],
    ['', '+254913002501', [BUYGOODS, B2B], BUYGOODS],
    ['', 'K512302', [BUYGOODS, B2B], B2B],
    // These say it themselves.
    ['Buygoods', '512302', [BUYGOODS, B2B], BUYGOODS],
    ['Pay Bill', '512302', [BUYGOODS, B2B], BUYGOODS],
    ['Customer Merchant Payment', '512302', [BUYGOODS, B2B], BUYGOODS],
    ['Business Payment', '+254913002501', [BUYGOODS, B2B], B2B],
    ['BusinessPayBill', '512302', [BUYGOODS, B2B], B2B],
    ['BusinessBuyGoods', '512302', [BUYGOODS, B2B], B2B],
  ])('"%s" from "%s", waiting for %j: %s', async (TransactionType, MSISDN, events, topic) => {
    const body = { TransactionType, TransID: 'TCQ4L7M0ZB', TransAmount: '5', MSISDN };
    expect(await received(trigger(true, ...events), [JSON.stringify(body)])).toMatchObject([
      { topic },
    ]);
  });
});

describe("switching 'Daraja Payload'", () => {
  const off = () => trigger(false, BUYGOODS);
  const on = () => trigger(true, BUYGOODS);

  it('on subscribes anew, once, and reuses it ever after', async () => {
    await bench.activate(off());
    await bench.edit(off(), on());
    expect(created()).toHaveLength(2);
    await bench.edit(on(), on());
    await bench.restart();
    await bench.activate(on());
    await bench.edit(on(), off());
    await bench.edit(off(), on());
    expect(created()).toHaveLength(2);
    expect(bench.alive()).toMatchObject([
      { enable_daraja_payload: false },
      { enable_daraja_payload: true },
    ]);
  });

  it('asks for a subscription where it was made', async () => {
    await bench.activate(on());
    await bench.restart();
    await bench.activate(on());
    const [made] = bench.alive();
    const asked = bench.sandbox.control.requests({ method: 'GET' }).map(({ path }) => path);
    expect(asked).toContain(`/api/v2/webhook_subscriptions/${made?.id}`);
  });

  it('creates it again when Kopo Kopo has forgotten it', async () => {
    await bench.activate(on());
    bench.sandbox.control.forgetSubscription(bench.alive()[0]?.id ?? '');
    await bench.activate(on());
    expect(bench.alive()).toMatchObject([{ enable_daraja_payload: true }]);
    expect(created()).toHaveLength(2);
  });

  it('gives every payment once, although Kopo Kopo keeps the old subscription', async () => {
    await bench.activate(off());
    await bench.edit(off(), on());
    const first = await pay();
    expect(first).toHaveLength(2);
    expect(await received(on(), first)).toMatchObject([{ id: null, event_type: 'Buy Goods' }]);

    await bench.edit(on(), off());
    const second = await pay();
    expect(second).toHaveLength(2);
    expect(await received(off(), second)).toMatchObject([
      { id: expect.any(String), event_type: 'Buygoods Transaction' },
    ]);
    await bench.restart();
    const third = await pay();
    expect(await received(off(), third)).toHaveLength(1);
  });

  it('ignores payments at a till that is not chosen any more', async () => {
    const at = (tillNumber: string) =>
      bench.trigger({ events: [BUYGOODS], tillNumber, options: { darajaPayload: true } });
    await bench.activate(at('112233'));
    await bench.edit(at('112233'), at('555555'));
    const payment = (BusinessShortCode: string, TransID: string) =>
      JSON.stringify({
        ...{ TransactionType: 'Buy Goods', TransID, TransTime: '20261124100000' },
        ...{ TransAmount: '100.00', BusinessShortCode, MSISDN: '254712345678' },
      });
    expect(await received(at('555555'), [payment('112233', 'TCQ4L7M0ZB')])).toEqual([]);
    expect(await received(at('555555'), [payment('555555', 'TCQ4L7M0ZC')])).toMatchObject([
      { till_number: '555555' },
    ]);
  });

  it('loses nothing while there is no subscription to the new shape', async () => {
    await bench.activate(off());
    expect(await received(on(), await pay())).toMatchObject([{ id: expect.any(String) }]);
  });

  it('loses nothing where Kopo Kopo sends the usual shape all the same', async () => {
    await bench.activate(on());
    const [made] = bench.alive();
    const usual = { id: 'event-1', topic: BUYGOODS, created_at: '2026-11-24T10:00:00+03:00' };
    const event = { type: 'Buygoods Transaction', resource: { id: made?.id, amount: '100.0' } };
    const body = JSON.stringify({ ...usual, event, _links: {} });
    expect(await received(on(), [body])).toMatchObject([{ id: 'event-1', amount: 100 }]);
  });
});
