import type { IDataObject } from 'n8n-workflow';

import { movesIn, type Outcome } from '../../nodes/KopoKopo/api/moves';
import { paidRecipients as recipientsOf } from '../../nodes/KopoKopo/api/paidRecipients';
import { simplifiedResult } from '../../nodes/KopoKopo/api/simplify';

const wallet = (phone_number: string, amount: number) => ({
  type: 'mobile_wallet',
  amount,
  phone_number,
});
const till = (till_number: string, amount: number) => ({ type: 'till', amount, till_number });

const move = (amount: number, status: string, more: IDataObject = {}): IDataObject => ({
  amount,
  status,
  destination_type: 'Mobile Wallet',
  destination_reference: null,
  ...more,
});
const PAID = 'Transferred';

/** Each move is a batch of its own. */
const paidRecipients = (destinations: IDataObject[], moves: IDataObject[], overall: Outcome) =>
  recipientsOf(destinations, movesIn(moves), overall);

/** Whom the result names, with what it says became of them. */
const said = (recipients: IDataObject[]) =>
  recipients.map(({ phone_number, till_number, outcome, hint }) => [
    phone_number ?? till_number,
    outcome,
    ...(hint === undefined ? [] : ['not sure']),
  ]);

const matched = (destinations: IDataObject[], moves: IDataObject[]) =>
  said(paidRecipients(destinations, moves, 'pending'));

