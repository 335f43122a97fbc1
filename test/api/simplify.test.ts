import type { IDataObject } from 'n8n-workflow';

import { resultIn } from '../../nodes/KopoKopo/api/result';
import { simplifiedResult } from '../../nodes/KopoKopo/api/simplify';
import { sample } from '../stage/samples';

function simplified(name: string): IDataObject {
  const result = resultIn(sample(`result.${name}`));
  if (!result) throw new Error(`${name} is no result`);
  return simplifiedResult(result);
}

const METADATA = {
  customer_id: '123456789',
  reference: '123456',
  notes: 'Payment for invoice 12345',
};

describe('the documented results in short', () => {
  it('an incoming payment that was paid', () => {
    expect(simplified('incoming_payment.success')).toEqual({
      id: 'a652f86f-f2aa-4d70-baa2-ccfe4b78f4fc',
      type: 'incoming_payment',
      status: 'Success',
      outcome: 'succeeded',
      initiation_time: '2020-10-19T09:24:48.622+03:00',
      event_type: 'Incoming Payment Request',
      resource_status: 'Received',
      resource_id: '52f86f-f2aa-4d70-baa2-ccfe4b78f4fc',
      reference: 'OJJ1MPU40Z',
      origination_time: '2020-10-19T09:24:54+03:00',
      sender_name: 'Joe Buyer',
      sender_phone_number: '+254999999999',
      amount: 100,
      currency: 'KES',
      till_number: 'K000000',
      system: 'Lipa Na M-PESA',
      sender_first_name: 'Joe',
      sender_last_name: 'Buyer',
      reason: null,
      errors: [],
      metadata: METADATA,
    });
  });

  it('an incoming payment that failed', () => {
    expect(simplified('incoming_payment.failed')).toEqual({
      id: '09bc45fc-3b97-4c44-b860-42a7bcbd7480',
      type: 'incoming_payment',
      status: 'Failed',
      outcome: 'failed',
      initiation_time: '2020-10-15T09:45:18.843+03:00',
      event_type: 'Incoming Payment Request',
      reason: 'The initiator information is invalid.',
      errors: ['The initiator information is invalid.'],
      metadata: METADATA,
    });
  });

  it('an incoming payment that nobody has answered yet', () => {
    expect(simplified('incoming_payment.pending')).toMatchObject({
      status: 'Pending',
      outcome: 'pending',
      errors: [],
    });
  });

  it('a payment', () => {
    expect(simplified('payment.success')).toEqual({
      id: 'c6fda139-2480-4a93-95ed-f72c66b92364',
      type: 'payment',
      status: 'Processed',
      outcome: 'succeeded',
      created_at: '2021-01-28T10:00:17.827+03:00',
      amount: 780,
      currency: 'KES',
      transfer_batches: [
        {
          status: 'Transferred',
          disbursements: [
            {
              amount: 780,
              status: 'Transferred',
              destination_type: 'Mobile Wallet',
              origination_time: '2020-11-13T08:32:03.000+03:00',
              destination_reference: '0fcb2f42-9372-4a6c-8c2f-3fd977c548e8',
              transaction_reference: 'LBA10034460',
            },
          ],
        },
      ],
      reason: null,
      errors: [],
      metadata: {
        notes: 'Salary payment for May 2018',
        customerId: '8675309',
        something_else: 'Something else',
      },
    });
  });

  it('a settlement transfer of everything', () => {
    const result = simplified('settlement_transfer.success');
    expect(result).toMatchObject({ outcome: 'succeeded', amount: null, currency: 'KES' });
    expect(result).not.toHaveProperty('metadata');
    expect(result.transfer_batches).toMatchObject([
      { disbursements: [{ amount: 19900, transaction_reference: 'LDLJANAPH26' }] },
      { disbursements: [{ amount: 24452, transaction_reference: null }, { amount: 25000 }] },
    ]);
  });

  it('a polling request', () => {
    expect(simplified('polling.success')).toMatchObject({
      id: 'd4849121-d7d4-49f8-881f-b41601a7fe43',
      outcome: 'succeeded',
      scope: 'Company',
      scope_reference: null,
      transactions: [
        { type: 'Buygoods Transaction', resource: { amount: 500, sender_middle_name: '' } },
        { type: 'Buygoods Transaction', resource: { amount: 500, reference: 'APR202126' } },
      ],
    });
  });

  it('an SMS', () => {
    expect(simplified('transaction_sms_notification.success')).toEqual({
      id: 'a48ad0a7-b43b-48c5-9ff8-509552d603af',
      type: 'transaction_sms_notification',
      status: 'Success',
      outcome: 'succeeded',
      message: 'Your message here',
      webhook_event_reference: '4b46f88a-31f6-4af2-8795-b11ef1f3b846',
      reason: null,
      errors: [],
    });
  });
});

