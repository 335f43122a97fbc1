import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const smsNotification: Resource = {
  name: 'SMS Notification',
  value: 'smsNotification',
  description: 'Send an SMS to a customer who has paid you',
  operations: [create, get],
};
