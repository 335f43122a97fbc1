import type { Resource } from '../operation';
import { cancel } from './cancel';
import { create } from './create';
import { get } from './get';

export const paymentLink: Resource = {
  name: 'Payment Link',
  value: 'paymentLink',
  description: 'A web address at which a customer can pay, to put in an SMS, e-mail or invoice',
  operations: [create, get, cancel],
};
