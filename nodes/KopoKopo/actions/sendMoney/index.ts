import type { Resource } from '../operation';
import { get } from './get';
import { send } from './send';
import { sweep } from './sweep';

export const sendMoney: Resource = {
  name: 'Send Money',
  value: 'sendMoney',
  description:
    "Pay many at once, or move money to your own accounts. The newer form of 'Payment' and 'Settlement Transfer'.",
  operations: [get, send, sweep],
};
