import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { CreateOperation } from '../operation';
import type { Parameters } from '../parameters';
import {
  accountName,
  accountNumber,
  additionalFields,
  bankBranchRef,
  email,
  firstName,
  lastName,
  network,
  phoneNumber,
  settlementMethod,
} from '../sharedFields';

const paybillName: INodeProperties = {
  displayName: 'Paybill Name',
  name: 'paybillName',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. KPLC Prepaid',
  description: 'A name for the paybill by which you know it',
};

const paybillNumber: INodeProperties = {
  displayName: 'Paybill Number',
  name: 'paybillNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 888880',
  description: 'The business number of the paybill',
};

const paybillAccountNumber: INodeProperties = {
  displayName: 'Paybill Account Number',
  name: 'paybillAccountNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 14203456789',
  description: 'Your account with that business, such as the meter number',
};

const tillName: INodeProperties = {
  displayName: 'Till Name',
  name: 'tillName',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. Mama Mboga Stores',
  description: 'The name as indicated on the till',
};

const tillNumber: INodeProperties = {
  displayName: 'Till Number',
  name: 'tillNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 123456',
  description: 'The till of the business that you want to pay, not your own',
};

interface Kind {
  name: string;
  value: string;
  fields: INodeProperties[];
  recipient(parameters: Parameters): IDataObject;
}

/** What each kind of recipient needs. Source: API documentation, "Adding PAY recipients". */
const KINDS: Kind[] = [
  {
    name: 'Bank Account',
    value: 'bank_account',
    fields: [accountName, accountNumber, bankBranchRef, settlementMethod],
    recipient: (parameters) => ({
      account_name: parameters.text('accountName'),
      account_number: parameters.text('accountNumber'),
      bank_branch_ref: parameters.text('bankBranchRef'),
      settlement_method: parameters.choice('settlementMethod'),
    }),
  },
  {
    name: 'Mobile Wallet',
    value: 'mobile_wallet',
    fields: [
      { ...firstName, required: true },
      { ...lastName, required: true },
      phoneNumber,
      network,
      additionalFields(email),
    ],
    recipient: (parameters) => ({
      first_name: parameters.text('firstName'),
      last_name: parameters.text('lastName'),
      phone_number: parameters.phone('phoneNumber', 'withPlus'),
      network: parameters.choice('network'),
      email: parameters.optionalEmail('additionalFields.email'),
    }),
  },
  {
    name: 'Paybill',
    value: 'paybill',
    fields: [paybillName, paybillNumber, paybillAccountNumber],
    recipient: (parameters) => ({
      paybill_name: parameters.text('paybillName'),
      paybill_number: parameters.digits('paybillNumber'),
      paybill_account_number: parameters.text('paybillAccountNumber'),
    }),
  },
  {
    name: 'Till',
    value: 'till',
    fields: [tillName, tillNumber],
    recipient: (parameters) => ({
      till_name: parameters.text('tillName'),
      till_number: parameters.till('tillNumber'),
    }),
  },
];

/** Source: API documentation, "Adding PAY recipients". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create a pay recipient',
  description: 'Add somebody whom you want to pay',
  answersLater: false,
  repeatable: true,
  fields: [
    {
      displayName: 'Recipient Type',
      name: 'recipientType',
      type: 'options',
      options: KINDS.map(({ name, value }) => ({ name, value })),
      default: 'mobile_wallet',
      description: 'Where the money shall arrive',
    },
    ...KINDS.flatMap(({ value, fields }) =>
      fields.map((field) => ({ ...field, displayOptions: { show: { recipientType: [value] } } })),
    ),
  ],
  request: (parameters) => {
    const type = parameters.choice('recipientType');
    const kind = KINDS.find(({ value }) => value === type);
    return {
      type: 'pay_recipient',
      body: { type, pay_recipient: kind?.recipient(parameters) ?? {} },
    };
  },
};
