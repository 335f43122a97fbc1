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
});

it('payments are not alike for not saying who paid', () => {
  expect(likenessesOf({ ...RESOURCE, topic: 'buygoods_transaction_received' })).toEqual([]);
});
