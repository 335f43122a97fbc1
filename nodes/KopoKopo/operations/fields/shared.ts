import type { INodeProperties } from 'n8n-workflow';

import type { CreateOperation } from '../operation';

/** Fields that several operations have: the same name and meaning everywhere, so that values survive switching. */

export const phoneNumber: INodeProperties = {
  displayName: 'Phone Number',
  name: 'phoneNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 0712345678',
  description:
    'A Kenyan mobile number in any usual form: 07…, 01…, +254… or 254…, with or without spaces',
};

export const amount: INodeProperties = {
  displayName: 'Amount',
  name: 'amount',
  type: 'number',
  typeOptions: { minValue: 0, numberPrecision: 2 },
  required: true,
  default: 0,
  placeholder: 'e.g. 1500',
  description: 'In Kenyan shillings. Whole shillings are safest: M-PESA does not move cents.',
};

export const currency: INodeProperties = {
  displayName: 'Currency',
  name: 'currency',
  type: 'string',
  default: 'KES',
  placeholder: 'e.g. KES',
  description: 'Kopo Kopo works in Kenyan shillings (KES) only',
};

export const email: INodeProperties = {
  displayName: 'Email',
  name: 'email',
  type: 'string',
  placeholder: 'e.g. name@email.com',
  default: '',
  description: "The person's e-mail address, for Kopo Kopo's records",
};

export const firstName: INodeProperties = {
  displayName: 'First Name',
  name: 'firstName',
  type: 'string',
  default: '',
  placeholder: 'e.g. Jane',
  description: "The person's first name, as it is registered with the phone",
};

export const lastName: INodeProperties = {
  displayName: 'Last Name',
  name: 'lastName',
  type: 'string',
  default: '',
  placeholder: 'e.g. Wanjiku',
  description: "The person's last name, as it is registered with the phone",
};

export const network: INodeProperties = {
  displayName: 'Network',
  name: 'network',
  type: 'options',
  options: [
    { name: 'Airtel', value: 'Airtel' },
    { name: 'Safaricom', value: 'Safaricom' },
    { name: 'Telkom', value: 'Telkom' },
  ],
  default: 'Safaricom',
  description: 'The mobile network of the phone number. M-PESA is Safaricom.',
};

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
    { name: 'EFT', value: 'EFT', description: 'Electronic funds transfer' },
    { name: 'RTS', value: 'RTS', description: 'Real-time settlement' },
  ],
  default: 'RTS',
  description: 'How the money travels to the bank',
};

export const scope: INodeProperties = {
  displayName: 'Scope',
  name: 'scope',
  type: 'options',
  options: [
    { name: 'Company', value: 'company', description: 'All tills of the company' },
    { name: 'Till', value: 'till', description: 'One till' },
  ],
  default: 'till',
  description: 'One till, or all tills of the company',
};

export const scopeTill: INodeProperties = {
  displayName: 'Till Number',
  name: 'scopeReference',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 123456',
  description: 'The number of your till, as on the Kopo Kopo dashboard',
  displayOptions: { show: { scope: ['till'] } },
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

export const paymentDescription: INodeProperties = {
  displayName: 'Description',
  name: 'description',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. Salary for May 2026',
  description: 'What the payment is for',
};

export const nickname: INodeProperties = {
  displayName: 'Nickname',
  name: 'nickname',
  type: 'string',
  default: '',
  placeholder: 'e.g. Milk supplier',
  description: 'A short name by which you find the recipient again on the Kopo Kopo dashboard',
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

export const metadata: INodeProperties = {
  displayName: 'Metadata',
  name: 'metadata',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  default: {},
  placeholder: 'Add Pair',
  description:
    'Up to 5 pairs of your own, such as an invoice number. They come back with the result and are not shown to the customer.',
  options: [
    {
      displayName: 'Pair',
      name: 'pair',
      values: [
        {
          displayName: 'Key',
          name: 'key',
          type: 'string',
          default: '',
          placeholder: 'e.g. invoice',
          description: 'The name under which it comes back',
        },
        {
          displayName: 'Value',
          name: 'value',
          type: 'string',
          default: '',
          placeholder: 'e.g. INV-1042',
          description: 'What comes back under that name',
        },
      ],
    },
  ],
};

/**
 * The collection of optional fields.
 *
 * @param fields in alphabetical order of their display names
 */
export function additionalFields(...fields: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    options: fields,
  };
}

/**
 * A field that takes an id or a location URL.
 *
 * @param name e.g. `paymentId`
 * @param displayName e.g. `Payment ID`
 */
export function idField(name: string, displayName: string): INodeProperties {
  return {
    displayName,
    name,
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 247b1bd8-f5a0-4b71-a898-f62f67b8ae1c',
    description:
      'The ID in the output of the operation that made it, or the whole URL in its location',
  };
}

const simplify: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const splitTransactions: INodeProperties = {
  displayName: 'Split Transactions',
  name: 'splitTransactions',
  type: 'boolean',
  default: true,
  description:
    'Whether to return one item for each transaction instead of one with all of them. A request that fails is an error then.',
};

const resultMode: INodeProperties = {
  displayName: 'When to Continue',
  name: 'resultMode',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Wait',
      value: 'wait',
      description:
        "Ask Kopo Kopo until there is a result. Best for most: works for many items, and doesn't need the callback to arrive.",
    },
    {
      name: 'Suspend Until Callback',
      value: 'resume',
      description:
        'Put the execution to sleep until Kopo Kopo sends the result, up to days. For one item at a time, and n8n must be reachable from the internet. Callbacks can get lost: follow it with a Get.',
    },
    {
      name: 'Immediately',
      value: 'none',
      description: 'Continue without the result. Get it later with the Get operation.',
    },
  ],
  default: 'wait',
  description:
    "The result comes later, e.g. when the customer has entered the PIN. 'Wait' for results within minutes; 'Suspend Until Callback' for those that may take hours.",
};

