import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const incomingPayment: Resource = {
  name: 'M-PESA Prompt (STK Push)',
  value: 'incomingPayment',
  description:
    'Ask a customer to pay: their phone shows your till and the amount, and they enter their PIN',
  operations: [create, get],
};
