import type { Outcome } from '../../nodes/KopoKopo/api/moves';
import { outcomeOf } from '../../nodes/KopoKopo/api/outcome';
import { resultIn } from '../../nodes/KopoKopo/api/result';
import { sample } from '../stage/samples';

function outcomeOfSample(name: string): Outcome | undefined {
  const result = resultIn(sample(`result.${name}`));
  return result && outcomeOf(result.type, result.attributes);
}

describe('the documented results', () => {
  it.each<[string, Outcome]>([
    ['incoming_payment.success', 'succeeded'],
    ['incoming_payment.failed', 'failed'],
    ['incoming_payment.pending', 'pending'],
    ['payment.success', 'succeeded'],
    ['settlement_transfer.success', 'succeeded'],
    ['polling.success', 'succeeded'],
    ['transaction_sms_notification.success', 'succeeded'],
  ])('%s has %s', (name, outcome) => {
    expect(outcomeOfSample(name)).toBe(outcome);
  });
});

describe('an incoming payment', () => {
  const outcome = (status: unknown, resource: unknown, errors: unknown = null) =>
    outcomeOf('incoming_payment', { status, event: { resource, errors } });

  it('is paid when it says Success and names the transaction', () => {
    expect(outcome('Success', { reference: 'OJJ1MPU40Z' })).toBe('succeeded');
    expect(outcome(' SUCCESS ', { reference: 'OJJ1MPU40Z' })).toBe('succeeded');
  });

  it.each([[null], [{}], [{ reference: null }], [{ reference: ' ' }], [undefined]])(
    'is not known to be paid when it says Success without a reference: %j',
    (resource) => {
      expect(outcome('Success', resource)).toBe('pending');
    },
  );

  it('may name the transaction as the API did at first', () => {
    expect(outcome('Success', { transaction_reference: '1757640471' })).toBe('succeeded');
    expect(outcome('Success', { transaction_reference: ' ' })).toBe('pending');
  });

  it.each(['Complete', 'Paid', 'Transferred'])(
    'needs a transaction whatever it calls its success: %s',
    (status) => {
      expect(outcome(status, { reference: 'OJJ1MPU40Z' })).toBe('succeeded');
      expect(outcome(status, null)).toBe('pending');
    },
  );

  it('may have a list of one where there is one thing', () => {
    const event = [{ resource: [{ reference: 'OJJ1MPU40Z' }] }];
    expect(outcomeOf('incoming_payment', { status: 'Success', event })).toBe('succeeded');
  });

  it('may name the transaction by a number', () => {
    expect(outcome('Success', { reference: 1757640471 })).toBe('succeeded');
  });

  it.each<[string, Outcome]>([
    ['Reversed', 'failed'],
    ['Failed', 'failed'],
    ['Voided', 'failed'],
    ['Rejected', 'failed'],
    ['Refunded', 'failed'],
    ['Reversal completed', 'failed'],
    // The money is there, but not for long.
    ['Pending Reversal', 'pending'],
    ['Refund requested', 'pending'],
    ['To be reversed', 'pending'],
    // Some of it is there.
    ['Partially reversed', 'pending'],
    ['Reversal', 'pending'],
    ['Reversal declined', 'succeeded'],
    ['Not reversed', 'succeeded'],
    ['Received', 'succeeded'],
    ['Complete', 'succeeded'],
  ])('whose transaction is %s is %s', (status, expected) => {
    expect(outcome('Success', { reference: 'OJJ1MPU40Z', status })).toBe(expected);
  });

  it.each(['Pending', 'Received', 'Scheduled', '', 'Something New', null, 7])(
    'is pending while it says %j',
    (status) => {
      expect(outcome(status, { reference: 'OJJ1MPU40Z' })).toBe('pending');
    },
  );

  it.each<[string, Outcome]>([
    ['Received', 'pending'],
    ['Pending Reversal', 'pending'],
    ['Voided', 'failed'],
  ])('that says Failed of a transaction that is %s is %s', (status, expected) => {
    expect(outcome('Failed', { reference: 'OJJ1MPU40Z', status })).toBe(expected);
  });

  it.each([['The initiator information is invalid.'], [['One', 'Two']], [null]])(
    'has failed when it says Failed, with errors %j',
    (errors) => {
      expect(outcome('Failed', null, errors)).toBe('failed');
    },
  );
});

