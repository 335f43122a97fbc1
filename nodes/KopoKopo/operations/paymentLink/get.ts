import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Version 2 of the API, as its SDKs read it. */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get payment link',
  description: 'Find out whether the customer has paid through the link',
  fields: [idField('paymentLinkId', 'Payment Link ID')],
  request: () => ({ type: 'payment_link', idParameter: 'paymentLinkId' }),
};
