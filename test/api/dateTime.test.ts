import { DateTime } from 'luxon';

import { dateTimeFrom } from '../../nodes/KopoKopo/api/dateTime';
import { sample } from '../stage/samples';

const NAIROBI = 'Africa/Nairobi';

function isoOf(entered: unknown, timezone = NAIROBI): string {
  const reading = dateTimeFrom(entered, timezone);
  return 'iso' in reading ? reading.iso : reading.refusal;
}

describe('a point in time', () => {
  it('of the documented sample stays as it is', () => {
    const { from_time: from, to_time: to } = sample('request.polling');
    expect([isoOf(from), isoOf(to)]).toEqual([from, to]);
  });

  it.each([
    ['2021-04-12T08:50:22.999+03:00', '2021-04-12T08:50:22+03:00'],
    ['2021-04-12T05:50:22Z', '2021-04-12T05:50:22+00:00'],
    ['2021-04-12T05:50:22-05:00', '2021-04-12T05:50:22-05:00'],
    [' 2021-04-12T08:50:22+03:00 ', '2021-04-12T08:50:22+03:00'],
    ['2021-04-12 08:50:22 +02:00', '2021-04-12T08:50:22+02:00'],
  ])('with an offset keeps it: %s', (entered, iso) => {
    expect(isoOf(entered)).toBe(iso);
  });

  it('at the end of something counts a second that has begun', () => {
    const end = (entered: string) => dateTimeFrom(entered, NAIROBI, true);
    expect(end('2021-04-12T23:59:59.999')).toEqual({ iso: '2021-04-13T00:00:00+03:00' });
    expect(end('2021-04-12T23:59:59')).toEqual({ iso: '2021-04-12T23:59:59+03:00' });
  });

  it.each([
    ['2021-04-12T08:50:22', NAIROBI, '2021-04-12T08:50:22+03:00'],
    ['2021-04-12 08:50:22', NAIROBI, '2021-04-12T08:50:22+03:00'],
    ['2021-04-12', NAIROBI, '2021-04-12T00:00:00+03:00'],
    ['20210412T085022', NAIROBI, '2021-04-12T08:50:22+03:00'],
    ['2021-W15-1T08:50', NAIROBI, '2021-04-12T08:50:00+03:00'],
    ['2021-102', NAIROBI, '2021-04-12T00:00:00+03:00'],
    ['2021-07-12T08:50:22', 'Europe/Berlin', '2021-07-12T08:50:22+02:00'],
    ['2021-01-12T08:50:22', 'Europe/Berlin', '2021-01-12T08:50:22+01:00'],
    ['2021-01-12T08:50:22', 'UTC', '2021-01-12T08:50:22+00:00'],
  ])('without one is in the time zone of the workflow: %s in %s', (entered, zone, iso) => {
    expect(isoOf(entered, zone)).toBe(iso);
  });

  it('may be a luxon DateTime or a Date', () => {
    const iso = '2021-04-12T08:50:22+03:00';
    expect(isoOf(DateTime.fromISO(iso, { setZone: true }))).toBe(iso);
    expect(isoOf(new Date(iso))).toBe(iso);
  });

  it('loses its milliseconds, which the API does not take', () => {
    expect(dateTimeFrom('1970-01-01T00:00:01.500Z', NAIROBI)).toEqual({
      iso: '1970-01-01T00:00:01+00:00',
    });
  });

  it.each<unknown>([
    '',
    'yesterday',
    ...[
      '08:50',
      '08:50:22',
      'T08:50',
      '2026',
      '2026-04',
      '202604',
      '2026-W10',
      '2026W10',
      '26-04-12',
    ],
    '12/04/2021',
    '2021-02-30',
    '2021-04-12T25:00:00',
    1618206622,
    null,
    {},
    DateTime.invalid('test'),
    new Date('nonsense'),
  ])('is not %j', (entered) => {
    expect(isoOf(entered)).toMatch(
      /^is not a date and time: ".*"\. Use ISO 8601, e\.g\. 2026-04-12T08:50:22\+03:00, or n8n's date picker$/,
    );
  });
});
