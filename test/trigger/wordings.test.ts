import type { IDataObject } from 'n8n-workflow';

import { WORDINGS, type Fired, type Wording } from '../../sandbox';
import { EVENTS } from '../../nodes/KopoKopo/api/events';
import { TriggerBench } from '../stage/triggerBench';

/* Events worded as the documentation has them and as they have been seen give the same items. */

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

const trigger = (darajaPayload: boolean, events: string[]) =>
  bench.trigger({ events, scope: 'company', options: { darajaPayload } });

/** What the workflow gets of what happens. */
async function received(
  wording: Wording,
  happens: () => Promise<Fired>,
  { daraja = false, events = EVENTS.map(({ value }) => value) } = {},
): Promise<IDataObject[]> {
  bench.sandbox.control.configure({ wording });
  const node = trigger(daraja, events);
  await bench.activate(node);
  const { deliveries } = await happens();
  const items: IDataObject[] = [];
  for (const { body } of deliveries) items.push(...(await bench.receive(node, body)));
  return items;
}

/** What says who has paid what to whom, without what is another one's each time. */
const meaning = (items: IDataObject[]) =>
  items.map(
    ({ amount, currency, topic, status, till_number, sending_till, recovered, ...item }) => ({
      ...{ amount, currency, topic, status, till_number, sending_till, recovered },
      phone: item.sender_phone_number,
      isReferenced: Boolean(item.reference),
      isFirst: Object.keys(item)[0],
    }),
  );

const HAPPENS: Array<[string, () => Promise<Fired>]> = [
  ['a customer pays', async () => await bench.sandbox.control.customerPays({ amount: 250 })],
  [
    'a customer whose phone is hidden pays',
    async () => await bench.sandbox.control.customerPays({ amount: 250, phoneNumber: null }),
  ],
  ['a business pays', async () => await bench.sandbox.control.businessPays({ amount: 99.5 })],
  ...EVENTS.map(({ value }): [string, () => Promise<Fired>] => [
    value,
    async () => await bench.sandbox.control.emitEvent(value),
  ]),
];

it.each(HAPPENS)('%s: the same item', async (_what, happens) => {
  const [documented, seen] = WORDINGS;
  const items = await received(documented, happens);
  expect(items).toHaveLength(1);
  expect(meaning(await received(seen, happens))).toEqual(meaning(items));
});

describe('in the shape of Daraja as it has been seen', () => {
  const daraja = true;
  const events = [BUYGOODS, B2B];

  it('each type of customer payment is one, and none has a hidden phone as a phone', async () => {
    const types = new Set<unknown>();
    for (let count = 0; count < 5; count++) {
      const pay = async () => await bench.sandbox.control.customerPays({ amount: 250 });
      const items = await received('as seen', pay, { daraja, events });
      expect(items).toMatchObject([
        { topic: BUYGOODS, amount: 250, sender_name: 'Jane', sender_phone_number: null },
      ]);
      expect(items[0]?.hashed_sender_phone).toBe(Buffer.from('254712345678').toString('base64'));
      types.add(items[0]?.event_type);
    }
    expect([...types].sort()).toEqual(
      ['', 'Buy Goods', 'Buygoods', 'Customer Merchant Payment', 'Pay Bill'].sort(),
    );
  });

  it('each type of business payment is one, from its till or a phone', async () => {
    const pay = async () => await bench.sandbox.control.businessPays({ amount: 250 });
    const [fromTill] = await received('as seen', pay, { daraja, events });
    expect(fromTill).toMatchObject({ topic: B2B, amount: 250, sending_till: '890642' });
    const [fromPhone] = await received('as seen', pay, { daraja, events });
    expect(fromPhone).toMatchObject({ topic: B2B, sender_phone_number: '+254913002504' });
    expect([fromTill?.sender_name, fromPhone?.sender_name]).toEqual([
      'Duka la Amani',
      'Duka la Amani',
    ]);
  });
});
