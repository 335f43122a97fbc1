import { DateTime } from 'luxon';

import { apiTime } from './dateTime';
import { KENYAN_TIME } from './kenyanTime';

/** The periods that people ask for. */
export type PeriodName =
  'today' | 'yesterday' | 'last7Days' | 'last30Days' | 'thisMonth' | 'lastMonth';

/** How many days before today are in a period of so many days. */
export const DAYS_BEFORE = { last7Days: 6, last30Days: 29 };

/** From the first moment to the first one after it, in ISO 8601 with Kenya's offset. */
export interface Period {
  from: string;
  to: string;
}

/**
 * When a period begins and ends, in Kenyan days.
 *
 * @param name a period that still runs ends with the current second: what has just been paid is in it
 * @param at milliseconds since 1970
 */
export function periodOf(name: PeriodName, at: number): Period {
  const moment = DateTime.fromMillis(at, { zone: KENYAN_TIME });
  const today = moment.startOf('day');
  const month = moment.startOf('month');
  const now = moment.startOf('second').plus({ seconds: 1 });
  switch (name) {
    case 'today':
      return between(today, now);
    case 'yesterday':
      return between(today.minus({ days: 1 }), today);
    case 'last7Days':
    case 'last30Days':
      return between(today.minus({ days: DAYS_BEFORE[name] }), now);
    case 'thisMonth':
      return between(month, now);
    case 'lastMonth':
      return between(month.minus({ months: 1 }), month);
  }
}

function between(from: DateTime, to: DateTime): Period {
  return { from: apiTime(from), to: apiTime(to) };
}
