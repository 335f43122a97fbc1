import { kenyanPhoneNumber } from '../../nodes/KopoKopo/api/phoneNumber';

describe('a Kenyan mobile number', () => {
  it.each([
    '0712345678',
    '712345678',
    '254712345678',
    '+254712345678',
    '00254712345678',
    '0712 345 678',
    '0712-345-678',
    '0712\u2013345\u2013678',
    '0712\u00a0345\u00a0678',
    '(0712) 345.678',
    '+254 (0)712 345678',
    '  0712345678\n',
  ])('is understood as %j', (entered) => {
    expect(kenyanPhoneNumber(entered, 'withPlus')).toBe('+254712345678');
    expect(kenyanPhoneNumber(entered, 'withoutPlus')).toBe('254712345678');
  });

  it('may start with 01', () => {
    for (const entered of ['0112345678', '112345678', '+254112345678', '254112345678']) {
      expect(kenyanPhoneNumber(entered, 'withPlus')).toBe('+254112345678');
    }
  });

  it.each(['+254999999999', '254999999999', '00254 999-999-999', '+254 (999) 999.999'])(
    'with the country in front is left to the API, whose samples have it: %s',
    (entered) => {
      expect(kenyanPhoneNumber(entered, 'withPlus')).toBe('+254999999999');
      expect(kenyanPhoneNumber(entered, 'withoutPlus')).toBe('254999999999');
    },
  );

  it.each([
    '0999999999',
    '999999999',
    '+254071234567',
    '+25471234567',
    '+2547123456789',
    '+254 0999999999',
    '',
    '0',
    '071234567',
    '07123456789',
    '0212345678',
    '0812345678',
    '+255712345678',
    '+1 712345678',
    '++254712345678',
    '07123A5678',
    'Jane 0712345678',
    '0712345678/0722345678',
    '+0712345678 9',
  ])('is not %j', (entered) => {
    expect(kenyanPhoneNumber(entered, 'withPlus')).toBeUndefined();
  });
});
