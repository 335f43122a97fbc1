import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { withoutEmpty } from '../../api/json';
import type { Parameters } from '../../parameters/parameters';
import {
  accountName,
  accountNumber,
  bankAccountIn,
  bankBranchRef,
  paybillAccountNumber,
  paybillIn,
  paybillNumber,
  payeeTill,
} from '../fields/accounts';
import { amount, paymentDescription } from '../fields/money';
import { network, nickname, phoneNumber } from '../fields/people';

/** Seen in a message of the live API. */
const LEAST_KES = 10;
const MOST_KES = 250_000;

const reference: INodeProperties = {
  displayName: 'Account Reference',
  name: 'reference',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 17067bf7-648e-424c-af0f-8c541a1b4ec3',
  description: "Your own account's reference, as on the Kopo Kopo dashboard",
};

const favourite: INodeProperties = {
  displayName: 'Favourite',
  name: 'favourite',
  type: 'boolean',
  default: false,
  description: 'Whether to make the recipient one of your favourites on the Kopo Kopo dashboard',
};

interface DestinationKind {
  name: string;
  value: string;
  /** What only this kind needs. */
  fields: INodeProperties[];
  /** Whether it belongs to somebody else, so that the payment is described. */
  isForOthers: boolean;
  destination(entry: Parameters): IDataObject;
}

const toMyself = (entry: Parameters): IDataObject => ({ reference: entry.identifier('reference') });

/** What each kind of destination needs. Source: version 2 of the API, as its SDKs send it. */
const KINDS: DestinationKind[] = [
  {
    name: 'Bank Account',
    value: 'bank_account',
    fields: [accountName, accountNumber, bankBranchRef],
    isForOthers: true,
    destination: bankAccountIn,
  },
  {
    name: 'Mobile Wallet',
    value: 'mobile_wallet',
    fields: [phoneNumber, network],
    isForOthers: true,
    destination: (entry) => ({
      phone_number: entry.phone('phoneNumber', 'withoutPlus'),
      network: entry.choice('network'),
    }),
  },
  {
    name: 'My Bank Account',
    value: 'merchant_bank_account',
    fields: [reference],
    isForOthers: false,
    destination: toMyself,
  },
  {
    name: 'My Mobile Wallet',
    value: 'merchant_wallet',
    fields: [reference],
    isForOthers: false,
    destination: toMyself,
  },
  {
    name: 'Paybill',
    value: 'paybill',
    fields: [paybillNumber, paybillAccountNumber],
    isForOthers: true,
    destination: paybillIn,
  },
  {
    name: 'Till',
    value: 'till',
    fields: [payeeTill],
    isForOthers: true,
    // Nobody has published whether a till with a K can be paid: it goes as entered, the API decides.
    destination: (entry) => ({ till_number: entry.till('tillNumber') }),
  },
];

const type: INodeProperties = {
  displayName: 'Type',
  name: 'type',
  type: 'options',
  // With an expression here, n8n shows the fields of all types and wants every one of them.
  noDataExpression: true,
  options: KINDS.map(({ name, value }) => ({ name, value })),
  default: 'mobile_wallet',
  description: 'Where the money shall arrive',
};

const FOR_OTHERS = [paymentDescription, nickname, favourite];

/** The fields of one recipient: its type and amount, then what the type needs. */
export const destinationFields: INodeProperties[] = [
  type,
  amount,
  ...uniqueFields().map((property) => ({
    ...property,
    displayOptions: { show: { type: typesWith(property.name) } },
  })),
];

/**
 * The fields that a recipient of this type has.
 *
 * @param value of the type; all fields where there is no such type
 */
export function fieldsOfType(value: string): INodeProperties[] {
  const kind = KINDS.find((candidate) => candidate.value === value);
  return kind ? [type, amount, ...fieldsOfKind(kind)] : destinationFields;
}

function fieldsOfKind({ fields, isForOthers }: DestinationKind): INodeProperties[] {
  return isForOthers ? [...fields, ...FOR_OTHERS] : fields;
}

function uniqueFields(): INodeProperties[] {
  const own = KINDS.flatMap(({ fields }) => fields);
  const first = own.filter(
    (property, index) => own.findIndex(({ name }) => name === property.name) === index,
  );
  return [...first, ...FOR_OTHERS];
}

function typesWith(name: string): string[] {
  return KINDS.filter((kind) => fieldsOfKind(kind).some((property) => property.name === name)).map(
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
  const texts = kind?.isForOthers
    ? {
        description: entry.text('description'),
        nickname: entry.optionalText('nickname'),
        favourite: isFavourite(entry) || undefined,
      }
    : {};
  return withoutEmpty({ type: chosen, amount: value, ...kind?.destination(entry), ...texts });
}

/** A spreadsheet has it as text. */
function isFavourite(entry: Parameters): boolean {
  const entered = entry.raw('favourite') ?? false;
  const word = String(entered).trim().toLowerCase();
  if (['true', 'yes'].includes(word)) return true;
  if (['false', 'no', ''].includes(word)) return false;
  throw entry.refusal(
    'favourite',
    `is neither true nor false: ${JSON.stringify(entered)}`,
    'Enter true or false.',
  );
}
