import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Version 2 of the API, as its SDKs read it. */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get result of sending money',
  description: 'Find out which recipients have got their money',
  fields: [idField('sendMoneyId', 'Send Money ID')],
  request: () => ({ type: 'send_money', idParameter: 'sendMoneyId' }),
};
