import { eventItem, listedItem, simplifiedResource } from '../../nodes/KopoKopo/api/transaction';
import { sample } from '../stage/samples';

describe('the resource of an event in short', () => {
  const resourceOf = (topic: string): unknown => {
    const { event } = sample(`webhook.${topic}`) as { event: { resource: unknown } };
    return event.resource;
  };

  it('has its own ID under another name, and the amount as a number', () => {
    expect(simplifiedResource(resourceOf('buygoods_transaction_received'))).toMatchObject({
      resource_id: '458712f-gr76y-24b9-40fc-ae57-2d35785760',
      amount: 100,
      sender_middle_name: null,
    });
    expect(simplifiedResource(resourceOf('customer_created'))).toEqual({
      last_name: 'Doe',
      first_name: 'Jane',
      middle_name: 'M',
      phone_number: '+254999999999',
    });
  });

  it('has amounts as numbers at every depth', () => {
    expect(simplifiedResource(resourceOf('settlement_transfer_completed'))).toMatchObject({
      amount: 49452,
      disbursements: [{ amount: 24452 }, { amount: 25000 }],
    });
  });

  it('is empty where there is none, and kept where it is something else', () => {
    expect([simplifiedResource(null), simplifiedResource(undefined)]).toEqual([{}, {}]);
    expect(simplifiedResource(['x'])).toEqual({ resource: ['x'] });
  });
});

const transaction = {
  type: 'Buygoods Transaction',
  resource: {
    id: 'r-1',
    amount: '500.0',
    status: 'Received',
    reference: 'TCQ4L7M0ZB',
    till_number: '512301',
    origination_time: '2026-02-04T08:19:00+03:00',
    sender_first_name: 'Amani',
    sender_middle_name: null,
    sender_last_name: 'Baraka',
    sender_phone_number: '+254913002501',
  },
};
const topic = 'buygoods_transaction_received';

describe('the item of an event', () => {
  const parts = { id: 'e-1', topic, created_at: '2026-02-04T08:19:01+03:00', event: transaction };

  it('shows first what people look for', () => {
    const hashed_sender_phone = 'ab'.repeat(32);
    const event = { ...transaction, resource: { hashed_sender_phone, ...transaction.resource } };
    expect(Object.keys(eventItem({ ...parts, event, recovered: false }))).toEqual([
      ...['amount', 'sender_name', 'sender_phone_number', 'reference', 'till_number'],
      ...['origination_time', 'id', 'topic', 'status', 'created_at', 'event_type', 'recovered'],
      ...['resource_id', 'sender_first_name', 'sender_last_name', 'hashed_sender_phone'],
    ]);
  });

  it('is the same for a transaction that was found by looking, but for the event itself', () => {
    const came = eventItem({ ...parts, recovered: false });
    const found = eventItem({ ...parts, id: null, created_at: null, recovered: true });
    expect(found).toEqual({ ...came, id: null, created_at: null, recovered: true });
  });

  it('has its own words, and loses none of the others', () => {
    const event = {
      type: 'x',
      errors: [{ code: '501', description: 'No funds' }],
      status: 'Late',
      resource: {
        id: 'r',
        topic: 't',
        created_at: 'c',
        event_type: 'e',
        recovered: 1,
        status: 'Paid',
      },
    };
    expect(eventItem({ ...parts, event, others: { id2: 7 }, recovered: false })).toEqual({
      id: 'e-1',
      topic,
      created_at: parts.created_at,
      event_type: 'x',
      recovered: false,
      resource_id: 'r',
      resource_topic: 't',
      resource_created_at: 'c',
      resource_event_type: 'e',
      resource_recovered: 1,
      status: 'Paid',
      event_status: 'Late',
      id2: 7,
      errors: ['No funds'],
    });
  });
});

describe('the payer', () => {
  const payer = {
    sender_first_name: 'Amani',
    sender_last_name: 'Baraka',
    sender_phone_number: '5a'.repeat(32),
  };
  const told = {
    sender_name: 'Amani Baraka',
    sender_phone_number: null,
    hashed_sender_phone: '5a'.repeat(32),
  };

  it.each<[string, object]>([
    ['in the event', { event: { type: 'x', amount: '5.0', ...payer } }],
    ['beside the event', { event: { type: 'x' }, others: payer }],
    ['in a resource that is a list of one', { event: { resource: [{ id: 'r', ...payer }] } }],
    ['in an event that is a list of one', { event: [{ resource: { id: 'r', ...payer } }] }],
  ])('is told in the same fields, also %s', (_where, body) => {
    const parts = { id: 'e-1', topic: 'x', created_at: null, event: null, recovered: false };
    expect(eventItem({ ...parts, ...body })).toMatchObject(told);
  });

  it('is told in the same fields of a transaction in a list without a resource', () => {
    expect(listedItem({ type: 'x', ...payer }, 'p-1')).toMatchObject(told);
  });
});

describe('the item of a transaction in a list', () => {
  it('says which list it is of', () => {
    expect(listedItem(transaction, 'p-1')).toMatchObject({
      polling_id: 'p-1',
      event_type: 'Buygoods Transaction',
      resource_id: 'r-1',
      amount: 500,
      sender_name: 'Amani Baraka',
    });
  });

  it.each([null, ''])('leaves out a middle name that is %j', (sender_middle_name) => {
    const resource = { ...transaction.resource, sender_middle_name };
    const item = listedItem({ ...transaction, resource }, 'p-1');
    expect(item).not.toHaveProperty('sender_middle_name');
  });

  it.each([
    [null, {}],
    ['odd', { event: 'odd' }],
    [
      { type: 7, resource: 'odd', more: 1 },
      { event_type: 7, resource: 'odd', more: 1 },
    ],
  ])('keeps what there is: %j', (entry, fields) => {
    expect(listedItem(entry, 'p-1')).toEqual({ polling_id: 'p-1', ...fields });
  });
});
