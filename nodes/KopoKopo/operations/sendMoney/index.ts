import type { Resource } from '../operation';
import { get } from './get';
import { send } from './send';
import { sweep } from './sweep';

export const sendMoney: Resource = {
  name: 'Send Money',
  value: 'sendMoney',
  description:
    "Pay one or many directly, or move all your money to your own accounts. For new workflows, choose it over 'Payment' and 'Settlement Transfer'.",
  operations: [get, send, sweep],
};
