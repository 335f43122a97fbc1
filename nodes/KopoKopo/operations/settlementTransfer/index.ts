import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const settlementTransfer: Resource = {
  name: 'Settlement Transfer',
  value: 'settlementTransfer',
  description:
    "Move your money from Kopo Kopo to your own bank account or wallet. The newer 'Send Money' does it too.",
  operations: [create, get],
};
