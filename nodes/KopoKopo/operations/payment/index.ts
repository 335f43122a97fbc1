import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const payment: Resource = {
  name: 'Send Money, Older (Payment)',
  value: 'payment',
  description:
    "Pay somebody who is a 'Saved Recipient, Older'. 'Send Money' is newer and pays anyone, many at once.",
  operations: [create, get],
};
