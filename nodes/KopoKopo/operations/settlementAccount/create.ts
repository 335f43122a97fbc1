import type { CreateOperation } from '../operation';
import {
  accountName,
  accountNumber,
  bankAccountIn,
  bankBranchRef,
  settlementMethod,
} from '../fields/accounts';
import { firstName, lastName, network, phoneNumber } from '../fields/people';
import { accountType, accountTypeOf } from './accountType';

const forBankAccount = { show: { accountType: ['merchant_bank_account'] } };
const forWallet = { show: { accountType: ['merchant_wallet'] } };

/** Source: API documentation, "Create a merchant bank account" and "Create a merchant mobile wallet". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Add my bank account or wallet (settlement account)',
  description: 'Add an account of your own, to transfer your money to',
  answersLater: false,
  repeatable: true,
  fields: [
    accountType,
    { ...accountName, displayOptions: forBankAccount },
    { ...accountNumber, displayOptions: forBankAccount },
    { ...bankBranchRef, displayOptions: forBankAccount },
    { ...settlementMethod, displayOptions: forBankAccount },
    { ...firstName, required: true, displayOptions: forWallet },
    { ...lastName, required: true, displayOptions: forWallet },
    { ...phoneNumber, displayOptions: forWallet },
    { ...network, displayOptions: forWallet },
  ],
  request: (parameters) => {
    const type = accountTypeOf(parameters);
    if (type === 'merchant_wallet') {
      return {
        type,
        body: {
          first_name: parameters.text('firstName'),
          last_name: parameters.text('lastName'),
          // The one v1 endpoint whose sample has no plus.
          phone_number: parameters.phone('phoneNumber', 'withoutPlus'),
          network: parameters.choice('network'),
        },
      };
    }
    return {
      type,
      body: {
        ...bankAccountIn(parameters),
        settlement_method: parameters.choice('settlementMethod'),
      },
    };
  },
};
