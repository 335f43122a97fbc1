import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Source: API documentation, "Query Transfer status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get transfer to my own account (settlement)',
  description: 'Find out whether a transfer has arrived',
  fields: [idField('settlementTransferId', 'Transfer ID')],
  request: () => ({ type: 'settlement_transfer', idParameter: 'settlementTransferId' }),
};
