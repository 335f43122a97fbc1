import type { Outcome } from '../../nodes/KopoKopo/api/moves';
import { outcomeOf } from '../../nodes/KopoKopo/api/outcome';

/** What became of a v2 request, for every shape that its attributes have been seen in. */

describe('a send money request', () => {
  const batches = (...batch: object[]) => ({ status: 'Processed', transfer_batches: batch });
  const batch = (...statuses: string[]) => ({
    status: 'Processed',
    disbursements: statuses.map((status) => ({ status })),
  });

  it.each<[Outcome, string, object]>([
    ['pending', 'just made', { status: 'Scheduled', transfer_batches: [] }],
    ['pending', 'Processed without a batch', batches()],
    ['failed', 'Processed without a batch, but with errors', { ...batches(), errors: ['No'] }],
    ['failed', 'Failed', { status: 'Failed', transfer_batches: null }],
    ['succeeded', 'all transferred', batches(batch('Transferred', 'Transferred'))],
    [
      'succeeded',
      'all transferred, in two batches',
      batches(batch('Transferred'), batch('transferred')),
    ],
    ['failed', 'none transferred', batches(batch('Failed', 'Failed'))],
    ['partial', 'some transferred', batches(batch('Transferred'), batch('Failed'))],
    ['pending', 'one still open', batches(batch('Transferred', 'Pending'))],
    ['pending', 'only "Processed"', batches(batch('Processed'))],
    ...['Processed', 'Pending', 'Scheduled'].map((status): [Outcome, string, object] => [
      'failed',
      `"${status}" with errors`,
      batches({ disbursements: [{ status, errors: ['Wrong number'] }] }),
    ]),
    [
      'pending',
      'transferred and with errors, which contradict each other',
      batches({ disbursements: [{ status: 'Transferred', errors: ['Timeout'] }] }),
    ],
    ['pending', 'with errors and no status', batches({ disbursements: [{ errors: ['Timeout'] }] })],
    [
      'pending',
      'with errors and a status that nobody knows',
      batches({ disbursements: [{ status: '7', errors: ['Timeout'] }] }),
    ],
    ...['Transferred', 'Sent'].flatMap((status) =>
      ['Processed', 'Failed'].map((top): [Outcome, string, object] => [
        'pending',
        `${top}, failed in a batch that is ${status}`,
        {
          status: top,
          transfer_batches: [{ status, disbursements: [{ status: 'Failed', errors: ['No'] }] }],
        },
      ]),
    ),
    ['succeeded', 'a batch without disbursements', batches({ status: 'Transferred' })],
    [
      'failed',
      'a failed batch without disbursements',
      batches({ status: 'Failed', disbursements: [] }),
    ],
    [
      'partial',
      'Failed at the top after some money moved',
      { ...batches(batch('Transferred', 'Pending')), status: 'Failed' },
    ],
    [
      'failed',
      'Failed at the top before any money moved',
      { ...batches(batch('Pending', 'Pending')), status: 'Failed' },
    ],
    ...(
      [
        [
          'pending',
          'one of three failed, while the others are not there yet',
          'Scheduled',
          ['Failed'],
          [],
        ],
        [
          'pending',
          'one of three is paid, while the others are not there yet',
          'Scheduled',
          ['Transferred'],
          [],
        ],
        [
          'pending',
          'two of three are paid, and the third is not mentioned',
          'Processed',
          ['Transferred', 'Transferred'],
          [],
        ],
        [
          'partial',
          'two of three are paid, and the third was refused',
          'Processed',
          ['Transferred', 'Transferred'],
          ['Recipient 3 rejected'],
        ],
        [
          'failed',
          'two of three failed, and the third was refused',
          'Processed',
          ['Failed', 'Failed'],
          ['Recipient 3 rejected'],
        ],
        [
          'succeeded',
          'three of three are paid, before the top says so',
          'Scheduled',
          ['Transferred', 'Transferred', 'Transferred'],
          [],
        ],
      ] as const
    ).map(([outcome, what, status, moves, errors]): [Outcome, string, object] => [
      outcome,
      what,
      {
        status,
        errors,
        destinations: [{ amount: 1000 }, { amount: '1000.0' }, { amount: 1000 }],
        transfer_batches: [
          { disbursements: moves.map((move) => ({ status: move, amount: '1000.0' })) },
        ],
      },
    ]),
    ...(
      [
        ['taken back', { status: 'Reversed' }],
        ['taken back, by its reference', { status: 'Failed', transaction_reference: 'X1' }],
      ] as const
    ).map(([what, back]): [Outcome, string, object] => [
      'partial',
      `all of it has arrived and was ${what}`,
      {
        status: 'Processed',
        destinations: [{ amount: 100 }],
        transfer_batches: [
          {
            disbursements: [
              { amount: '100.0', status: 'Transferred', transaction_reference: 'X1' },
              { amount: '100.0', ...back },
            ],
          },
        ],
      },
    ]),
    [
      'partial',
      'what has arrived of nobody knows how much',
      {
        status: 'Processed',
        destinations: [{ phone_number: '254712345678' }, { amount: 200 }],
        transfer_batches: [
          {
            disbursements: [
              { status: 'Failed' },
              { status: 'Transferred' },
              { status: 'Transferred', amount: 200 },
            ],
          },
        ],
      },
    ],
    ['pending', 'batches that make no sense', { status: 'Processed', transfer_batches: [null, 5] }],
  ])('is %s: %s', (outcome, _what, attributes) => {
    expect(outcomeOf('send_money', attributes)).toBe(outcome);
  });
});

