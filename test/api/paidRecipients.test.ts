import type { IDataObject } from 'n8n-workflow';

import { paidRecipients } from '../../nodes/KopoKopo/api/paidRecipients';
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
    const [first] = paidRecipients(
      [jane, achieng],
      [move(1500, PAID), move(1500, 'Failed')],
      'partial',
    );
    expect(first?.disbursements).toMatchObject([{ status: PAID }, { status: 'Failed' }]);
  });

  it('may get it in parts', () => {
    const parts = [move(1000, PAID), move(500, 'Failed')];
    expect(matched([jane], parts)).toEqual([['254712345678', 'partial']]);
    expect(matched([jane, otieno], [...parts, move(2000, PAID)])).toEqual([
      ['254712345678', 'partial'],
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
    expect(said(paidRecipients([jane], [], 'failed'))).toEqual([['254712345678', 'failed']]);
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
      { ...move(19900, PAID), outcome: 'succeeded' },
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
      errors: [],
    });
  });
});
