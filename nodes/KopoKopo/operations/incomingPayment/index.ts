import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const incomingPayment: Resource = {
  name: 'Incoming Payment',
  value: 'incomingPayment',
  description: 'Ask a customer to pay: an M-PESA prompt (STK push) on their phone',
  operations: [create, get],
};
