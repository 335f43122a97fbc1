import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const externalRecipient: Resource = {
  name: 'Saved Recipient (External Recipient)',
  value: 'externalRecipient',
  description:
    "Somebody whom you pay, kept on the Kopo Kopo dashboard. 'Send Money' doesn't need one.",
  operations: [create, get],
};
