import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Answers `attributes {recipient_type, status, recipient_reference}`, as seen in production. */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get saved recipient (external recipient)',
  description: 'Find out whether a recipient is approved',
  fields: [idField('externalRecipientId', 'Recipient ID')],
  request: () => ({ type: 'external_recipient', idParameter: 'externalRecipientId' }),
};
