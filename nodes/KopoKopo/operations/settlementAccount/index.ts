import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const settlementAccount: Resource = {
  name: 'My Account (Settlement)',
  value: 'settlementAccount',
  description: 'Your own bank account or mobile wallet, to which Kopo Kopo transfers your money',
  operations: [create, get],
};
