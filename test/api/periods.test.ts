import { periodOf, type PeriodName } from '../../nodes/KopoKopo/api/periods';

/** Half past two in the night of 1 January in Kenya, still last year in UTC. */
const NEW_YEAR = '2025-12-31T23:30:00.500Z';
const MIDSUMMER = '2026-06-15T10:20:30.999Z';
/** Midnight in Kenya, to the millisecond. */
const MIDNIGHT = '2026-02-28T21:00:00.000Z';

const EXPECTED: Array<[PeriodName, string, string, string]> = [
  ['today', NEW_YEAR, '2026-01-01T00:00:00+03:00', '2026-01-01T02:30:01+03:00'],
  ['yesterday', NEW_YEAR, '2025-12-31T00:00:00+03:00', '2026-01-01T00:00:00+03:00'],
  ['last7Days', NEW_YEAR, '2025-12-26T00:00:00+03:00', '2026-01-01T02:30:01+03:00'],
  ['last30Days', NEW_YEAR, '2025-12-03T00:00:00+03:00', '2026-01-01T02:30:01+03:00'],
  ['thisMonth', NEW_YEAR, '2026-01-01T00:00:00+03:00', '2026-01-01T02:30:01+03:00'],
  ['lastMonth', NEW_YEAR, '2025-12-01T00:00:00+03:00', '2026-01-01T00:00:00+03:00'],
  ['today', MIDSUMMER, '2026-06-15T00:00:00+03:00', '2026-06-15T13:20:31+03:00'],
  ['lastMonth', MIDSUMMER, '2026-05-01T00:00:00+03:00', '2026-06-01T00:00:00+03:00'],
  ['last7Days', MIDSUMMER, '2026-06-09T00:00:00+03:00', '2026-06-15T13:20:31+03:00'],
  // In the first second of a day the day is not empty.
  ['today', MIDNIGHT, '2026-03-01T00:00:00+03:00', '2026-03-01T00:00:01+03:00'],
  ['yesterday', MIDNIGHT, '2026-02-28T00:00:00+03:00', '2026-03-01T00:00:00+03:00'],
  ['lastMonth', MIDNIGHT, '2026-02-01T00:00:00+03:00', '2026-03-01T00:00:00+03:00'],
];

describe('a period in Kenyan days', () => {
  it.each(EXPECTED)('%s at %s is from %s to %s', (name, at, from, to) => {
    expect(periodOf(name, Date.parse(at))).toEqual({ from, to });
  });
});
