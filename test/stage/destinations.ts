import type { IDataObject } from 'n8n-workflow';

import { REFERENCES } from '../../sandbox/merchant';
import type { NodeParameters } from './engine';

/** Each kind of destination of Send Money: as a user fills in the form, and as the API gets it. */
export interface DestinationKind {
  title: string;
  /** The type's field names, as the form has them. */
  form: NodeParameters;
  /** The same in a list, named as the API names it. */
  list: IDataObject;
  /** The destination in the request, as the API's SDKs send it. */
  destination: IDataObject;
}

const described = { description: 'Salary for May 2026', nickname: 'Jane' };

export const KINDS: DestinationKind[] = [
  {
    title: 'Mobile Wallet',
    form: {
      type: 'mobile_wallet',
      amount: 1500,
      phoneNumber: '0712 345 678',
      network: 'Safaricom',
      ...described,
      favourite: true,
    },
    list: {
      type: 'mobile_wallet',
      amount: 1500,
      phone_number: '0712 345 678',
      network: 'Safaricom',
      ...described,
      favourite: true,
    },
    destination: {
      type: 'mobile_wallet',
      amount: 1500,
      phone_number: '254712345678',
      network: 'Safaricom',
      ...described,
      favourite: true,
    },
  },
  {
    title: 'Bank Account',
    form: {
      type: 'bank_account',
      amount: 250000,
      accountName: 'Jane Wanjiku',
      accountNumber: '0102345678901',
      bankBranchRef: REFERENCES.bankBranchRef,
      ...described,
    },
    list: {
      type: 'bank_account',
      amount: 250000,
      account_name: 'Jane Wanjiku',
      account_number: '0102345678901',
      bank_branch_ref: REFERENCES.bankBranchRef,
      ...described,
    },
    destination: {
      type: 'bank_account',
      amount: 250000,
      account_name: 'Jane Wanjiku',
      account_number: '0102345678901',
      bank_branch_ref: REFERENCES.bankBranchRef,
      ...described,
    },
  },
  {
    title: 'Till',
    form: { type: 'till', amount: 10, tillNumber: '012345', description: 'Vegetables' },
    list: { type: 'till', amount: 10, till_number: '012345', description: 'Vegetables' },
    destination: { type: 'till', amount: 10, till_number: '012345', description: 'Vegetables' },
  },
  {
    title: 'Paybill',
    form: {
      type: 'paybill',
      amount: 99.5,
      paybillNumber: '888880',
      paybillAccountNumber: '014203456789',
      description: 'Power',
    },
    list: {
      type: 'paybill',
      amount: 99.5,
      paybill_number: '888880',
      paybill_account_number: '014203456789',
      description: 'Power',
    },
    destination: {
      type: 'paybill',
      amount: 99.5,
      paybill_number: '888880',
      paybill_account_number: '014203456789',
      description: 'Power',
    },
  },
  {
    title: 'My Mobile Wallet',
    form: { type: 'merchant_wallet', amount: 500, reference: REFERENCES.merchant_wallet },
    list: { type: 'merchant_wallet', amount: 500, reference: REFERENCES.merchant_wallet },
    destination: { type: 'merchant_wallet', amount: 500, reference: REFERENCES.merchant_wallet },
  },
  {
    title: 'My Bank Account',
    form: {
      type: 'merchant_bank_account',
      amount: 700,
      reference: REFERENCES.merchant_bank_account,
    },
    list: {
      type: 'merchant_bank_account',
      amount: 700,
      reference: REFERENCES.merchant_bank_account,
    },
    destination: {
      type: 'merchant_bank_account',
      amount: 700,
      reference: REFERENCES.merchant_bank_account,
    },
  },
];

export const byTitle = KINDS.map((kind): [string, DestinationKind] => [kind.title, kind]);

/** A recipient's mobile wallet in a list. */
export const wallet = (
  phone: IDataObject[string],
  amount: IDataObject[string],
  more: IDataObject = {},
): IDataObject => ({
  type: 'mobile_wallet',
  phone_number: phone,
  amount,
  description: 'Salary',
  ...more,
});

/** Send Money to recipients of the form. */
export const toForm = (...recipient: NodeParameters[]): NodeParameters => ({
  resource: 'sendMoney',
  operation: 'send',
  recipientsFrom: 'form',
  recipients: { recipient },
  resultMode: 'none',
});

/** Send Money to the recipients of a list, which an expression gives. */
export const toList = (list: unknown): NodeParameters => ({
  resource: 'sendMoney',
  operation: 'send',
  recipientsFrom: 'list',
  recipientList: `={{ ${JSON.stringify(list)} }}`,
  resultMode: 'none',
});
