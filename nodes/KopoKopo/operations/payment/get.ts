import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Source: API documentation, "Query Payment status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get payment to older saved recipient',
  description: 'Find out whether a payment has arrived',
  fields: [idField('paymentId', 'Payment ID')],
  request: () => ({ type: 'payment', idParameter: 'paymentId' }),
};