describe('a payment or a transfer', () => {
  const moved = { status: 'Transferred', errors: null };
  const lost = { status: 'Failed', errors: ['No such account'] };
  const open = { status: 'Pending' };
  const batch = (status: string, ...disbursements: object[]) => ({ status, disbursements });
  const processed = (...batches: object[]) => ({ status: 'Processed', transfer_batches: batches });

  it.each<[string, object, Outcome]>([
    ['every disbursement arrived', processed(batch('Transferred', moved, moved)), 'succeeded'],
    [
      'every disbursement of several batches arrived',
      processed(batch('Transferred', moved), batch('Transferred', moved)),
      'succeeded',
    ],
    ['some disbursements failed', processed(batch('Processed', moved, lost)), 'partial'],
    [
      'one batch of two failed',
      processed(batch('Transferred', moved), batch('Failed', lost)),
      'partial',
    ],
    ['every disbursement failed', processed(batch('Failed', lost, lost)), 'failed'],
    [
      'a disbursement says Processed and has an error',
      processed(batch('Processed', { status: 'Processed', errors: 'Wrong branch' })),
      'failed',
    ],
    ['one disbursement is open', processed(batch('Processed', moved, open)), 'pending'],
    ['one failed and one is open', processed(batch('Processed', lost, open)), 'pending'],
    [
      'a disbursement says Transferred and has an error',
      processed(batch('Processed', { status: 'Transferred', errors: ['?'] })),
      'pending',
    ],
    ['its only batch was cancelled', processed({ status: 'Cancelled' }), 'failed'],
    ['its only batch came back', processed({ status: 'Refunded' }), 'failed'],
    ['its only batch was transferred', processed({ status: 'Transferred' }), 'succeeded'],
    ['its only batch says Processed', processed({ status: 'Processed' }), 'pending'],
    ['nothing tells about the money', processed(), 'pending'],
    ['nothing tells but an error', { ...processed(), errors: ['No funds'] }, 'failed'],
    ['nothing tells and errors are empty', { ...processed(), errors: [] }, 'pending'],
  ])('%s', (_what, attributes, outcome) => {
    expect(outcomeOf('payment', attributes)).toBe(outcome);
    expect(outcomeOf('settlement_transfer', attributes)).toBe(outcome);
  });

  it.each<[string, Outcome]>([
    ['Scheduled', 'pending'],
    ['Pending', 'pending'],
    ['Sent', 'pending'],
    ['Processed', 'pending'],
    ['Transferred', 'succeeded'],
    ['Failed', 'failed'],
    ['Cancelled', 'failed'],
    ['Rejected', 'failed'],
    ...['Canceled', 'Declined', 'Expired', 'Voided', 'Reversed', 'Refunded'].map(
      (status): [string, Outcome] => [status, 'failed'],
    ),
    // Called failed, it would be paid again.
    ['Cancellation requested', 'pending'],
    ['Failed, retrying', 'pending'],
    ['Unheard of', 'pending'],
  ])('that says %s without batches', (status, outcome) => {
    expect(outcomeOf('payment', { status, transfer_batches: [] })).toBe(outcome);
    expect(outcomeOf('settlement_transfer', { status })).toBe(outcome);
  });
});