describe('a result in short', () => {
  it('collects what went wrong, wherever the API put it, once', () => {
    const failed = (errors: unknown) => ({ status: 'Failed', errors });
    const result = resultIn({
      data: {
        id: '1',
        type: 'payment',
        attributes: {
          status: 'Processed',
          errors: 'Top',
          transfer_batches: [
            { errors: ['Batch'], disbursements: [failed('One'), failed(['One', 'Two'])] },
          ],
        },
      },
    });
    expect(result && simplifiedResult(result)).toMatchObject({
      outcome: 'failed',
      errors: ['Top', 'Batch', 'One', 'Two'],
      reason: 'Top; Batch; One; Two',
    });
  });

  it('shows first what people look for', () => {
    expect(Object.keys(simplified('incoming_payment.success'))).toEqual([
      ...['outcome', 'amount', 'currency', 'sender_name', 'sender_phone_number', 'reference'],
      ...['till_number', 'origination_time', 'id', 'type', 'status', 'reason'],
      ...['initiation_time', 'event_type', 'resource_status', 'resource_id', 'system'],
      ...['sender_first_name', 'sender_last_name', 'errors', 'metadata'],
    ]);
  });

  it('shows first whom money was sent to', () => {
    const attributes = { status: 'Scheduled', currency: 'KES', destinations: [], id: 'x' };
    const result = { id: '1', type: 'send_money', attributes };
    const asked = { recipients: [{ type: 'till', amount: 10 }] };
    expect(Object.keys(simplifiedResult(result, asked)).slice(0, 3)).toEqual([
      'outcome',
      'currency',
      'recipients',
    ]);
  });

  it('has its own words, whatever the API calls by the same names', () => {
    const others = { status: 'Success', outcome: 'failed', id: 'another', type: 'Bank Account' };
    const attributes = {
      ...others,
      event: {
        type: 'Paid',
        resource: { reference: 'TCQ4L7M0ZB', outcome: 'late', type: 'x', id: 'r' },
      },
    };
    expect(simplifiedResult({ id: '1', type: 'incoming_payment', attributes })).toMatchObject({
      outcome: 'succeeded',
      id: '1',
      type: 'incoming_payment',
      resource_outcome: 'late',
      resource_type: 'x',
      resource_id: 'r',
    });
    expect(simplifiedResult({ id: '1', type: 'pay_recipient', attributes: others })).toMatchObject({
      outcome: 'succeeded',
      id: '1',
      type: 'pay_recipient',
      resource_outcome: 'failed',
      resource_id: 'another',
      resource_type: 'Bank Account',
    });
  });

  it('says of one that is no success what was asked for, where the answer does not', () => {
    const asked = {
      amount: 150,
      currency: 'KES',
      phone_number: '+254712345678',
      till_number: 'K1',
    };
    const result = (attributes: IDataObject) => ({ id: '1', type: 'incoming_payment', attributes });
    const failed = result({ status: 'Failed', amount: null, till_number: 'K2' });
    expect(simplifiedResult(failed, asked)).toMatchObject({
      ...asked,
      outcome: 'failed',
      till_number: 'K2',
    });
    expect(simplifiedResult(result({ status: 'Pending' }), asked)).toMatchObject(asked);
    const paid = result({
      status: 'Success',
      event: { resource: { reference: 'R', amount: '140' } },
    });
    expect(simplifiedResult(paid, asked)).not.toHaveProperty('phone_number');
    expect(simplifiedResult(paid, asked)).toMatchObject({ outcome: 'succeeded', amount: 140 });
  });

  it('of a reversal says why it was wanted, and why it failed', () => {
    const attributes = { status: 'Processed', reason: 'Paid twice', errors: ['Too old'] };
    expect(simplifiedResult({ id: '1', type: 'reversals', attributes })).toMatchObject({
      outcome: 'failed',
      reason: 'Paid twice',
      failure_reason: 'Too old',
    });
  });

  it('of a reversal says why it failed where a disbursement of its bulk payment says it', () => {
    const disbursements = [{ status: 'Failed', errors: ['No funds'] }];
    const reversal_bulk_payment = { status: 'Cancelled', disbursements };
    const attributes = { status: 'Processed', reversal_bulk_payment };
    expect(simplifiedResult({ id: '1', type: 'reversals', attributes })).toMatchObject({
      outcome: 'failed',
      failure_reason: 'No funds',
      errors: ['No funds'],
    });
  });

  it.each([
    ['{}', { metadata: {} }, undefined],
    ['null', { metadata: null }, null],
    ['none', {}, undefined],
    ['some', { metadata: { invoice: 0 } }, { invoice: 0 }],
  ])('with the metadata %s', (_what, attributes, metadata) => {
    const item = simplifiedResult({ id: '1', type: 'payment', attributes });
    expect(item.metadata).toEqual(metadata);
    expect('metadata' in item).toBe(metadata !== undefined);
  });

  it.each([
    ['Active', 'pending', { status: null, payment_link_status: 'Active' }],
    ['Active', 'pending', { payment_link_status: 'Active' }],
    ['Active', 'pending', { status: 'Active' }],
    ['Paid', 'succeeded', { status: 'Active', payment_link_status: 'Paid' }],
    ['Paid', 'succeeded', { status: 'Paid', payment_link_status: 'Active' }],
    ['Reversed', 'failed', { status: 'Paid', payment_link_status: 'Reversed' }],
    [null, 'pending', { status: null }],
  ])('says with %j what makes a link %s: %j', (payment_link_status, outcome, payment_link) => {
    const item = simplifiedResult({ id: '9', type: 'payment_link', attributes: { payment_link } });
    expect(item).toMatchObject({ outcome, payment_link_status });
  });

  it.each([
    ['/l/1', 'https://api.kopokopo.com/api/v2/payment_links/9', 'https://api.kopokopo.com/l/1'],
    [' /l/1 ', 'https://api.kopokopo.com/api/v2/payment_links/9', 'https://api.kopokopo.com/l/1'],
    ['/l/1', 'http://api.kopokopo.com/api/v2/payment_links/9', 'https://api.kopokopo.com/l/1'],
    ['/l/1', 'http://localhost:3000/api/v2/payment_links/9', 'http://localhost:3000/l/1'],
    ['https://pay.example/1', 'https://api.kopokopo.com/', 'https://pay.example/1'],
    ['//pay.example/1', 'https://api.kopokopo.com/', '//pay.example/1'],
    ['l/1', 'http://api.kopokopo.com/api/v2/payment_links/9', 'https://api.kopokopo.com/l/1'],
    ['pay.example/1', 'https://api.kopokopo.com/', 'pay.example/1'],
    ['/l/1', undefined, '/l/1'],
    ['/l/1', 'no URL', '/l/1'],
  ])('can be sent to a customer: the link %j at %j is %j', (link, self, sent) => {
    const attributes = { payment_link: { link }, _links: { self } };
    const item = simplifiedResult({ id: '9', type: 'payment_link', attributes });
    expect(item.link).toBe(sent);
  });

  it('keeps true and false, and does not make up a currency', () => {
    const attributes = { favourite: true, settled: false, amount: { value: '5.0' } };
    expect(simplifiedResult({ id: '1', type: 'payment', attributes })).toMatchObject({
      favourite: true,
      settled: false,
      amount: 5,
      currency: null,
    });
  });

  it('keeps what stands in an odd place', () => {
    const body = { data: { id: '1', type: 'send_money', attributes: ['odd'], relationships: 7 } };
    const result = resultIn(body);
    expect(result && simplifiedResult(result)).toMatchObject({
      outcome: 'pending',
      attributes: ['odd'],
      relationships: 7,
    });
    const attributes = { destinations: 'odd', event: 'odd', payment_link: 'odd', amount: 'odd' };
    expect(simplifiedResult({ id: '1', type: 'send_money', attributes })).toMatchObject({
      ...attributes,
      recipients: [],
    });
  });

  it('leaves the original as it was', () => {
    const body = sample('result.payment.success');
    const result = resultIn(body);
    if (result) simplifiedResult(result);
    expect(body).toEqual(sample('result.payment.success'));
  });

  it.each<unknown>([
    undefined,
    null,
    'text',
    [],
    {},
    { data: null },
    { data: {} },
    { data: [] },
    { data: { id: '1', attributes: null } },
    { data: { type: 'payment', attributes: [] } },
  ])('is not made of %j', (body) => {
    expect(resultIn(body)).toBeUndefined();
  });

  it.each<[unknown, object]>([
    [
      { id: 1, type: 'payment', attributes: {} },
      { id: '1', type: 'payment' },
    ],
    [
      { id: '1', attributes: {} },
      { id: '1', type: 'polling' },
    ],
    [
      { type: 'payment', attributes: { status: 'x' } },
      { id: '7', attributes: { status: 'x' } },
    ],
    [
      { id: '1', type: 'payment', attributes: null },
      { id: '1', attributes: {} },
    ],
    [
      { id: '1', type: 5, attributes: {} },
      { id: '1', type: 'polling' },
    ],
  ])('is read although a part is odd: %j', (data, parts) => {
    expect(resultIn({ data }, { id: '7', type: 'polling' })).toMatchObject(parts);
  });

  it('is read without its envelope, if it says what it is, and out of a list of one', () => {
    const reversal = { id: '1', type: 'reversal', attributes: { status: 'Received' } };
    const { type, ...untold } = reversal;
    expect(resultIn(reversal)).toMatchObject(reversal);
    expect(resultIn({ data: [reversal] })).toMatchObject(reversal);
    expect(resultIn({ data: [reversal, { ...reversal, id: '2' }] })).toBeUndefined();
    expect([type, resultIn(untold)]).toEqual(['reversal', undefined]);
  });

  it('has a recipient where there is one destination and no list of them', () => {
    const destination = { type: 'till', till_number: '512301', amount: '50' };
    const move = { amount: '50.0', status: 'Transferred', transaction_reference: 'TCQ4L7M0ZB' };
    const attributes = {
      status: 'Processed',
      destinations: destination,
      transfer_batches: { status: 'Transferred', disbursements: move },
    };
    expect(simplifiedResult({ id: '1', type: 'send_money', attributes })).toMatchObject({
      outcome: 'succeeded',
      recipients: [{ till_number: '512301', transaction_reference: 'TCQ4L7M0ZB' }],
    });
  });

  it('has a hidden phone number nowhere in the place of a phone number', () => {
    const sender_phone_number = '2549 ***** 501';
    const resource = { reference: 'TCQ4L7M0ZB', sender_phone_number };
    const hidden = { sender_phone_number: null, sender_phone_masked: sender_phone_number };
    const transactions = [{ type: 'Buygoods Transaction', resource }];
    const list = { id: '1', type: 'polling', attributes: { status: 'Success', transactions } };
    expect(simplifiedResult(list)).toMatchObject({ transactions: [{ resource: hidden }] });
    const event = { type: 'Paid', reference: 'TCQ4L7M0ZB', sender_phone_number };
    const paid = { id: '1', type: 'incoming_payment', attributes: { status: 'Success', event } };
    expect(simplifiedResult(paid)).toMatchObject(hidden);
  });

  it('without its type has no outcome: "Success" alone would not do for a payment', () => {
    const result = resultIn({ data: { id: '1', attributes: { status: 'Success' } } });
    expect(result && simplifiedResult(result)).toMatchObject({ type: null, outcome: 'pending' });
  });
});
