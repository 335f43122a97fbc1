import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { withoutEmpty } from '../../api/json';
import type { Parameters } from '../parameters';
import {
  accountName,
  accountNumber,
  amount,
  bankBranchRef,
  network,
  phoneNumber,
} from '../sharedFields';

/** Seen in a message of the live API. */
const LEAST_KES = 10;
const MOST_KES = 250_000;

const tillNumber: INodeProperties = {
  displayName: 'Till Number',
  name: 'tillNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 123456',
  description: 'The till of the business that you pay',
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

const reference: INodeProperties = {
  displayName: 'Account Reference',
  name: 'reference',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. d76265cd-0000-e511-80da-0aa34a9b0000',
  description: "Your own account's reference, as on the Kopo Kopo dashboard",
};

const description: INodeProperties = {
  displayName: 'Description',
  name: 'description',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. Salary for May 2026',
  description: 'What the payment is for',
};

const nickname: INodeProperties = {
  displayName: 'Nickname',
  name: 'nickname',
  type: 'string',
  default: '',
  placeholder: 'e.g. Milk supplier',
  description: 'A short name by which you find the recipient again',
};

interface DestinationKind {
  name: string;
  value: string;
  fields: INodeProperties[];
  destination(entry: Parameters): IDataObject;
}

const forOthers = (entry: Parameters): IDataObject => ({
  description: entry.text('description'),
  nickname: entry.optionalText('nickname'),
});

const toMyself = (entry: Parameters): IDataObject => ({ reference: entry.text('reference') });

/** What each kind of destination needs. Source: version 2 of the API, as its SDKs send it. */
const KINDS: DestinationKind[] = [
  {
    name: 'Bank Account',
    value: 'bank_account',
    fields: [accountName, accountNumber, bankBranchRef, description, nickname],
    destination: (entry) => ({
      account_name: entry.text('accountName'),
      account_number: entry.text('accountNumber'),
      bank_branch_ref: entry.text('bankBranchRef'),
      ...forOthers(entry),
    }),
  },
  {
    name: 'Mobile Wallet',
    value: 'mobile_wallet',
    fields: [phoneNumber, network, description, nickname],
    destination: (entry) => ({
      phone_number: entry.phone('phoneNumber', 'withoutPlus'),
      network: entry.optionalChoice('network') ?? 'Safaricom',
      ...forOthers(entry),
    }),
  },
  {
    name: 'My Bank Account',
    value: 'merchant_bank_account',
    fields: [reference],
    destination: toMyself,
  },
  {
    name: 'My Mobile Wallet',
    value: 'merchant_wallet',
    fields: [reference],
    destination: toMyself,
  },
  {
    name: 'Paybill',
    value: 'paybill',
    fields: [paybillNumber, paybillAccountNumber, description, nickname],
    destination: (entry) => ({
      paybill_number: entry.digits('paybillNumber'),
      paybill_account_number: entry.text('paybillAccountNumber'),
      ...forOthers(entry),
    }),
  },
  {
    name: 'Till',
    value: 'till',
    fields: [tillNumber, description, nickname],
    destination: (entry) => ({ till_number: entry.till('tillNumber'), ...forOthers(entry) }),
  },
];

const type: INodeProperties = {
  displayName: 'Type',
  name: 'type',
  type: 'options',
  options: KINDS.map(({ name, value }) => ({ name, value })),
  default: 'mobile_wallet',
  description: 'Where the money shall arrive',
};

/** The fields of one recipient: its type and amount, then what the type needs. */
export const destinationFields: INodeProperties[] = [
  type,
  amount,
  ...uniqueFields().map((property) => ({
    ...property,
    displayOptions: { show: { type: typesWith(property.name) } },
  })),
];

function uniqueFields(): INodeProperties[] {
  const all = KINDS.flatMap(({ fields }) => fields);
  return all.filter(
    (property, index) => all.findIndex(({ name }) => name === property.name) === index,
  );
}

function typesWith(name: string): string[] {
  return KINDS.filter(({ fields }) => fields.some((property) => property.name === name)).map(
    ({ value }) => value,
  );
}

/**
 * One destination as the API wants it.
 *
 * @param entry a recipient of the form or of a list
 * @throws NodeOperationError naming the recipient and the field
 */
export function destinationIn(entry: Parameters): IDataObject {
  const chosen = entry.choice('type');
  const { value } = entry.amount('amount');
  if (value < LEAST_KES || value > MOST_KES) {
    throw entry.refusal(
      'amount',
      `must be between KES ${LEAST_KES} and KES ${MOST_KES.toLocaleString('en')}, and is ${value}`,
      '',
    );
  }
  const kind = KINDS.find((candidate) => candidate.value === chosen);
  return withoutEmpty({ type: chosen, amount: value, ...kind?.destination(entry) });
}
