import { kenyanTime, momentOf } from '../../nodes/KopoKopo/api/kenyanTime';

describe('a time that Kopo Kopo tells', () => {
  it.each([
    ['2020-01-27T10:50:10.000+03:00'],
    ['2020-01-27T10:50:10+0300'],
    ['2020-01-27T07:50:10Z'],
    ['2020-01-27T10:50:10 +0300'],
    ['2020-01-27 10:50:10 +0300'],
    ['2020-01-27 07:50:10 UTC'],
    ['2020-01-27T09:50:10+02:00'],
    ['2020-01-27 02:50:10 -0500'],
    // Kenyan, wherever n8n runs.
    ['2020-01-27T10:50:10'],
    ['2020-01-27 10:50:10'],
    [' 2020-01-27T10:50:10.000 '],
  ])('"%s" is the same moment', (told) => {
    expect(momentOf(told)).toBe(Date.parse('2020-01-27T07:50:10Z'));
  });

  it.each([
    ['yesterday'],
    [''],
    [null],
    [undefined],
    [20200127],
    ['2020-13-45T10:00:00Z'],
    ['2020-02-30T10:00:00+03:00'],
    ['10:50:10 11-26-2026'],
    ['11-26-2026'],
  ])('%p is none, in whatever zone n8n runs', (told) => {
    expect(momentOf(told)).toBeNaN();
  });
});

it('a moment is told as a Kenyan shop reads it', () => {
  expect(kenyanTime(Date.parse('2026-11-26T21:05:09Z'))).toBe('27 Nov 2026, 00:05:09 Kenyan time');
});
