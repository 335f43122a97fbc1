import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const externalRecipient: Resource = {
  name: 'External Recipient',
  value: 'externalRecipient',
  description: "Somebody whom you pay with 'Send Money'. The newer form of 'Pay Recipient'.",
  operations: [create, get],
};
