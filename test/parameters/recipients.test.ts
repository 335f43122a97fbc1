import type { INodeProperties } from 'n8n-workflow';

import { RESOURCES } from '../../nodes/KopoKopo/operations';
import { fieldsOf } from '../../nodes/KopoKopo/operations/properties';
import { startSandbox, type Sandbox } from '../../sandbox';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';
import { KINDS, toForm, toList } from '../stage/destinations';

let sandbox: Sandbox;
let engine: Engine;

beforeAll(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterAll(() => sandbox.stop());

/** Every operation of version 2 of the API, filled in so that it would be sent. */
const OPERATIONS: Array<[title: string, NodeParameters]> = [
  ...['Mobile Wallet', 'Bank Account', 'Till', 'Paybill'].map((kind): [string, NodeParameters] => [
    `External Recipient: Create (${kind})`,
    { ...documented(`Pay Recipient: Create (${kind})`).parameters, resource: 'externalRecipient' },
  ]),
  [
    'External Recipient: Get',
    { resource: 'externalRecipient', operation: 'get', externalRecipientId: 'id-1' },
  ],
  [
    'Payment Link: Create',
    {
      resource: 'paymentLink',
      operation: 'create',
      tillNumber: '000000',
      amount: 100,
      paymentReference: 'INV-1',
    },
  ],
  ['Payment Link: Get', { resource: 'paymentLink', operation: 'get', paymentLinkId: 'id-1' }],
  ['Payment Link: Cancel', { resource: 'paymentLink', operation: 'cancel', paymentLinkId: 'id-1' }],
  [
    'Reversal: Create',
    { resource: 'reversal', operation: 'create', transactionReference: 'OJM6Q1W84K', reason: 'x' },
  ],
  ['Reversal: Get', { resource: 'reversal', operation: 'get', reversalId: 'id-1' }],
  ['Send Money: Send (form)', toForm(KINDS[0]?.form ?? {})],
  ['Send Money: Send (list)', toList([KINDS[0]?.list])],
  ['Send Money: Sweep', { resource: 'sendMoney', operation: 'sweep', sweepEverything: true }],
  ['Send Money: Get', { resource: 'sendMoney', operation: 'get', sendMoneyId: 'id-1' }],
];

/** A value that can't be used, and what the user reads about it. */
type Bad = [value: unknown, sentence: string];

const EMPTY = 'is empty. Fill it in.';
const A_LIST = 'must be text, and is a list. Check its expression.';

const words = (label: string): Bad[] => [
  [' ', `'${label}' ${EMPTY}`],
  [['a'], `'${label}' ${A_LIST}`],
];
const optionalWords = (label: string): Bad[] => [[['a'], `'${label}' ${A_LIST}`]];
const tillNumber = (label: string): Bad[] => [
  [
    'shop',
    `'${label}' is not a till number: "shop". A till number has 3 to 12 digits; an online payments till has a K in front, e.g. K123456.`,
  ],
];
const choice = (label: string, ...values: string[]): Bad[] => [
  ['ship', `'${label}' has no choice "ship". It must be one of: ${values.join(', ')}.`],
];
const number = (label: string, wanted: string): Bad[] => [
  [0, `'${label}' is 0. Enter a number ${wanted}.`],
  ['ten', `'${label}' is "ten". Enter a number ${wanted}.`],
];
const id = (label: string, title: string): Bad[] => [
  ...words(label),
  [
    'the first',
    `'${label}' is not an ID: "the first". Enter the ID or the location URL of the ${title}.`,
  ],
];

const TOO_MANY_PAIRS: Bad[] = [
  [
    { pair: 'abcdef'.split('').map((key) => ({ key, value: '1' })) },
    "'Metadata' has 6 pairs. Kopo Kopo keeps at most 5: remove some.",
  ],
];

/** What can be wrong with each parameter, wherever it is. Those of a recipient are in sendMoney.test.ts. */
const BAD: Record<string, Bad[]> = {
  accountName: words('Account Name'),
  accountNumber: words('Account Number'),
  amount: [
    [0, "'Amount' must be more than 0, and is 0."],
    ['', "'Amount' is empty. Enter a number of shillings, e.g. 1500."],
  ],
  bankBranchRef: words('Bank Branch Reference'),
  'options.callbackUrl': [
    [
      'http://example.com',
      '\'Callback URL\' is not a URL that Kopo Kopo can send to: "http://example.com". It must start with https://, e.g. https://example.com/kopokopo.',
    ],
  ],
  externalRecipientId: id('Recipient ID', 'saved recipient'),
  firstName: words('First Name'),
  lastName: words('Last Name'),
  network: choice('Network', 'Airtel', 'Safaricom', 'Telkom'),
  paybillAccountNumber: words('Paybill Account Number'),
  paybillName: words('Paybill Name'),
  paybillNumber: [
    ['KPLC', '\'Paybill Number\' is not a number of 3 to 12 digits: "KPLC". Correct it.'],
  ],
  paymentLinkId: id('Payment Link ID', 'payment link'),
  paymentReference: words('Payment Reference'),
  phoneNumber: words('Phone Number'),
  reason: words('Reason'),
  recipientList: [
    [
      [],
      "'Recipient List' has no recipient. Add at least one. (To move all your money to your own accounts, there is 'Sweep to My Accounts'.)",
    ],
  ],
  recipients: [
    [
      { recipient: [] },
      "'Recipients' has no recipient. Add at least one. (To move all your money to your own accounts, there is 'Sweep to My Accounts'.)",
    ],
  ],
  recipientsFrom: choice('Recipients From', 'form', 'list'),
  recipientType: choice('Recipient Type', 'bank_account', 'mobile_wallet', 'paybill', 'till'),
  reversalId: id('Refund ID', 'refund'),
  sendMoneyId: id('Send Money ID', 'send money request'),
  settlementMethod: choice('Settlement Method', 'RTS'),
  tillName: words('Till Name'),
  tillNumber: tillNumber('Till Number'),
  transactionReference: words('Transaction Reference'),
  'additionalFields.currency': [
    ['USD', '\'Currency\' is "USD". Kopo Kopo works in Kenyan shillings only: enter KES.'],
  ],
  'options.email': [
    ['jane', '\'Email\' is not an e-mail address: "jane". Correct it or leave it empty.'],
  ],
  'additionalFields.metadata': TOO_MANY_PAIRS,
  'options.metadata': TOO_MANY_PAIRS,
  'options.nickname': optionalWords('Nickname'),
  'additionalFields.note': optionalWords('Note'),
  'options.sourceIdentifier': tillNumber('Source Till'),
  'options.concurrency': number('Items at a Time', 'from 1 to 100'),
  'options.idempotencyKey': optionalWords('Idempotency Key'),
  'options.maxWait': number('Max Wait (Seconds)', 'from 1 to 3600'),
  'options.requestsPerSecond': number('Requests per Second', 'above 0, at most 1000').slice(1),
  'options.timeout': number('Timeout (Seconds)', 'from 1 to 300'),
};

/** Where the values differ from operation to operation. */
const resultMode = (resource: unknown): Bad[] =>
  resource === 'paymentLink'
    ? choice('When to Continue', 'wait', 'none')
    : choice('When to Continue', 'wait', 'resume', 'none');

/** On and off are all that a switch can be. */
const canBeBad = ({ type, displayOptions }: INodeProperties) =>
  // What only a tool of an AI agent has can't be entered here.
  type !== 'boolean' && type !== 'notice' && !displayOptions?.show?.['@tool'];

function pathsOf(property: INodeProperties, parameters: NodeParameters): string[] {
  if (property.type !== 'collection') return canBeBad(property) ? [property.name] : [];
  return (property.options ?? []).flatMap((inner) =>
    'type' in inner && canBeBad(inner) && shows(inner, parameters)
      ? [`${property.name}.${inner.name}`]
      : [],
  );
}

/** Whether a field shows for these parameters, by the rules that it has itself. */
function shows({ displayOptions }: INodeProperties, parameters: NodeParameters): boolean {
  return Object.entries(displayOptions?.show ?? {}).every(([shown, values]) => {
    const name = shown.replace(/^\//, '');
    return (
      name === 'resultMode' || !Array.isArray(values) || values.some((v) => v === parameters[name])
    );
  });
}

function fieldsFor(parameters: NodeParameters): INodeProperties[] {
  const resource = RESOURCES.find(({ value }) => value === parameters.resource);
  const operation = resource?.operations.find(({ value }) => value === parameters.operation);
  if (!operation) throw new Error('There is no such operation');
  return fieldsOf(operation).filter((property) => shows(property, parameters));
}

const ROWS = OPERATIONS.flatMap(([title, parameters]) =>
  fieldsFor(parameters)
    .flatMap((property) => pathsOf(property, parameters))
    .flatMap((path) => {
      const all = path === 'resultMode' ? resultMode(parameters.resource) : (BAD[path] ?? []);
      return all.map(([value, sentence]): [string, string, string, unknown, NodeParameters] => [
        title,
        path,
        sentence,
        value,
        parameters,
      ]);
    }),
);

/** From an expression, past the editor's own checks; what decides which fields show can't be one. */
function entered(path: string, value: unknown): NodeParameters[string] {
  if (/metadata$|^recipients$/.test(path)) return value as NodeParameters;
  if (/^(recipientsFrom|recipientType|resultMode)$/.test(path)) return value as string;
  return `={{ ${JSON.stringify(value)} }}`;
}

function withValue(parameters: NodeParameters, path: string, value: unknown): NodeParameters {
  const [name = '', inner] = path.split('.');
  if (inner === undefined) return { ...parameters, [name]: entered(path, value) };
  const collection = parameters[name];
  const others = typeof collection === 'object' ? collection : {};
  return { ...parameters, [name]: { ...others, [inner]: entered(path, value) } };
}

describe('a value that cannot be used', () => {
  it.each(ROWS)('%s: %s: %s', async (_title, path, sentence, value, parameters) => {
    sandbox.control.clearRequests();
    const { error } = await engine.runAction({
      parameters: withValue({ ...parameters, resultMode: 'wait' }, path, value),
    });
    expect(error?.message).toBe(`${sentence} [item 0]`);
    expect(sandbox.control.requests()).toEqual([]);
  });
});

describe('the tables above', () => {
  it.each(OPERATIONS)('have every field of %s', (_title, parameters) => {
    const paths = fieldsFor(parameters).flatMap((property) => pathsOf(property, parameters));
    expect(paths.filter((path) => path !== 'resultMode' && !BAD[path])).toEqual([]);
  });

  it('have every operation of version 2', () => {
    const v2 = ['externalRecipient', 'paymentLink', 'reversal', 'sendMoney'];
    const all = RESOURCES.filter(({ value }) => v2.includes(value)).flatMap((resource) =>
      resource.operations.map(({ value }) => `${resource.value} ${value}`),
    );
    const tested = OPERATIONS.map(
      ([, { resource, operation }]) => `${String(resource)} ${String(operation)}`,
    );
    expect([...new Set(tested)].sort()).toEqual(all.sort());
  });
});
