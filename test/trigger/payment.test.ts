import { deliveryIn } from '../../nodes/KopoKopo/trigger/events/delivery';
import { paymentIn } from '../../nodes/KopoKopo/trigger/payments/payment';
import { likenessesOf } from '../../nodes/KopoKopo/trigger/payments/transactionIdentity';

const RESOURCE = {
  id: '1',
  amount: '100.0',
  status: 'Received',
  reference: 'SJ12AB34CD',
  origination_time: '2026-11-26T10:00:00+03:00',
};

describe('a transaction of a list', () => {
  const BOTH = ['buygoods_transaction_received', 'b2b_transaction_received'];

  it.each([
    ['Buygoods Transaction', {}, 'buygoods_transaction_received'],
    ['Buy Goods', {}, 'buygoods_transaction_received'],
    ['Till to Till', {}, 'b2b_transaction_received'],
    ['B2b Transaction', {}, 'b2b_transaction_received'],
    ['Business to Business', {}, 'b2b_transaction_received'],
    ['BusinessBuyGoods', {}, 'b2b_transaction_received'],
    ['anything', { sending_till: '112233' }, 'b2b_transaction_received'],
  ])('of the type "%s", with %p, is a payment of %s', (type, more, topic) => {
    expect(paymentIn({ type, resource: { ...RESOURCE, ...more } }, BOTH)).toMatchObject({ topic });
  });

  it.each<[string, (fields: object) => object]>([
    ['in a resource', (resource) => ({ resource })],
    ['in a list of one', (resource) => ({ resource: [resource] })],
    ['beside its type', (fields) => fields],
  ])('with its fields %s is undone once its status says so', (_where, placed) => {
    const told = (status: string) =>
      paymentIn({ type: 'Buygoods Transaction', ...placed({ ...RESOURCE, status }) }, BOTH);
    expect(told('Received')).toMatchObject({ isUndone: false });
    expect(told('Reversed')).toMatchObject({ isUndone: true });
  });

  it('is undone by the status that its item shows, also where that is not in its resource', () => {
    const { id, reference, origination_time } = RESOURCE;
    const resource = { id, amount: '100.0', reference, origination_time };
    const told = { type: 'Buygoods Transaction', status: 'Reversed', resource };
    expect(paymentIn(told, BOTH)).toMatchObject({
      isUndone: true,
      simplified: { status: 'Reversed' },
    });
  });

  it('is read in a list of one, too', () => {
    const told = { type: 'Buygoods Transaction', resource: RESOURCE };
    expect(paymentIn([told], BOTH)).toEqual(paymentIn(told, BOTH));
  });

  const [CUSTOMERS = '', BUSINESSES = ''] = BOTH;
  const A_PHONE = { sender_phone_number: '+254913002501' };

  it.each<[string, object, string[], string]>([
    ['Pay Bill', A_PHONE, BOTH, CUSTOMERS],
    ['Pay Bill', A_PHONE, [BUSINESSES], CUSTOMERS],
    ['Customer Merchant Payment', A_PHONE, BOTH, CUSTOMERS],
    ['Customer Merchant Payment', {}, [CUSTOMERS], CUSTOMERS],
    ['BusinessPayBill', A_PHONE, BOTH, BUSINESSES],
    ['Business Payment', A_PHONE, BOTH, BUSINESSES],
    ['Business Payment', A_PHONE, [CUSTOMERS], CUSTOMERS],
    ['Organization To Organization Transfer', A_PHONE, BOTH, CUSTOMERS],
    ['Organization To Organization Transfer', A_PHONE, [BUSINESSES], BUSINESSES],
    ['Organization To Organization Transfer', {}, BOTH, BUSINESSES],
    ['Organization To Organization Transfer', {}, [CUSTOMERS], CUSTOMERS],
  ])(
    'of the type "%s", with %j, waiting for %j: %s, as its event is',
    (type, payer, topics, topic) => {
      expect(paymentIn({ type, resource: { ...RESOURCE, ...payer } }, topics)).toMatchObject({
        topic,
      });
      const { sender_phone_number: MSISDN = '' } = { sender_phone_number: '', ...payer };
      const event = { TransactionType: type, TransID: RESOURCE.reference, MSISDN };
      expect(deliveryIn(event, topics)).toMatchObject({ topic });
    },
  );
});

it('payments are not alike for not saying who paid', () => {
  expect(likenessesOf({ ...RESOURCE, topic: 'buygoods_transaction_received' })).toEqual([]);
});
