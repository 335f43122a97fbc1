import {
  bankBranch,
  network,
  oneOf,
  phoneWithoutPlus,
  required,
  text,
  validate,
  type Schema,
} from '../validation';
import type { ResourceDescription } from './resource';

const BANK_ACCOUNT: Schema = {
  account_name: required('Account name', text()),
  bank_branch_ref: bankBranch,
  account_number: required('Account number', text()),
  settlement_method: required('Settlement method', oneOf(['EFT', 'RTS'])),
};

const WALLET: Schema = {
  first_name: required('First name', text()),
  last_name: required('Last name', text()),
  phone_number: required('Phone number', phoneWithoutPlus),
  network,
};

/** "Create a merchant bank account". */
export const merchantBankAccount = settlementAccount(
  'merchant_bank_account',
  'merchant_bank_accounts',
  BANK_ACCOUNT,
);

/** "Create a merchant mobile wallet". */
export const merchantWallet = settlementAccount('merchant_wallet', 'merchant_wallets', WALLET);

function settlementAccount(type: string, path: string, schema: Schema): ResourceDescription {
  return {
    type,
    path,
    versions: ['v1', 'v2'],
    validate: (body, known) => validate(body, schema, known),
    created: ({ id, request }, { merchant }) => {
      merchant.addSettlementAccount(type, id);
      return { ...request, status: 'Approved', account_reference: id };
    },
  };
}
