import { paymentListBody } from '../../api/paymentList';
import type { CreateOperation } from '../operation';
import { splitTransactions } from '../fields/output';
import { scope, scopeTill, tillChosen } from '../fields/tills';

/** Source: API documentation, "Polling". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Request a List',
  value: 'create',
  action: 'Request list of payments received (polling)',
  description: 'Ask for the payments between two dates, and decide whether to wait for the list',
  answersLater: true,
  repeatable: true,
  fields: [
    scope,
    scopeTill,
    {
      displayName: 'From',
      name: 'fromTime',
      type: 'dateTime',
      required: true,
      default: '',
      description: "The start of the period. Without an offset, the workflow's time zone counts.",
    },
    {
      displayName: 'To',
      name: 'toTime',
      type: 'dateTime',
      required: true,
      default: '',
      description: "The end of the period. Without an offset, the workflow's time zone counts.",
    },
    { ...splitTransactions, displayOptions: { show: { resultMode: ['wait', 'resume'] } } },
  ],
  request: (parameters) => {
    const { from, to } = parameters.period('fromTime', 'toTime');
    return { type: 'polling', body: paymentListBody(tillChosen(parameters), from, to) };
  },
};
