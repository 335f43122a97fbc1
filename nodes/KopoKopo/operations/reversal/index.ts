import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const reversal: Resource = {
  name: 'Reversal',
  value: 'reversal',
  description: 'Give a customer their payment back',
  operations: [create, get],
};
