import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const reversal: Resource = {
  name: 'Refund (Reversal)',
  value: 'reversal',
  description: 'Give a customer their payment back, to the phone that paid',
  operations: [create, get],
};
