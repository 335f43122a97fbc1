import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const externalRecipient: Resource = {
  name: 'External Recipient',
  value: 'externalRecipient',
  description:
    "Somebody whom you pay, kept on the Kopo Kopo dashboard: the newer form of 'Pay Recipient'. For 'Payment' you need a 'Pay Recipient'; 'Send Money' needs neither.",
  operations: [create, get],
};
