import type { GetOperation } from '../operation';
import { idField } from '../fields/id';
import { splitTransactions } from '../fields/output';

/** Source: API documentation, "Query Polling API Status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get a Requested List',
  value: 'get',
  action: 'Get requested list of payments received (polling)',
  description: 'Get the payments of a list that was requested before',
  fields: [idField('pollingId', 'List ID'), splitTransactions],
  request: () => ({ type: 'polling', idParameter: 'pollingId' }),
};
