import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const smsNotification: Resource = {
  name: 'Customer SMS',
  value: 'smsNotification',
  description: 'Send an SMS to a customer whose payment started the workflow',
  operations: [create, get],
};
