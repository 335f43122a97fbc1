import { amountAsNumber, amountFrom } from '../../nodes/KopoKopo/api/amount';

describe('an amount that somebody enters', () => {
  it.each<[unknown, number]>([
    [1500, 1500],
    [0.01, 0.01],
    [99.5, 99.5],
    ['1500', 1500],
    ['1500.5', 1500.5],
    ['1500.50', 1500.5],
    ['100.0', 100],
    ['+20', 20],
    ['007', 7],
    ['1,500', 1500],
    ['1,500.25', 1500.25],
    ['12,345', 12345],
    ['123,456.50', 123456.5],
    ['1,234,567', 1234567],
    ['1500.0000', 1500],
    ['KES 1,500', 1500],
    ['kes1500', 1500],
    ['Ksh 200', 200],
    ['KSh. 200', 200],
    ['Kshs. 200', 200],
    [115.99999999999999, 116],
    [0.1 + 0.2, 0.3],
    [99.99999995, 100],
    [250000 * 1.16, 290000],
    [90071992547409.91, 90071992547409.91],
  ])('%j is KES %d', (entered, value) => {
    expect(amountFrom(entered)).toEqual({ value });
  });

  it.each<[unknown, string]>([
    [0, 'must be more than 0, and is 0'],
    [-1, 'must be more than 0, and is -1'],
    ['-0.5', 'must be more than 0, and is "-0.5"'],
    [0.001, 'is less than one cent: 0.001'],
    ['0.001', 'is less than one cent: "0.001"'],
    ['1.500', 'can be read in two ways: "1.500". Write 1500 or 1.50'],
    [90071992547409.92, 'is too large: 90071992547409.92'],
    [1500.0004, 'has more than two decimals: 1500.0004. Round it to whole cents, e.g. 1500.00'],
    [1.99001, 'has more than two decimals: 1.99001. Round it to whole cents, e.g. 1.99'],
    [99.9999998, 'has more than two decimals: 99.9999998. Round it to whole cents, e.g. 100.00'],
    [1.005, 'has more than two decimals: 1.005. Round it to whole cents, e.g. 1.00'],
    [
      '115.99999999999999',
      'has more than two decimals: "115.99999999999999". Round it to whole cents, e.g. 116.00',
    ],
    ['1500.0004', 'has more than two decimals: "1500.0004". Round it to whole cents, e.g. 1500.00'],
    ['1.99001', 'has more than two decimals: "1.99001". Round it to whole cents, e.g. 1.99'],
    ['10.255', 'has more than two decimals: "10.255". Round it to whole cents, e.g. 10.26'],
    [1e-9, 'must be more than 0, and is 1e-9'],
    [9e15, 'is too large: 9000000000000000'],
    [1e21, 'is too large: 1e+21'],
    [-1e21, 'must be more than 0, and is -1e+21'],
    [-5.001, 'must be more than 0, and is -5.001'],
  ])('%j is refused with its reason', (entered, refusal) => {
    expect(amountFrom(entered)).toEqual({ refusal });
  });

  it('is exact for every price with 16 % added', () => {
    const wrong = Array.from({ length: 5000 }, (_, index) => index + 1).filter((price) => {
      const reading = amountFrom(price * 1.16);
      return !('value' in reading) || reading.value !== Math.round(price * 116) / 100;
    });
    expect(wrong).toEqual([]);
  });

  it.each<unknown>([
    '',
    'ten',
    '1 500',
    '1.500,00',
    '12,34',
    '1,2345',
    '1234,567',
    '1 KES 500',
    'a1,500',
    '0,500',
    '0,100,000',
    ',500',
    '1e3',
    '0x10',
    '5 KES',
    NaN,
    Infinity,
    true,
    null,
    undefined,
    // A list would read as "100,200", and one entry as that entry.
    [100, 200],
    [100],
    { value: 100 },
  ])('%j is not money', (entered) => {
    expect(amountFrom(entered)).toEqual({
      refusal: expect.stringMatching(
        /^is not an amount of money: .+\. Enter a number of shillings, e\.g\. 1500 or 99\.50$/,
      ),
    });
  });
});

it('that is no number says so', () => {
  expect(amountFrom(NaN)).toEqual({ refusal: expect.stringContaining('money: NaN.') });
});

describe('an amount in an answer', () => {
  it.each<[unknown, unknown]>([
    ['100.0', 100],
    ['313', 313],
    [780, 780],
    ['0.00', 0],
    [null, null],
    ['', ''],
    [' ', ' '],
    ['unknown', 'unknown'],
  ])('%j is %j', (value, expected) => {
    expect(amountAsNumber(value)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['1,250.00', 1250],
    [' 12,345,678 ', 12345678],
    ['-1,000.5', -1000.5],
    // What these mean nobody can tell.
    ['1,25', '1,25'],
    ['0,500', '0,500'],
    ['1,2500', '1,2500'],
  ])('may have its thousands apart: %j', (value, expected) => {
    expect(amountAsNumber(value)).toBe(expected);
  });
});