describe('one thing where a list is usual', () => {
  const one = (status: string) => ({
    amount: { currency: 'KES', value: '10' },
    transfer_batches: { status, disbursements: { amount: '10', status } },
  });

  it('counts as much: what failed is not called a success because the top says so', () => {
    expect(outcomeOf('payment', { status: 'Transferred', ...one('Failed') })).toBe('failed');
    expect(outcomeOf('payment', { status: 'Processed', ...one('Transferred') })).toBe('succeeded');
    const bulk = [{ status: 'Transferred' }];
    const reversal = { status: 'Processed', reversal_bulk_payment: bulk };
    expect(outcomeOf('reversal', reversal)).toBe('succeeded');
  });
});

it.each(['payment_links', 'Payment Link'])('a type may be written %j', (type) => {
  expect(outcomeOf(type, { payment_link: { status: 'Paid' } })).toBe('succeeded');
});

describe.each(['reversal', 'reversals', 'Reversals'])('a %s', (type) => {
  it.each<[Outcome, string, object]>([
    ['pending', 'received', { status: 'Received', reversal_bulk_payment: null, errors: [] }],
    ['pending', 'scheduled', { status: 'Scheduled', reversal_bulk_payment: null }],
    ['pending', 'Processed without a bulk payment', { status: 'Processed' }],
    [
      'succeeded',
      'transferred',
      { status: 'Processed', reversal_bulk_payment: { status: 'Transferred' } },
    ],
    [
      'failed',
      'cancelled',
      {
        status: 'Processed',
        reversal_bulk_payment: { status: 'Cancelled' },
        errors: ['Insufficient funds'],
      },
    ],
    [
      'failed',
      'Processed with errors and without a bulk payment',
      { status: 'Processed', reversal_bulk_payment: null, errors: 'Too old' },
    ],
    ['succeeded', 'Reversed, which is what it wants to be', { status: 'Reversed' }],
    ['succeeded', 'Refunded, which is the same', { status: 'Refunded' }],
    ...['Reversed', 'Refunded'].map((status): [Outcome, string, object] => [
      'pending',
      `Processed with a bulk payment that is ${status}: whose money came back?`,
      { status: 'Processed', reversal_bulk_payment: { status } },
    ]),
  ])('is %s: %s', (outcome, _what, attributes) => {
    expect(outcomeOf(type, attributes)).toBe(outcome);
  });
});

