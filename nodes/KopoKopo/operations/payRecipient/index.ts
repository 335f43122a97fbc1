import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const payRecipient: Resource = {
  name: 'Pay Recipient',
  value: 'payRecipient',
  description:
    "Who you pay with 'Payment': a supplier or employee with a phone, bank account, till or paybill. The newer 'Send Money' needs none.",
  operations: [create, get],
};
