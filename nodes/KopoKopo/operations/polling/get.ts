import type { GetOperation } from '../operation';
import { idField } from '../fields/id';
import { splitTransactions } from '../fields/output';

/** Source: API documentation, "Query Polling API Status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get the transactions of a polling request',
  description: 'Get the transactions that a polling request has found',
  fields: [idField('pollingId', 'Polling ID'), splitTransactions],
  request: () => ({ type: 'polling', idParameter: 'pollingId' }),
};