describe('a payment link', () => {
  const link = 'https://pay.example/1';

  it.each<[Outcome, string, object]>([
    ['pending', 'Active', { payment_link: { payment_link_status: 'Active', link } }],
    ['pending', 'active', { payment_link: { payment_link_status: 'active', link } }],
    ['pending', 'active in the other field', { payment_link: { status: 'Active', link } }],
    [
      'pending',
      'merely made, whatever the status at the top says of that',
      { status: 'Success', payment_link: { payment_link_status: 'Active', link } },
    ],
    ['pending', 'made, with no word about the link', { status: 'Success', payment_link: { link } }],
    ['pending', 'without a link', { status: 'Pending', payment_link: null }],
    ['succeeded', 'Paid', { status: 'Success', payment_link: { status: 'Paid' } }],
    [
      'failed',
      'paid, and taken back by the other field',
      { payment_link: { status: 'Paid', payment_link_status: 'Reversed' } },
    ],
    [
      'pending',
      'paid, and perhaps to be taken back by the other field',
      { payment_link: { status: 'Paid', payment_link_status: 'Reversal pending' } },
    ],
    [
      'succeeded',
      'cancelled, but paid by the other field',
      { payment_link: { status: 'Cancelled', payment_link_status: 'Paid' } },
    ],
    ['succeeded', 'paid in the other field', { payment_link: { payment_link_status: 'paid' } }],
    [
      'succeeded',
      'Paid beside an old Active',
      { payment_link: { status: 'Paid', payment_link_status: 'Active' } },
    ],
    [
      'succeeded',
      'Active, but with a transaction',
      { payment_link: { payment_link_status: 'Active', transaction_reference: 'OJM6Q1W84K' } },
    ],
    [
      'failed',
      'Reversed after it was paid',
      { payment_link: { status: 'Reversed', transaction_reference: 'OJM6Q1W84K' } },
    ],
    [
      'failed',
      'refunded',
      { payment_link: { status: 'Refunded', transaction_reference: 'OJM6Q1W84K' } },
    ],
    [
      'pending',
      'being taken back',
      { payment_link: { status: 'Pending Reversal', transaction_reference: 'OJM6Q1W84K' } },
    ],
    [
      'succeeded',
      'not taken back after all',
      { payment_link: { status: 'Reversal declined', transaction_reference: 'OJM6Q1W84K' } },
    ],
    [
      'succeeded',
      'paid, although it has expired since',
      { payment_link: { status: 'Expired', transaction_reference: 'OJM6Q1W84K' } },
    ],
    ['failed', 'Cancelled', { payment_link: { payment_link_status: 'Cancelled', link } }],
    ['failed', 'Voided', { payment_link: { status: 'Voided', link } }],
    [
      'failed',
      'Canceled beside an old Active',
      { payment_link: { status: 'Active', payment_link_status: 'Canceled' } },
    ],
    ['pending', 'being cancelled', { payment_link: { status: 'Cancellation requested', link } }],
    ['failed', 'expired', { payment_link: { payment_link_status: 'Expired', link } }],
    [
      'failed',
      'Failed at the top',
      { status: 'Failed', payment_link: { payment_link_status: 'Active', link } },
    ],
  ])('is %s: %s', (outcome, _what, attributes) => {
    expect(outcomeOf('payment_link', attributes)).toBe(outcome);
  });
});

describe('an external recipient', () => {
  it.each<[Outcome, string]>([
    ['succeeded', 'Approved'],
    ['pending', 'Pending'],
    ['failed', 'Rejected'],
  ])('is %s: %s', (outcome, status) => {
    expect(outcomeOf('external_recipient', { status })).toBe(outcome);
  });
});
