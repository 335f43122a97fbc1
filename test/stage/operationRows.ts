import { CREATES, type DocumentedCreate } from './documentedOperations';

/** A create in one of its kinds: as much of it as it takes to run it, and what comes after it. */
export type Row = Pick<
  DocumentedCreate,
  'parameters' | 'get' | 'idParameter' | 'answersLater' | 'type' | 'acts'
>;

const RECIPIENT = {
  type: 'mobile_wallet',
  phoneNumber: '0712345678',
  network: 'Safaricom',
  amount: 1500,
  description: 'Salary',
};

const EXTERNAL_RECIPIENTS = CREATES.filter(({ type }) => type === 'pay_recipient').map(
  (row): Row => ({
    ...row,
    type: 'external_recipient',
    parameters: { ...row.parameters, resource: 'externalRecipient' },
    get: { resource: 'externalRecipient', operation: 'get' },
    idParameter: 'externalRecipientId',
  }),
);

const SEND_MONEY = {
  type: 'send_money',
  answersLater: true,
  get: { resource: 'sendMoney', operation: 'get' },
  idParameter: 'sendMoneyId',
};

/** The documented request with what a shop wants of it. */
const GET_MANY: Row = {
  type: 'polling',
  parameters: { resource: 'polling', operation: 'getAll', scope: 'company', period: 'last7Days' },
  answersLater: true,
  get: { resource: 'polling', operation: 'get' },
  idParameter: 'pollingId',
};

/** Version 2 of the API, which has no documented samples. */
const VERSION_2: Row[] = [
  ...EXTERNAL_RECIPIENTS,
  {
    type: 'payment_link',
    parameters: {
      resource: 'paymentLink',
      operation: 'create',
      tillNumber: '000000',
      amount: 1500,
      paymentReference: 'INV-1042',
      additionalFields: { note: 'Invoice of 3 May' },
    },
    answersLater: true,
    get: { resource: 'paymentLink', operation: 'get' },
    idParameter: 'paymentLinkId',
    acts: [{ resource: 'paymentLink', operation: 'cancel' }],
  },
  {
    type: 'reversal',
    parameters: {
      resource: 'reversal',
      operation: 'create',
      transactionReference: '={{ $json.reference }}',
      reason: 'Paid twice',
    },
    answersLater: true,
    get: { resource: 'reversal', operation: 'get' },
    idParameter: 'reversalId',
  },
  {
    ...SEND_MONEY,
    parameters: {
      resource: 'sendMoney',
      operation: 'send',
      recipientsFrom: 'form',
      recipients: {
        recipient: [RECIPIENT, { ...RECIPIENT, phoneNumber: '0112345678', amount: 2000 }],
      },
    },
  },
  {
    ...SEND_MONEY,
    parameters: { resource: 'sendMoney', operation: 'sweep', sweepEverything: true },
  },
];

/** Every operation but those on the access token, filled in as a user does. */
export const ROWS: Row[] = [...CREATES, GET_MANY, ...VERSION_2];
