import type { Resource } from '../operation';
import { get } from './get';
import { send } from './send';
import { sweep } from './sweep';

export const sendMoney: Resource = {
  name: 'Send Money',
  value: 'sendMoney',
  description:
    'Pay suppliers, staff and bills: to a phone, bank account, till or paybill, one or many at once',
  operations: [send, sweep, get],
};
