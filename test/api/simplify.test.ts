import type { IDataObject } from 'n8n-workflow';

import { resultIn, simplifiedResource, simplifiedResult } from '../../nodes/KopoKopo/api/simplify';
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
      sender_phone_number: '+254999999999',
      amount: 100,
      currency: 'KES',
      till_number: 'K000000',
      system: 'Lipa Na M-PESA',
      sender_first_name: 'Joe',
      sender_middle_name: null,
      sender_last_name: 'Buyer',
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
    expect(result && simplifiedResult(result).errors).toEqual(['Top', 'Batch', 'One', 'Two']);
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
    { data: { id: 1, type: 'payment', attributes: {} } },
    { data: { id: '1', attributes: {} } },
    { data: { id: '1', type: 'payment', attributes: [] } },
  ])('is not made of %j', (body) => {
    expect(resultIn(body)).toBeUndefined();
  });
});

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

  it('is empty where there is none', () => {
    expect([simplifiedResource(null), simplifiedResource('x')]).toEqual([{}, {}]);
  });
});
