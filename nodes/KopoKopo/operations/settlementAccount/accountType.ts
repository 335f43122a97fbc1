import type { INodeProperties } from 'n8n-workflow';

import type { ResourceType } from '../../api/resourceTypes';
import type { Parameters } from '../../parameters/parameters';

export const accountType: INodeProperties = {
  displayName: 'Account Type',
  name: 'accountType',
  type: 'options',
  options: [
    { name: 'Bank Account', value: 'merchant_bank_account' },
    { name: 'Mobile Wallet', value: 'merchant_wallet' },
  ],
  default: 'merchant_bank_account',
  description: 'What kind of account of your own it is',
};

/** @returns the API's type for the chosen account: each has an endpoint of its own */
export function accountTypeOf(parameters: Parameters): ResourceType {
  return parameters.choice('accountType') === 'merchant_wallet'
    ? 'merchant_wallet'
    : 'merchant_bank_account';
}
