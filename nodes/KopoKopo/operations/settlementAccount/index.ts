import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const settlementAccount: Resource = {
  name: 'Settlement Account',
  value: 'settlementAccount',
  description: 'Your own bank account or mobile wallet, where your money is settled to',
  operations: [create, get],
};