describe('recipients of a send money request', () => {
  const jane = wallet('254712345678', 1500);
  const otieno = wallet('254712345679', 2000);
  const achieng = wallet('254112345678', 1500);

  it('get their disbursement by its amount, in whatever order the batches have it', () => {
    expect(matched([jane, otieno], [move(2000, 'Failed'), move(1500, PAID)])).toEqual([
      ['254712345678', 'succeeded'],
      ['254712345679', 'failed'],
    ]);
  });

  it('get it by its kind where amounts are the same', () => {
    const paid = move(1500, PAID, { destination_type: 'Till' });
    expect(matched([jane, till('12345', 1500)], [paid, move(1500, 'Failed')])).toEqual([
      ['254712345678', 'failed'],
      ['12345', 'succeeded'],
    ]);
  });

  it('get it by its amount alone where no kind is said, but none of another kind', () => {
    const moves = (destination_type?: string) => [
      move(2000, 'Failed', { destination_type }),
      move(1500, PAID, { destination_type }),
    ];
    const destinations = [jane, till('12345', 2000)];
    expect(matched(destinations, moves())).toEqual([
      ['254712345678', 'succeeded'],
      ['12345', 'failed'],
    ]);
    const another = wallet('254733333333', 700);
    expect(matched([...destinations, another], moves('Mobile Wallet'))).toEqual([
      ['254712345678', 'succeeded'],
      ['12345', 'pending', 'not sure'],
      ['254733333333', 'pending', 'not sure'],
    ]);
  });

  it.each(['+254112345678', '254112345678'])('get it by its reference: %s', (reference) => {
    const failed = move(1500, 'Failed', { destination_reference: reference });
    const other = move(1500, PAID, { destination_reference: '254712345678' });
    expect(matched([jane, achieng], [failed, other])).toEqual([
      ['254712345678', 'succeeded'],
      ['254112345678', 'failed'],
    ]);
  });

  it('with the same amount are all paid when all of it was transferred', () => {
    expect(matched([jane, achieng], [move(1500, PAID), move(1500, PAID)])).toEqual([
      ['254712345678', 'succeeded'],
      ['254112345678', 'succeeded'],
    ]);
  });

  it('with the same amount are pending when one of them failed: it may be any of them', () => {
    expect(
      matched([jane, otieno, achieng], [move(1500, PAID), move(2000, PAID), move(1500, 'Failed')]),
    ).toEqual([
      ['254712345678', 'pending', 'not sure'],
      ['254712345679', 'succeeded'],
      ['254112345678', 'pending', 'not sure'],
    ]);
    const moves = [move(1500, PAID), move(1500, 'Failed')];
    const [first] = paidRecipients([jane, achieng], moves, 'partial');
    expect(first?.hint).toMatch(/^Several recipients have this amount/);
  });

  it.each<[string, object, object]>([
    ['phone number', jane, { phone_number: '+254712345678' }],
    ['phone number as a JSON number', jane, { phone_number: 254712345678 }],
    ['account', { account_number: '0102 345' }, { account_number: '0102345' }],
    ['account with a dash', { account_number: '01-234/5' }, { account_number: '012345' }],
    ['account with a dash', { account_number: '01-2345' }, { destination_reference: '012345' }],
    ['till', { till_number: 'K12345' }, { till_number: '12345' }],
    ['paybill', { paybill_number: '888880' }, { paybill_number: '888880' }],
    [
      'account at a paybill',
      { paybill_number: '888880', paybill_account_number: 'A-1' },
      { paybill_number: '888880', paybill_account_number: 'a-1' },
    ],
    ['own account', { reference: 'ref-1' }, { destination_reference: 'ref-1' }],
  ])('get it by its %s, in another order and of the same amount', (_what, one, named) => {
    const other = { paybill_number: '888880', paybill_account_number: 'B-2' };
    const others = 'paybill_account_number' in one ? other : achieng;
    const destinations = [
      { ...one, amount: 1500, description: 'Rent' },
      { ...others, amount: 1500, description: 'Milk' },
    ];
    const noKind = { destination_type: undefined };
    const moves = [
      move(1500, 'Failed', { ...others, ...noKind, transaction_reference: null, errors: ['No'] }),
      move(1500, PAID, { ...named, ...noKind, transaction_reference: 'TCREF001' }),
    ];
    expect(paidRecipients(destinations, moves, 'partial')).toMatchObject([
      {
        description: 'Rent',
        outcome: 'succeeded',
        transaction_reference: 'TCREF001',
        reason: null,
      },
      { description: 'Milk', outcome: 'failed', transaction_reference: null, reason: 'No' },
    ]);
  });

  it('get it by the nickname where one person is paid the same twice', () => {
    const rent = { ...jane, nickname: 'Rent' };
    const milk = { ...jane, nickname: 'Milk' };
    const paid = move(1500, PAID, { phone_number: '254712345678', nickname: 'Milk' });
    const failed = move(1500, 'Failed', { phone_number: '254712345678', nickname: 'Rent' });
    const outcomes = paidRecipients([rent, milk], [paid, failed], 'partial');
    expect(outcomes).toMatchObject([{ outcome: 'failed' }, { outcome: 'succeeded' }]);
  });

  it('keep what the request says of them', () => {
    const destination = { ...jane, nickname: 'Jane', favourite: null, outcome: 'x' };
    const paid = move(1477, PAID, { nickname: 'J', favourite: true, outcome: 'y', hint: 'z' });
    const [first] = paidRecipients([destination], [paid], 'succeeded');
    expect(first).toMatchObject({
      amount: 1500,
      nickname: 'Jane',
      favourite: true,
      outcome: 'succeeded',
      // Of another amount: so that it can be seen.
      disbursements: [{ amount: 1477 }],
    });
  });

  it('that are alike are told why all of them failed, where it is the same', () => {
    const failed = (errors: unknown) => move(1500, 'Failed', { errors: errors as string });
    const told = (...errors: unknown[]) =>
      paidRecipients([jane, achieng], errors.map(failed), 'failed').map((one) => [
        one.reason,
        one.errors,
      ]);
    const same = ['No funds', ['No funds']];
    expect(told('No funds', ['No funds'])).toEqual([same, same]);
    expect(told('No funds', 'Not registered')).toEqual([
      [null, undefined],
      [null, undefined],
    ]);
  });

  it('that are alike are told nothing where one of them failed for another reason', () => {
    const destinations = [jane, achieng, wallet('254112345679', 1500)];
    const moves = ['No funds', 'No funds', 'Limit'].map((error) =>
      move(1500, 'Failed', { errors: [error] }),
    );
    for (const recipient of paidRecipients(destinations, moves, 'failed')) {
      expect(recipient).toMatchObject({ outcome: 'failed' });
      expect(recipient.errors ?? []).toEqual([]);
    }
  });

  it('that are named get what is theirs where no amount is said', () => {
    const named = (phone_number: string, status: string) => ({ phone_number, status });
    const moves = [named('+254712345679', 'Failed'), named('0712 345 678', PAID)];
    const destinations = [jane, otieno].map(({ phone_number }) => ({ phone_number }));
    expect(matched(destinations, moves)).toEqual([
      ['254712345678', 'succeeded'],
      ['254712345679', 'failed'],
    ]);
  });

  it('are never given a receipt that may be of another one', () => {
    const receipt = (reference: string) => move(1500, PAID, { transaction_reference: reference });
    const both = paidRecipients([jane, achieng], [receipt('A'), receipt('B')], 'succeeded');
    expect(both).toMatchObject([{ outcome: 'succeeded' }, { outcome: 'succeeded' }]);
    for (const one of both) expect(one).not.toHaveProperty('transaction_reference');
  });

  it('are not paid by what names somebody else', () => {
    const another = { phone_number: '254733333333' };
    expect(matched([jane], [move(1500, PAID, another)])).toEqual([
      ['254712345678', 'pending', 'not sure'],
    ]);
    const all = [move(1500, PAID, another), move(1500, PAID, another)];
    expect(matched([jane, till('12345', 1500)], all)).toEqual([
      ['254712345678', 'pending', 'not sure'],
      ['12345', 'pending', 'not sure'],
    ]);
  });

  it('are not identified by a hidden number', () => {
    const hidden = (status: string) => move(1500, status, { phone_number: '2547*****678' });
    expect(matched([jane, otieno], [hidden(PAID), move(2000, 'Failed')])).toEqual([
      ['254712345678', 'succeeded'],
      ['254712345679', 'failed'],
    ]);
  });

  const to = (phone_number: string, amount: number, status = PAID) =>
    move(amount, status, { phone_number });

  it('are as open as the request while more may follow', () => {
    expect(said(paidRecipients([jane], [move(700, PAID)], 'pending'))).toEqual([
      ['254712345678', 'pending'],
    ]);
    expect(said(paidRecipients([jane], [move(700, PAID)], 'partial'))).toEqual([
      ['254712345678', 'partial'],
    ]);
    for (const [status, atLast] of [
      [PAID, 'partial'],
      ['Failed', 'failed'],
    ] as const) {
      const moves = [to('254712345678', 1477, status), to('254712345679', 2000)];
      const outcomes = (overall: Outcome) => said(paidRecipients([jane, otieno], moves, overall));
      expect(outcomes('pending')).toEqual([
        ['254712345678', 'pending'],
        ['254712345679', 'succeeded'],
      ]);
      expect(outcomes('partial')[0]).toEqual(['254712345678', atLast]);
    }
  });

  it('are pending where as many moves have other amounts, or one is left over', () => {
    for (const amounts of [
      [700, 900],
      [1500, 700],
    ]) {
      const moves = amounts.map((amount) => move(amount, PAID));
      const [first, second] = matched([jane, otieno], moves);
      expect(second).toEqual(['254712345679', 'pending', 'not sure']);
      expect(first?.[1]).toBe(amounts[0] === 1500 ? 'succeeded' : 'pending');
      // Not that several have this amount.
      const [, last] = paidRecipients([jane, otieno], moves, 'pending');
      expect(last?.hint).toMatch(/^It can't be told from Kopo Kopo's answer/);
    }
  });

  it('may get it in parts', () => {
    const parts = [move(1000, PAID), move(500, 'Failed')];
    expect(matched([jane], parts)).toEqual([['254712345678', 'partial']]);
    expect(matched([jane, otieno], [...parts, move(2000, PAID)])).toEqual([
      ['254712345678', 'partial'],
      ['254712345679', 'succeeded'],
    ]);
  });

  it('have it when it has arrived at the second try, and it is told what went wrong first', () => {
    const tries = [move(1500, 'Failed', { errors: ['Timed out'] }), move(1500, PAID)];
    for (const destinations of [[jane], [jane, otieno]]) {
      const moves = [...tries, ...(destinations.length > 1 ? [move(2000, 'Failed')] : [])];
      const [first] = paidRecipients(destinations, moves, 'partial');
      expect(first).toMatchObject({ outcome: 'succeeded', reason: null, errors: ['Timed out'] });
      expect(first?.disbursements).toHaveLength(2);
    }
    // A third one may follow, and of two who are alike one may have got it twice.
    expect(matched([jane], [...tries, move(1500, 'Pending')])[0]?.[1]).toBe('pending');
    expect(matched([jane, achieng], [...tries, move(1500, PAID)])[0]?.[1]).toBe('pending');
  });

  it.each([
    ['was taken back', move(1500, 'Reversed')],
    ['failed under the same reference', move(1500, 'Failed', { transaction_reference: 'X1' })],
  ])('do not have what %s', (_what, back) => {
    const arrived = move(1500, PAID, { transaction_reference: 'X1' });
    expect(matched([jane], [arrived, back])).toEqual([['254712345678', 'partial']]);
  });

  it('have it when it has arrived in other parts than the one that failed', () => {
    const parts = [1500, 1000, 500].map((amount, index) => [amount, index > 0 ? PAID : 'Failed']);
    const unnamed = parts.map(([amount, status]) => move(Number(amount), String(status)));
    expect(matched([jane], unnamed)).toEqual([['254712345678', 'succeeded']]);
    const named = unnamed.map((part) => ({ ...part, phone_number: '254712345678' }));
    expect(matched([jane, otieno], [...named, to('254712345679', 2000)])).toEqual([
      ['254712345678', 'succeeded'],
      ['254712345679', 'succeeded'],
    ]);
  });

  it('are all paid when one batch says so of the sum', () => {
    expect(matched([jane, otieno], [{ status: PAID, amount: 3500 }])).toEqual([
      ['254712345678', 'succeeded'],
      ['254712345679', 'succeeded'],
    ]);
  });

  it('are pending, never guessed, where nothing fits', () => {
    const [first] = paidRecipients([jane, otieno], [move(700, PAID)], 'pending');
    expect(first?.hint).toMatch(/^It can't be told from Kopo Kopo's answer what became of this/);
    expect(matched([jane, otieno], [move(700, PAID), move(900, 'Failed')])).toEqual([
      ['254712345678', 'pending', 'not sure'],
      ['254712345679', 'pending', 'not sure'],
    ]);
  });

  it('are never paid by what went to somebody else', () => {
    expect(matched([jane, otieno], [move(2000, PAID)])).toEqual([
      ['254712345678', 'pending', 'not sure'],
      ['254712345679', 'succeeded'],
    ]);
  });

  it('have what the request has while there is no disbursement', () => {
    expect(paidRecipients([jane], [], 'failed')).toEqual([
      { ...jane, outcome: 'failed', reason: null },
    ]);
  });

  it('keep amounts of cents together', () => {
    const cents = [wallet('1', 10.1), wallet('2', 10.2)];
    expect(matched(cents, [{ status: PAID, amount: 20.3 }])).toEqual([
      ['1', 'succeeded'],
      ['2', 'succeeded'],
    ]);
  });

  it('are the accounts of the merchant after a sweep', () => {
    expect(paidRecipients([], [move(19900, PAID)], 'succeeded')).toEqual([
      { ...move(19900, PAID), outcome: 'succeeded', reason: null, errors: [] },
    ]);
  });
});

