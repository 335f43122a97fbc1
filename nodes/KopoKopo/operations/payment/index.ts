import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const payment: Resource = {
  name: 'Payment',
  value: 'payment',
  description:
    "Pay a supplier, employee or bill that is a 'Pay Recipient': money leaves your account. The newer 'Send Money' pays anyone directly, and many at once.",
  operations: [create, get],
};
