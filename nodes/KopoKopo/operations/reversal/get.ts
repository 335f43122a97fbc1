import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Version 2 of the API, as its SDKs read it. */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get refund (reversal)',
  description: 'Find out whether the customer has the money back',
  fields: [idField('reversalId', 'Refund ID')],
  request: () => ({ type: 'reversal', idParameter: 'reversalId' }),
};
