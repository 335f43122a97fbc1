import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const payment: Resource = {
  name: 'Payment',
  value: 'payment',
  description: 'Pay a supplier, employee or bill: money leaves your account',
  operations: [create, get],
};
