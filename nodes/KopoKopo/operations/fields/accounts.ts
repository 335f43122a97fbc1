import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../parameters/parameters';

/** What an account of one's own can be, by the API's types. */
export const OWN_ACCOUNTS = [
  { name: 'Bank Account', value: 'merchant_bank_account' as const },
  { name: 'Mobile Wallet', value: 'merchant_wallet' as const },
];

export const accountName: INodeProperties = {
  displayName: 'Account Name',
  name: 'accountName',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. Jane Wanjiku',
  description: 'The name of the holder as the bank has it',
};

export const accountNumber: INodeProperties = {
  displayName: 'Account Number',
  name: 'accountNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 0102345678901',
  description: 'The number of the bank account; leading zeros are kept',
};

export const bankBranchRef: INodeProperties = {
  displayName: 'Bank Branch Reference',
  name: 'bankBranchRef',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. c7f300c0-f1ef-4151-9bbe-005005aa3747',
  description:
    "Kopo Kopo's reference of the bank's branch. The Kopo Kopo dashboard shows it where you add a bank account; the API cannot list them.",
};

export const settlementMethod: INodeProperties = {
  displayName: 'Settlement Method',
  name: 'settlementMethod',
  type: 'options',
  options: [
    { name: 'EFT (Electronic Funds Transfer)', value: 'EFT' },
    { name: 'RTS (Real-Time Settlement)', value: 'RTS' },
  ],
  default: 'RTS',
  description: 'How the money travels to the bank',
};

export const payeeTill: INodeProperties = {
  displayName: 'Till Number',
  name: 'tillNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 123456',
  description: 'The till of the business that you want to pay, not your own',
};

export const paybillNumber: INodeProperties = {
  displayName: 'Paybill Number',
  name: 'paybillNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 888880',
  description: 'The business number of the paybill',
};

export const paybillAccountNumber: INodeProperties = {
  displayName: 'Paybill Account Number',
  name: 'paybillAccountNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 14203456789',
  description: 'Your account with that business, such as the meter number',
};

/** @returns the bank account that the fields name, as the API wants it */
export function bankAccountIn(parameters: Parameters): IDataObject {
  return {
    account_name: parameters.seenText('accountName'),
    account_number: parameters.bankAccountNumber('accountNumber'),
    bank_branch_ref: parameters.identifier('bankBranchRef'),
  };
}

/** @returns the paybill that the fields name, as the API wants it */
export function paybillIn(parameters: Parameters): IDataObject {
  return {
    paybill_number: parameters.digits('paybillNumber'),
    paybill_account_number: parameters.identifier('paybillAccountNumber'),
  };
}
