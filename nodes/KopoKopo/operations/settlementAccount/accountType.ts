import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../parameters/parameters';
import { OWN_ACCOUNTS } from '../fields/accounts';

export const accountType: INodeProperties = {
  displayName: 'Account Type',
  name: 'accountType',
  type: 'options',
  options: OWN_ACCOUNTS,
  default: 'merchant_bank_account',
  description: 'What kind of account of your own it is',
};

/** @returns the API's type for the chosen account: each has an endpoint of its own */
export function accountTypeOf(parameters: Parameters): OwnAccount {
  const chosen = parameters.choice('accountType');
  return OWN_ACCOUNTS.find(({ value }) => value === chosen)?.value ?? 'merchant_bank_account';
}

export type OwnAccount = (typeof OWN_ACCOUNTS)[number]['value'];