describe('the simplified result', () => {
  it('reads amounts written as text, and names everybody once', () => {
    const attributes = {
      status: 'Processed',
      destinations: [
        { type: 'mobile_wallet', amount: '1500.0', phone_number: '254712345678' },
        { type: 'till', amount: '80', till_number: '12345' },
      ],
      transfer_batches: [
        {
          status: 'Processed',
          amount: '80.0',
          disbursements: [
            move(80, 'Failed', { errors: ['No'], destination_type: 'Till', amount: '80.0' }),
          ],
        },
        {
          status: 'Transferred',
          amount: '1500.0',
          disbursements: [move(0, PAID, { amount: '1500.0' })],
        },
      ],
      errors: null,
    };
    const simplified = simplifiedResult({ id: '1', type: 'send_money', attributes });
    expect(simplified).toMatchObject({ outcome: 'partial', errors: ['No'] });
    expect(said(simplified.recipients as IDataObject[])).toEqual([
      ['254712345678', 'succeeded'],
      ['12345', 'failed'],
    ]);
    expect(simplified).not.toHaveProperty('destinations');
  });

  describe('says the same of a request and of its recipients', () => {
    const a = { phone_number: '254712345678', amount: 100 };
    const b = { phone_number: '254712345679', amount: 100 };
    const result = (attributes: IDataObject, asked?: IDataObject) => {
      const all = { status: 'Processed', ...attributes };
      const item = simplifiedResult({ id: '1', type: 'send_money', attributes: all }, asked);
      const recipients = item.recipients as IDataObject[];
      return [item.outcome, ...recipients.map(({ outcome }) => outcome)];
    };
    const of = (one: IDataObject, status: string, errors: string[] = []) => ({
      status: 'Processed',
      disbursements: [{ ...one, amount: '100.0', status, errors }],
    });

    it.each(['Transferred', 'Sent'])(
      'where a batch is %s, and its disbursement failed',
      (status) => {
        const transfer_batches = [{ ...of(a, 'Failed', ['No']), status }];
        expect(result({ destinations: [a], transfer_batches })).toEqual(['pending', 'pending']);
        expect(result({ transfer_batches })).toEqual(['pending', 'pending']);
        expect(result({ status: 'Failed', destinations: [a], transfer_batches })).toEqual([
          'pending',
          'pending',
        ]);
      },
    );

    it('where one of two who get the same has it at the second try', () => {
      const tries = [of(a, 'Failed'), of(a, PAID)];
      const both = { destinations: [a, b] };
      expect(result({ ...both, transfer_batches: [...tries, of(b, PAID)] })).toEqual([
        'succeeded',
        'succeeded',
        'succeeded',
      ]);
      // As much as both are to get, and nothing of the second one yet.
      expect(result({ ...both, transfer_batches: tries })).toEqual([
        'pending',
        'succeeded',
        'pending',
      ]);
      expect(result({ ...both, transfer_batches: [...tries, of(b, 'Failed')] })).toEqual([
        'partial',
        'succeeded',
        'failed',
      ]);
    });

    it('where one person gets the same twice, and nobody can tell which of them', () => {
      const transfer_batches = [of(a, 'Failed'), of(a, PAID)];
      expect(result({ destinations: [a, a], transfer_batches })[0]).toBe('partial');
    });

    it('where the answer leaves out who was to get money', () => {
      const asked = { recipients: [a, b] };
      for (const destinations of [null, []]) {
        const paid = { destinations, transfer_batches: [of(a, PAID)] };
        expect(result(paid, asked)).toEqual(['pending', 'succeeded', 'pending']);
        const all = { destinations, transfer_batches: [of(a, PAID), of(b, PAID)] };
        expect(result(all, asked)).toEqual(['succeeded', 'succeeded', 'succeeded']);
      }
    });
  });

  it('of a reversal has the errors of its bulk payment', () => {
    const attributes = {
      status: 'Processed',
      reversal_bulk_payment: { amount: '100.0', status: 'Cancelled', errors: ['No funds'] },
    };
    expect(simplifiedResult({ id: '1', type: 'reversals', attributes })).toMatchObject({
      outcome: 'failed',
      errors: ['No funds'],
      reversal_bulk_payment: { amount: 100 },
    });
  });

  it('of a payment link has one status of the link and its phone number as text', () => {
    const payment_link = {
      id: 'link-1',
      status: 'Paid',
      payment_link_status: 'Active',
      sender_phone_number: 254712345678,
      link: 'https://pay.example/1',
    };
    const attributes = { status: 'Success', amount: '100.0', payment_link };
    expect(simplifiedResult({ id: '1', type: 'payment_link', attributes })).toEqual({
      id: '1',
      type: 'payment_link',
      status: 'Success',
      outcome: 'succeeded',
      amount: 100,
      resource_id: 'link-1',
      payment_link_status: 'Paid',
      sender_phone_number: '+254712345678',
      link: 'https://pay.example/1',
      reason: null,
      errors: [],
    });
  });
});
