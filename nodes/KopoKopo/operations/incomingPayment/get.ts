import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Source: API documentation, "Query Incoming Payment Status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get an incoming payment',
  description: 'Find out whether the customer has paid',
  fields: [idField('incomingPaymentId', 'Incoming Payment ID')],
  request: () => ({ type: 'incoming_payment', idParameter: 'incomingPaymentId' }),
};
