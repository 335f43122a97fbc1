import type { INodeProperties } from 'n8n-workflow';

import { KENYAN_TIME } from '../../api/kenyanTime';
import { paymentListBody } from '../../api/paymentList';
import { DAYS_BEFORE, periodOf, type Period, type PeriodName } from '../../api/periods';
import { now } from '../../flow/clock';
import type { Parameters } from '../../parameters/parameters';
import { scope, scopeTill, tillChosen } from '../fields/tills';
import type { CreateOperation } from '../operation';

const daysBefore = (days: number) => `Today and the ${days} days before`;

/** What the list offers, sorted by name. */
const PERIODS: Array<{ name: string; value: PeriodName; description: string }> = [
  {
    name: 'Last 30 Days',
    value: 'last30Days',
    description: daysBefore(DAYS_BEFORE.last30Days),
  },
  { name: 'Last 7 Days', value: 'last7Days', description: daysBefore(DAYS_BEFORE.last7Days) },
  { name: 'Last Month', value: 'lastMonth', description: 'The whole month before this one' },
  { name: 'This Month', value: 'thisMonth', description: 'Since the first of the month' },
  { name: 'Today', value: 'today', description: 'Since midnight' },
  { name: 'Yesterday', value: 'yesterday', description: 'From midnight to midnight' },
];

const CUSTOM = { name: 'Custom', value: 'custom', description: 'Between two dates of yours' };

const ofCustomPeriod = { show: { period: [CUSTOM.value] } };

// Not required: n8n would ask for them too where 'Period' is an expression. Empty ones are refused.
const time: Pick<INodeProperties, 'type' | 'default' | 'displayOptions'> = {
  type: 'dateTime',
  default: '',
  displayOptions: ofCustomPeriod,
};

/**
 * What shops ask for most: a list that is asked for, waited for, and given newest first.
 * Source: API documentation, "Polling".
 */
export const getAll: CreateOperation = {
  kind: 'create',
  name: 'Get Many',
  value: 'getAll',
  action: 'Get many payments received',
  description: 'Get the payments of today, of another period or between two dates, newest first',
  answersLater: true,
  alwaysWaits: true,
  repeatable: true,
  fields: [
    {
      displayName: 'Period',
      name: 'period',
      type: 'options',
      options: [CUSTOM, ...PERIODS],
      default: 'today',
      description: 'When the payments were made. Days begin at midnight in Kenya.',
    },
    {
      ...time,
      displayName: 'From',
      name: 'fromTime',
      description: 'The start of the period. Without an offset, Kenyan time counts.',
    },
    {
      ...time,
      displayName: 'To',
      name: 'toTime',
      description:
        'The end of the period, the first moment that is not in it. Without an offset, Kenyan time counts.',
    },
    scope,
    scopeTill,
    {
      displayName: 'Return All',
      name: 'returnAll',
      type: 'boolean',
      // A day's takings that are cut off would be wrong.
      default: true,
      description: 'Whether to return all results or only up to a given limit',
    },
    {
      displayName: 'Limit',
      name: 'limit',
      type: 'number',
      typeOptions: { minValue: 1 },
      default: 50,
      description: 'Max number of results to return',
      displayOptions: { show: { returnAll: [false] } },
    },
  ],
  request: (parameters) => {
    const period = periodIn(parameters);
    return {
      type: 'polling',
      body: paymentListBody(tillChosen(parameters), period.from, period.to),
      newest: {
        period,
        limit: parameters.flag('returnAll', true) ? undefined : parameters.count('limit'),
      },
    };
  },
};

function periodIn(parameters: Parameters): Period {
  const chosen = parameters.choice('period');
  const named = PERIODS.find(({ value }) => value === chosen);
  return named
    ? periodOf(named.value, now())
    : parameters.period('fromTime', 'toTime', KENYAN_TIME);
}
