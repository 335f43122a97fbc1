import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const payRecipient: Resource = {
  name: 'Saved Recipient, Older (Pay Recipient)',
  value: 'payRecipient',
  description:
    "Somebody to pay with 'Send Money, Older'. 'Send Money' is newer and doesn't need one.",
  operations: [create, get],
};
