import { field, isObject, list, withoutEmpty } from '../../nodes/KopoKopo/api/json';
import { sample } from '../stage/samples';

describe('a request without what is empty', () => {
  it('has no undefined, null, empty text or empty object, at any depth', () => {
    expect(
      withoutEmpty({
        a: undefined,
        b: null,
        c: '',
        d: {},
        e: { f: '', g: { h: undefined } },
        i: { j: null, k: 'kept' },
      }),
    ).toEqual({ i: { k: 'kept' } });
  });

  it('keeps 0, false and lists', () => {
    const request = { zero: 0, no: false, list: [], texts: ['', null], space: ' ' };
    expect(withoutEmpty(request)).toEqual(request);
  });

  it('keeps every documented request that has no empty field', () => {
    for (const name of ['incoming_payment', 'payment', 'settlement_transfer.preferred']) {
      expect(withoutEmpty(sample(`request.${name}`))).toEqual(sample(`request.${name}`));
    }
  });

  it('is a copy', () => {
    const request = { a: '', b: { c: '' } };
    withoutEmpty(request);
    expect(request).toEqual({ a: '', b: { c: '' } });
  });
});

describe('JSON from outside', () => {
  it('is read without trusting its shape', () => {
    expect(field({ a: 1 }, 'a')).toBe(1);
    for (const value of [undefined, null, 'a', 7, [{ a: 1 }]]) {
      expect(field(value, 'a')).toBeUndefined();
    }
  });

  it('has only fields of its own', () => {
    expect(field({}, 'toString')).toBeUndefined();
    expect(field({}, '__proto__')).toBeUndefined();
  });

  it('is a list or none', () => {
    expect([list([1]), list('ab'), list({ length: 1 }), list(null)]).toEqual([[1], [], [], []]);
  });

  it('is an object or not', () => {
    expect([{}, [], null, 'a'].map(isObject)).toEqual([true, false, false, false]);
  });
});
