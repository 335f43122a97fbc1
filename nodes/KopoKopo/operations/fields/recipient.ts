import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { OptionalField } from '../../parameters/optionalField';
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
} from './accounts';
import { inOptions } from './collections';
import { email, firstName, lastName, network, phoneNumber } from './people';

const paybillName: INodeProperties = {
  displayName: 'Paybill Name',
  name: 'paybillName',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. KPLC Prepaid',
  description: 'A name for the paybill by which you know it',
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

/** The only method documented for recipients. */
const realTimeSettlement: INodeProperties = {
  displayName: 'Settlement Method',
  name: 'settlementMethod',
  type: 'options',
  options: [{ name: 'RTS (Real-Time Settlement)', value: 'RTS' }],
  default: 'RTS',
  description: 'How the money travels to the bank',
};

/** A kind of recipient: what the form asks for, and what the API gets. */
interface RecipientKind {
  name: string;
  value: string;
  fields: INodeProperties[];
  recipient(parameters: Parameters): IDataObject;
}

/** What each kind of recipient needs. Source: API documentation, "Adding PAY recipients". */
const RECIPIENT_KINDS: RecipientKind[] = [
  {
    name: 'Bank Account',
    value: 'bank_account',
    fields: [accountName, accountNumber, bankBranchRef, realTimeSettlement],
    recipient: (parameters) => ({
      ...bankAccountIn(parameters),
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
    ],
    recipient: (parameters) => ({
      first_name: parameters.text('firstName'),
      last_name: parameters.text('lastName'),
      phone_number: parameters.phone('phoneNumber', 'withPlus'),
      network: parameters.choice('network'),
      email: parameters.optionalEmail(inOptions(email)),
    }),
  },
  {
    name: 'Paybill',
    value: 'paybill',
    fields: [paybillName, paybillNumber, paybillAccountNumber],
    recipient: (parameters) => ({
      paybill_name: parameters.seenText('paybillName'),
      ...paybillIn(parameters),
    }),
  },
  {
    name: 'Till',
    value: 'till',
    fields: [tillName, payeeTill],
    recipient: (parameters) => ({
      till_name: parameters.seenText('tillName'),
      till_number: parameters.till('tillNumber'),
    }),
  },
];

/** What a recipient can be, by the API's types. */
export const RECIPIENT_TYPES = RECIPIENT_KINDS.map(({ name, value }) => ({ name, value }));

/** The fields that describe a recipient of any kind. */
export const recipientFields: INodeProperties[] = [
  {
    displayName: 'Recipient Type',
    name: 'recipientType',
    type: 'options',
    options: RECIPIENT_TYPES,
    default: 'mobile_wallet',
    description: 'Where the money shall arrive',
  },
  ...RECIPIENT_KINDS.flatMap(({ value, fields }) =>
    fields.map((field) => ({ ...field, displayOptions: { show: { recipientType: [value] } } })),
  ),
];

/** What may be said of a recipient besides. */
export const recipientEmail: OptionalField = {
  ...email,
  displayOptions: { show: { '/recipientType': ['mobile_wallet'] } },
};

/**
 * @returns the recipient as the API wants it
 * @throws NodeOperationError naming a field that can't be used
 */
export function recipientIn(parameters: Parameters): { type: string; recipient: IDataObject } {
  const type = parameters.choice('recipientType');
  const kind = RECIPIENT_KINDS.find(({ value }) => value === type);
  return { type, recipient: kind?.recipient(parameters) ?? {} };
}
