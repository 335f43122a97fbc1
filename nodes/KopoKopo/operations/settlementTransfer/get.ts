import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Source: API documentation, "Query Transfer status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get a settlement transfer',
  description: 'Find out whether a transfer has arrived',
  fields: [idField('settlementTransferId', 'Settlement Transfer ID')],
  request: () => ({ type: 'settlement_transfer', idParameter: 'settlementTransferId' }),
};