describe('a payment of which not all the money is accounted for', () => {
  const half = (status: string, more: object = {}) => ({
    status,
    amount: { currency: 'KES', value: '20000.0' },
    transfer_batches: [
      { status: 'Transferred', disbursements: [{ amount: '10000.0', status: 'Transferred' }] },
    ],
    ...more,
  });
  const whole = (status: string) => ({
    ...half(status),
    amount: { currency: 'KES', value: 10000 },
  });

  it.each(['Scheduled', 'Pending', 'Sent', 'Received', 'Processed'])('is pending: %s', (status) => {
    expect(outcomeOf('payment', half(status))).toBe('pending');
  });

  it('is pending while it goes on, whatever the errors say of the rest so far', () => {
    const errors = ['No funds'];
    for (const status of ['Scheduled', 'Pending', 'Sent']) {
      expect(outcomeOf('payment', half(status, { errors }))).toBe('pending');
    }
  });

  it('is final with more than all of it, and with all of it in cents', () => {
    const moved = (asked: number, ...amounts: number[]) => ({
      status: 'Scheduled',
      amount: { value: asked },
      transfer_batches: amounts.map((amount) => ({ status: 'Transferred', amount })),
    });
    expect(outcomeOf('payment', moved(100, 60, 50))).toBe('succeeded');
    expect(outcomeOf('payment', moved(0.8, 0.7, 0.1))).toBe('succeeded');
    expect(outcomeOf('payment', moved(0.8, 0.7, 0.09))).toBe('pending');
  });

  it('is partial when the rest was refused', () => {
    expect(outcomeOf('payment', half('Processed', { errors: ['No funds'] }))).toBe('partial');
    expect(outcomeOf('payment', half('Failed'))).toBe('partial');
  });

  it.each(['Scheduled', 'Sent', 'Processed'])(
    'is final with all of it, whatever stands at the top: %s',
    (status) => {
      expect(outcomeOf('payment', whole(status))).toBe('succeeded');
    },
  );

  it('is pending without a word about how much it is, until the top says that it is over', () => {
    const { transfer_batches } = half('');
    const unknown = (status: string) => ({ status, amount: { value: null }, transfer_batches });
    expect(outcomeOf('settlement_transfer', unknown('Scheduled'))).toBe('pending');
    expect(outcomeOf('settlement_transfer', unknown('Processed'))).toBe('succeeded');
  });
});

describe('money that is sent again after a move of it failed', () => {
  const moved = (asked: number[], ...moves: Array<[status: string, amount: number]>) => ({
    status: 'Processed',
    destinations: asked.map((amount) => ({ amount })),
    transfer_batches: moves.map(([status, amount]) => ({
      status: 'Processed',
      disbursements: [{ status, amount: `${amount}.0` }],
    })),
  });
  const F = (amount: number): [string, number] => ['Failed', amount];
  const T = (amount: number): [string, number] => ['Transferred', amount];

  it.each<[Outcome, string, object]>([
    ['succeeded', 'all of it', moved([100], F(100), T(100))],
    ['succeeded', 'all of it, in parts', moved([100], F(100), T(60), T(40))],
    ['succeeded', 'what each of several was to get', moved([100, 200], F(100), T(200), T(100))],
    ['partial', 'some of it', moved([100], F(100), T(60))],
    ['partial', 'more than all of it', moved([100], F(100), T(100), T(100))],
    ['partial', 'the amount of two who get the same', moved([100, 100], F(100), T(100), T(100))],
    ['partial', 'the sum, in other amounts', moved([100, 200], F(100), T(150), T(150))],
    ['pending', 'all of it, and more is open', moved([100], F(100), T(100), ['Sent', 100])],
    ['failed', 'none of it', moved([100], F(100), F(100))],
    ['failed', 'none of nothing', moved([0], F(0))],
  ])('is %s: %s has arrived', (outcome, _what, attributes) => {
    expect(outcomeOf('send_money', attributes)).toBe(outcome);
  });

  it('is so where the request has one amount', () => {
    const { transfer_batches } = moved([], F(100), T(100));
    const amount = { currency: 'KES', value: '100.0' };
    expect(outcomeOf('payment', { status: 'Processed', amount, transfer_batches })).toBe(
      'succeeded',
    );
  });
});

