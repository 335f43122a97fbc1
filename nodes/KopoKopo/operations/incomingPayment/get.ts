import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Source: API documentation, "Query Incoming Payment Status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get Result',
  value: 'get',
  action: 'Get result of M-PESA prompt (STK push)',
  description: 'Find out whether the customer has paid, and if not, why',
  fields: [idField('incomingPaymentId', 'Prompt ID')],
  request: () => ({ type: 'incoming_payment', idParameter: 'incomingPaymentId' }),
};