const callbackUrl: INodeProperties = {
  displayName: 'Callback URL',
  name: 'callbackUrl',
  type: 'string',
  default: '',
  placeholder: 'e.g. https://example.com/kopokopo',
  hint: 'Optional: most workflows leave it empty',
  description:
    "Another place that Kopo Kopo sends the result to, e.g. the URL of a Kopo Kopo Trigger on 'API Result'. Leave empty if you don't need it.",
  displayOptions: { show: { resultMode: ['wait', 'none'] } },
};

const concurrency: INodeProperties = {
  displayName: 'Concurrency',
  name: 'concurrency',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: 1,
  description:
    'How many items to send at a time. With 1, an error stops everything behind it, which is safest for payments.',
};

const errorOnTimeout: INodeProperties = {
  displayName: 'Error When Not Final in Time',
  name: 'errorOnTimeout',
  type: 'boolean',
  default: false,
  description:
    "Whether a result that doesn't come in time is an error instead of an item with the outcome 'pending'",
  displayOptions: { show: { '/resultMode': ['wait'] } },
};

const idempotencyKey: INodeProperties = {
  displayName: 'Idempotency Key',
  name: 'idempotencyKey',
  type: 'string',
  default: '',
  placeholder: 'e.g. {{ $json.invoice_number }}',
  description:
    'A value that is unique for each payment, such as the invoice number. An item whose key this node has used before is refused, so that nothing is sent twice, also not after a restart. A key is free again if Kopo Kopo refused its request. In queue mode, let one execution of this node run at a time.',
};

const maxWait: INodeProperties = {
  displayName: 'Max Wait (Seconds)',
  name: 'maxWait',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: 120,
  description:
    "How long to wait for the result. Without this option: 120 seconds for 'Wait' (at most 3600), one hour for 'Suspend Until Callback' (at most 30 days).",
  displayOptions: { show: { '/resultMode': ['wait', 'resume'] } },
};

const requestsPerSecond: INodeProperties = {
  displayName: 'Requests per Second',
  name: 'requestsPerSecond',
  type: 'number',
  typeOptions: { minValue: 0.1 },
  default: 10,
  description:
    'The most requests to send in a second. Set it if Kopo Kopo says that it gets too many.',
};

const timeout: INodeProperties = {
  displayName: 'Timeout (Seconds)',
  name: 'timeout',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 300 },
  default: 30,
  description: 'How long one request may take',
};

function options(...fields: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: fields,
  };
}

/**
 * What every create whose result comes later has after its own fields.
 *
 * @param operation one that goes on before the outcome is final can't be suspended until it is
 */
export function laterResultFields({ isReady }: CreateOperation): INodeProperties[] {
  const modes = (resultMode.options ?? []).filter(
    (option) => !isReady || !('value' in option) || option.value !== 'resume',
  );
  return [
    { ...resultMode, options: modes },
    callbackUrl,
    { ...simplify, displayOptions: { show: { resultMode: ['wait', 'resume'] } } },
    options(concurrency, errorOnTimeout, idempotencyKey, maxWait, requestsPerSecond, timeout),
  ];
}

/** What every other create has. */
export const createFields: INodeProperties[] = [
  options(concurrency, idempotencyKey, requestsPerSecond, timeout),
];

/** What every act on something that exists has: done a second time, it does no harm. */
export const actFields: INodeProperties[] = [
  options({ ...concurrency, default: 10 }, requestsPerSecond, timeout),
];

/** What every Get has. */
export const getFields: INodeProperties[] = [
  simplify,
  options(
    { ...concurrency, default: 10, description: 'How many items to ask for at a time' },
    requestsPerSecond,
    timeout,
  ),
];

/** What the operations on the access token have. */
export const tokenFields: INodeProperties[] = [options(timeout)];