describe('"Failed" at the top', () => {
  const failed = (...moves: object[]) => ({
    status: 'Failed',
    transfer_batches: [{ status: 'Failed', disbursements: moves }],
  });
  const gone = { status: 'Transferred', amount: 60 };

  it.each<[string, Outcome, object[]]>([
    ['no move', 'failed', []],
    ['moves that have not begun', 'failed', [{ status: 'Pending' }, { status: 'Scheduled' }, {}]],
    ['moves that failed', 'failed', [{ status: 'Failed', transaction_reference: 'A' }]],
    ['one that arrived', 'partial', [gone, { status: 'Failed' }]],
    ['one that arrived, and one not begun', 'partial', [gone, { status: 'Pending' }]],
    // Money that may have moved: called failed, it would be paid again.
    ['one that arrived and has errors', 'pending', [{ status: 'Transferred', errors: ['?'] }]],
    ['one that was sent', 'pending', [{ status: 'Sent' }]],
    ['one that was sent and has errors', 'pending', [{ status: 'Sent', errors: ['?'] }]],
    ['one that has a receipt', 'pending', [{ status: 'Pending', transaction_reference: 'A' }]],
    ['one with a receipt and errors', 'pending', [{ transaction_reference: 'A', errors: ['?'] }]],
    ['one of which nobody knows what its status means', 'pending', [gone, { status: 'Queried' }]],
  ])('with %s is %s', (_what, outcome, moves) => {
    expect(outcomeOf('payment', failed(...moves))).toBe(outcome);
    expect(outcomeOf('send_money', failed(...moves))).toBe(outcome);
  });
});

describe('everything else', () => {
  it.each<[string, string, Outcome]>([
    ['polling', 'Pending', 'pending'],
    ['polling', 'Failed', 'failed'],
    ['transaction_sms_notification', 'Success', 'succeeded'],
    ['transaction_sms_notification', 'Pending', 'pending'],
    ['pay_recipient', 'Approved', 'succeeded'],
    ['merchant_bank_account', 'Approved', 'succeeded'],
    ['merchant_wallet', 'Pending', 'pending'],
    ['merchant_wallet', 'Rejected', 'failed'],
    ['webhook_subscription', 'Active', 'succeeded'],
    ['webhook_subscription', 'Suspended', 'failed'],
    ['webhook_subscription', 'Inactive', 'failed'],
    ['webhook_subscription', 'Expired', 'failed'],
  ])('%s %s', (type, status, outcome) => {
    expect(outcomeOf(type, { status })).toBe(outcome);
  });

  it.each<[string, Outcome, object]>([
    ['is there', 'succeeded', { transactions: [] }],
    ['is missing', 'pending', {}],
    ['is null', 'pending', { transactions: null }],
    ['is no list', 'pending', { transactions: { type: 'Buygoods Transaction' } }],
    ['is empty beside errors', 'failed', { transactions: [], errors: ['Could not read till'] }],
    ['is there beside errors', 'succeeded', { transactions: [{}], errors: ['One was left out'] }],
  ])('a list of payments that %s is %s', (_what, outcome, attributes) => {
    expect(outcomeOf('polling', { status: 'Success', ...attributes })).toBe(outcome);
  });

  it('a failed prompt with a payment that has arrived is pending', () => {
    const event = { resource: { status: 'Received', reference: 'TCQ4L7M0ZB' } };
    expect(outcomeOf('incoming_payment', { status: 'Failed', event })).toBe('pending');
    expect(outcomeOf('incoming_payment', { status: 'Failed', event: null })).toBe('failed');
  });

  it.each<unknown>([undefined, null, {}, [], 'Success', { status: {} }])(
    'that cannot be read is pending: %j',
    (attributes) => {
      expect(outcomeOf('polling', attributes)).toBe('pending');
    },
  );
});
