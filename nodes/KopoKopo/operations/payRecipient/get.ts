import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Not documented, but answered like the others: `attributes.recipient_reference` is what payments take. */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get older saved recipient (pay recipient)',
  description: 'Find out whether a recipient is approved, and its reference for payments',
  fields: [idField('payRecipientId', 'Recipient ID')],
  request: () => ({ type: 'pay_recipient', idParameter: 'payRecipientId' }),
};
