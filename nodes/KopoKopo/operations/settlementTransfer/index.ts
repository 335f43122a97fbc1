import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const settlementTransfer: Resource = {
  name: 'Transfer to My Account (Settlement)',
  value: 'settlementTransfer',
  description: 'Move your money from Kopo Kopo to your own bank account or mobile wallet',
  operations: [create, get],
};
