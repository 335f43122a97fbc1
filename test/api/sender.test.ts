import { withSender } from '../../nodes/KopoKopo/api/sender';

const HASH = '5a'.repeat(32);
const BASE64 = 'YW1hbmkvYmFyYWthL25lZW1hL3VwZW5kby84ODIwMTI=';

describe("the payer's phone", () => {
  it.each<[unknown, string]>([
    ['+254913002501', '+254913002501'],
    ['254913002501', '254913002501'],
    ['0913002501', '0913002501'],
    ['+254 913 002 501', '+254 913 002 501'],
    ['+254999999999', '+254999999999'],
    ['+255712345678', '+255712345678'],
    [254913002501, '+254913002501'],
    [913002501, '913002501'],
  ])('%j is one', (entered, phone) => {
    expect(withSender({ sender_phone_number: entered as string })).toEqual({
      sender_phone_number: phone,
    });
  });

  it.each<[string, object]>([
    [HASH, { hashed_sender_phone: HASH }],
    [HASH.toUpperCase(), { hashed_sender_phone: HASH.toUpperCase() }],
    [BASE64, { hashed_sender_phone: BASE64 }],
    ['MjU0OTEzMDAyNTAx', { hashed_sender_phone: 'MjU0OTEzMDAyNTAx' }],
    ['2547 ***** 126', { sender_phone_masked: '2547 ***** 126' }],
    ['+2547XXXXX126', { sender_phone_masked: '+2547XXXXX126' }],
    ['Unavailable', { sender_phone_masked: 'Unavailable' }],
  ])('%j is none, and kept', (entered, kept) => {
    expect(withSender({ sender_phone_number: entered })).toEqual({
      sender_phone_number: null,
      ...kept,
    });
  });

  it.each([null, '', ' ', {}, true])('is not known from %j', (entered) => {
    expect(withSender({ sender_phone_number: entered })).toEqual({ sender_phone_number: null });
  });

  it('is not known from the hash beside it, which stays', () => {
    expect(withSender({ hashed_sender_phone: HASH })).toEqual({
      sender_phone_number: null,
      hashed_sender_phone: HASH,
    });
    expect(withSender({ sender_phone_number: BASE64, hashed_sender_phone: HASH })).toEqual({
      sender_phone_number: null,
      hashed_sender_phone: HASH,
      sender_phone_masked: BASE64,
    });
  });
});

describe("the payer's name", () => {
  const named = (first: unknown, middle: unknown, last: unknown) =>
    withSender({
      sender_first_name: first as string,
      sender_middle_name: middle as string,
      sender_last_name: last as string,
    }).sender_name;

  it('joins the names that are there', () => {
    expect(named('Amani', null, 'Baraka')).toBe('Amani Baraka');
    expect(named(' Amani ', 'J', '')).toBe('Amani J');
    expect(named('Duka la Amani', null, null)).toBe('Duka la Amani');
    expect(named('', '', '')).toBeNull();
    expect(named(null, {}, undefined)).toBeNull();
  });

  it('is that of the merchant who has paid, or what the API calls so itself', () => {
    expect(withSender({ sending_merchant: 'Duka' })).toMatchObject({ sender_name: 'Duka' });
    expect(withSender({ sender_name: 'Duka', sender_first_name: 'A' }).sender_name).toBe('Duka');
  });

  it('is not added where nothing is said of the payer', () => {
    expect(withSender({ amount: 5, first_name: 'Amani' })).toEqual({
      amount: 5,
      first_name: 'Amani',
    });
  });
});
