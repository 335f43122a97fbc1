import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';

export const polling: Resource = {
  name: 'Payments Received',
  value: 'polling',
  description:
    'Look up what customers have paid at your tills: today, last month, or between any two dates',
  operations: [getAll, create, get],
};
