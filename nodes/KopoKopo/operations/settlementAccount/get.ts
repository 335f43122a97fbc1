import type { GetOperation } from '../operation';
import { idField } from '../fields/id';
import { accountType, accountTypeOf } from './accountType';

/** Not documented, but answered like the others: `attributes.account_reference` is what transfers take. */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get my bank account or wallet (settlement account)',
  description: 'Find out whether an account is approved, and its reference for transfers',
  fields: [accountType, idField('settlementAccountId', 'Account ID')],
  request: (parameters) => ({
    type: accountTypeOf(parameters),
    idParameter: 'settlementAccountId',
  }),
};
