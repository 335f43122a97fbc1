import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';

export const polling: Resource = {
  name: 'Polling',
  value: 'polling',
  description: 'Look up the payments that you received between two dates',
  operations: [create, get],
};
