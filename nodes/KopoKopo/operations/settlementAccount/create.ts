import type { IDataObject } from 'n8n-workflow';

import type { Parameters } from '../../parameters/parameters';
import type { CreateOperation } from '../operation';
import {
  accountName,
  accountNumber,
  bankAccountIn,
  bankBranchRef,
  settlementMethod,
} from '../fields/accounts';
import { firstName, lastName, network, phoneNumber } from '../fields/people';
import { accountType, accountTypeOf, type OwnAccount } from './accountType';

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
    return { type, body: BODIES[type](parameters) };
  },
};

/** Each kind of account has an endpoint of its own. */
const BODIES: Record<OwnAccount, (parameters: Parameters) => IDataObject> = {
  merchant_bank_account: (parameters) => ({
    ...bankAccountIn(parameters),
    settlement_method: parameters.choice('settlementMethod'),
  }),
  merchant_wallet: (parameters) => ({
    first_name: parameters.text('firstName'),
    last_name: parameters.text('lastName'),
    // The one v1 endpoint whose sample has no plus.
    phone_number: parameters.phone('phoneNumber', 'withoutPlus'),
    network: parameters.choice('network'),
  }),
};
