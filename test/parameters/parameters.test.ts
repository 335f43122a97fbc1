import type { INodeProperties } from 'n8n-workflow';

import { RESOURCES } from '../../nodes/KopoKopo/operations';
import { fieldsOf } from '../../nodes/KopoKopo/operations/properties';
import { startSandbox, type Sandbox } from '../../sandbox';
import {
  CHECK,
  CREATES,
  documented,
  PAY_CATEGORIES,
  TOKEN_OPERATIONS,
} from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

let sandbox: Sandbox;
let engine: Engine;

beforeAll(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
});
beforeEach(async () => {
  sandbox.control.clearRequests();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterAll(() => sandbox.stop());

/** A parameter, a value that can't be used, and what the user reads about it. */
type Bad = [parameter: string, value: unknown, sentence: string];

/** As an expression that gives the value: so it comes from data, past the editor's own checks. */
const given = (value: unknown) => `={{ ${JSON.stringify(value)} }}`;

const EMPTY_TEXT = 'is empty. Fill it in.';
const A_LIST = 'must be text, and is a list. Check its expression.';

const emptyOrList = (parameter: string, label: string): Bad[] => [
  [parameter, '', `'${label}' ${EMPTY_TEXT}`],
  [parameter, '   ', `'${label}' ${EMPTY_TEXT}`],
  [parameter, null, `'${label}' ${EMPTY_TEXT}`],
  [parameter, ['a', 'b'], `'${label}' ${A_LIST}`],
  [parameter, { a: 1 }, `'${label}' must be text, and is an object. Check its expression.`],
];

const choice = (parameter: string, label: string, values: string[]): Bad[] => [
  [parameter, 'ship', `'${label}' has no choice "ship". It must be one of: ${values.join(', ')}.`],
  [parameter, '', `'${label}' is empty. Choose one of the list.`],
];

const phone: Bad[] = [
  ...emptyOrList('phoneNumber', 'Phone Number'),
  ...['12345', '+255712345678', '0812345678', '07123456789', '071234567', 'Jane', 'ENOENT'].map(
    (entered): Bad => [
      'phoneNumber',
      entered,
      `'Phone Number' is not a Kenyan mobile number: "${entered}". Enter it as 0712345678, 0112345678 or +254712345678.`,
    ],
  ),
];

const notMoney = (shown: string) =>
  `'Amount' is not an amount of money: ${shown}. Enter a number of shillings, e.g. 1500 or 99.50.`;

const amount: Bad[] = [
  ['amount', 0, "'Amount' must be more than 0, and is 0."],
  ['amount', '0', '\'Amount\' must be more than 0, and is "0".'],
  ['amount', -5, "'Amount' must be more than 0, and is -5."],
  ['amount', '-1500', '\'Amount\' must be more than 0, and is "-1500".'],
  [
    'amount',
    99.555,
    "'Amount' has more than two decimals: 99.555. Round it to whole cents, e.g. 99.56.",
  ],
  ['amount', '1.500', '\'Amount\' can be read in two ways: "1.500". Write 1500 or 1.50.'],
  ['amount', 'fifty', notMoney('"fifty"')],
  ['amount', '1,50', notMoney('"1,50"')],
  ['amount', '15,00', notMoney('"15,00"')],
  ['amount', '1e3', notMoney('"1e3"')],
  ['amount', true, notMoney('true')],
  ['amount', [100, 200], notMoney('[100,200]')],
  ['amount', { value: 5 }, notMoney('{"value":5}')],
  ['amount', '', "'Amount' is empty. Enter a number of shillings, e.g. 1500."],
  ['amount', null, "'Amount' is empty. Enter a number of shillings, e.g. 1500."],
  ['amount', 1e15, "'Amount' is too large: 1000000000000000."],
];

/** Where 0 and nothing mean "everything": not from an expression, which may have found nothing. */
const amountOrEverything = amount.map(([parameter, value, sentence]): Bad => {
  const nothing = [0, '0', '', null].includes(value as never);
  const shown = value === null ? 'nothing' : JSON.stringify(value);
  const refused = `'Amount' has an expression that gives ${shown}. Correct it. To transfer everything that is available, remove it and leave the field empty.`;
  return [parameter, value, nothing ? refused : sentence];
});

const onOrOff = (parameter: string, label: string): Bad[] =>
  ['true', 1, 'yes', []].map((value) => [
    parameter,
    value,
    `'${label}' must be true or false, and is ${JSON.stringify(value)}. Check its expression: without quotes.`,
  ]);

const currency: Bad[] = [
  [
    'additionalFields.currency',
    'USD',
    '\'Currency\' is "USD". Kopo Kopo works in Kenyan shillings only: enter KES.',
  ],
];

const till = (parameter: string): Bad[] => [
  ...emptyOrList(parameter, 'Till Number'),
  ...['12', '12A456', 'T123456', 'KK1234', '1234567890123'].map((entered): Bad => [
    parameter,
    entered,
    `'Till Number' is not a till number: "${entered}". A till number has 3 to 12 digits; an online payments till has a K in front, e.g. K123456.`,
  ]),
];

const list = (parameter: string, label: string): Bad[] => [
  [parameter, ['a'], `'${label}' ${A_LIST}`],
];

const email = (collection: string): Bad[] =>
  ['jane', 'jane@', 'jane@mail', 'jane wanjiku@mail.net'].map((entered) => [
    `${collection}.email`,
    entered,
    `'Email' is not an e-mail address: "${entered}". Correct it or leave it empty.`,
  ]);

const metadataPairs = (...keys: string[]) => ({ pair: keys.map((key) => ({ key, value: 'x' })) });

const metadata: Bad[] = [
  [
    'additionalFields.metadata',
    metadataPairs('a', 'b', 'c', 'd', 'e', 'f'),
    "'Metadata' has 6 pairs. Kopo Kopo keeps at most 5: remove some.",
  ],
  [
    'additionalFields.metadata',
    metadataPairs('a', 'b', ' a '),
    '\'Metadata\' has the key "a" twice. Every key can be used once.',
  ],
  [
    'additionalFields.metadata',
    metadataPairs('a', ' '),
    "'Metadata' has a pair without a key. Give it one or remove it.",
  ],
  [
    'additionalFields.metadata',
    { pair: [{ key: 'a', value: { b: 1 } }] },
    '\'Metadata\' has a value for "a" that is not text. Check its expression.',
  ],
];

const notPostable = (label: string, entered: string) =>
  `'${label}' is not a URL that Kopo Kopo can send to: "${entered}". It must start with https://, e.g. https://example.com/kopokopo.`;

const url = (parameter: string, label: string): Bad[] => [
  ...['http://example.com/hook', 'example.com/hook', 'ftp://example.com', '/hook'].map(
    (entered): Bad => [parameter, entered, notPostable(label, entered)],
  ),
  ...list(parameter, label),
];

const number = (parameter: string, label: string, most: number, least = 1): Bad[] => {
  const wanted = least > 0 ? `from ${least} to ${most}` : `above 0, at most ${most}`;
  const advice = `Enter a number ${wanted}.`;
  return [0, -1, 'ten', ...(least > 0 ? [least / 2] : []), most + 1].map((value) => [
    parameter,
    value,
    `'${label}' is ${JSON.stringify(value)}. ${advice}`,
  ]);
};

const NO_EVENT =
  "'Event ID' is empty. It needs the 'id' of an event of the Kopo Kopo Trigger. A payment that was found by looking ('recovered' is true) has none, and neither has one in the shape of Daraja ('Daraja Payload' is on): no customer SMS can be sent for it.";
const eventId: Bad[] = [
  ...['', ' ', null].map((value): Bad => ['webhookEventReference', value, NO_EVENT]),
  ...list('webhookEventReference', 'Event ID'),
  ...['772542614C', 'ojm6q1w84k', ' OJM6Q1W84K '].map((entered): Bad => [
    'webhookEventReference',
    entered,
    `'Event ID' cannot be used: ${entered.trim()} is an M-PESA code; it needs the event's ID. Drag in 'id' from the output of the Kopo Kopo Trigger.`,
  ]),
];

const onlineTill: Bad[] = [
  ...till('tillNumber'),
  ...['123456', '000000', 123456].map((entered): Bad => [
    'tillNumber',
    entered,
    `'Till Number' cannot be used. An M-PESA prompt needs your online payments till, which starts with K: ${entered} looks like the till at your counter. The Kopo Kopo dashboard shows it among your tills, e.g. K123456.`,
  ]),
];

const requestOptions: Bad[] = [
  ...number('options.timeout', 'Timeout (Seconds)', 300),
  ...number('options.requestsPerSecond', 'Requests per Second', 1000, 0).slice(1),
];
const readOptions: Bad[] = [
  ...number('options.concurrency', 'Items at a Time', 100),
  ...requestOptions,
];
const createOptions: Bad[] = [
  ...readOptions,
  ...list('options.idempotencyKey', 'Idempotency Key'),
  ...['', ' ', '\u200b', '\u0000', null].map((value): Bad => [
    'options.idempotencyKey',
    value,
    "'Idempotency Key' is empty, so that it would protect nothing. Check its expression: it has to give a value that is unique for each item, such as the invoice number. Or remove the option.",
  ]),
];
const laterOptions: Bad[] = [
  ...createOptions,
  ...choice('resultMode', 'When to Continue', ['wait', 'resume', 'none']),
  ...number('options.maxWait', 'Max Wait (Seconds)', 3600),
  ...onOrOff('options.errorOnTimeout', 'Error When Not Final in Time'),
  ...onOrOff('simplify', 'Simplify'),
  ...url('options.callbackUrl', 'Callback URL'),
];

const names: Bad[] = [
  ...emptyOrList('firstName', 'First Name'),
  ...emptyOrList('lastName', 'Last Name'),
];
const network = choice('network', 'Network', ['Airtel', 'Safaricom', 'Telkom']);
const bankAccount = (...methods: string[]): Bad[] => [
  ...emptyOrList('accountName', 'Account Name'),
  ...emptyOrList('accountNumber', 'Account Number'),
  ...['-12A', '12;5', 'B12.5', '?1'].map((entered): Bad => [
    'accountNumber',
    entered,
    `'Account Number' is not the number of a bank account: "${entered}". It has digits, at most letters, spaces, dashes and slashes between them.`,
  ]),
  ...emptyOrList('bankBranchRef', 'Bank Branch Reference'),
  ...choice('settlementMethod', 'Settlement Method', methods),
];
const recipientType = choice('recipientType', 'Recipient Type', [
  'bank_account',
  'mobile_wallet',
  'paybill',
  'till',
]);
const accountType = choice('accountType', 'Account Type', [
  'merchant_bank_account',
  'merchant_wallet',
]);
const scope = choice('scope', 'Payments To', ['company', 'till']);

const notTime = (label: string, entered: string) =>
  `'${label}' is not a date and time: "${entered}". Use ISO 8601, e.g. 2026-04-12T08:50:22+03:00, or n8n's date picker.`;
const time = (parameter: string, label: string): Bad[] =>
  [
    ['yesterday', '2021-13-01', '12/04/2021', '12 April 2021'].map((entered): Bad => [
      parameter,
      entered,
      notTime(label, entered),
    ]),
    [
      [
        parameter,
        '',
        `'${label}' is empty. Enter a date and time, e.g. 2026-04-12T08:50:22+03:00.`,
      ] satisfies Bad,
      [parameter, 1618206622, notTime(label, '1618206622')] satisfies Bad,
    ],
  ].flat();

const TRANSFER_REFERENCE: Bad[] = [
  ...choice('destinationType', 'Account Type', ['merchant_bank_account', 'merchant_wallet']),
  ...emptyOrList('destinationReference', 'Account Reference'),
  ...amount,
];

/** What can be wrong with each kind of Create. */
const BAD_CREATES: Record<string, Bad[]> = {
  'Incoming Payment: Create': [
    ...onlineTill,
    ...phone,
    ...amount,
    ...currency,
    ...email('additionalFields'),
    ...list('additionalFields.firstName', 'First Name'),
    ...list('additionalFields.lastName', 'Last Name'),
    ...list('additionalFields.paymentChannel', 'Payment Channel'),
    ...metadata,
    ...laterOptions,
  ],
  'Pay Recipient: Create (Mobile Wallet)': [
    ...recipientType,
    ...names,
    ...phone,
    ...network,
    ...email('options'),
    ...createOptions,
  ],
  'Pay Recipient: Create (Bank Account)': bankAccount('RTS'),
  'Pay Recipient: Create (Till)': [...emptyOrList('tillName', 'Till Name'), ...till('tillNumber')],
  'Pay Recipient: Create (Paybill)': [
    ...emptyOrList('paybillName', 'Paybill Name'),
    ...emptyOrList('paybillNumber', 'Paybill Number'),
    [
      'paybillNumber',
      'KPLC',
      '\'Paybill Number\' is not a number of 3 to 12 digits: "KPLC". Correct it.',
    ],
    ...emptyOrList('paybillAccountNumber', 'Paybill Account Number'),
  ],
  'Payment: Create': [
    ...choice('destinationType', 'Recipient Type', [
      'bank_account',
      'mobile_wallet',
      'paybill',
      'till',
    ]),
    ...emptyOrList('destinationReference', 'Recipient Reference'),
    ...amount,
    ...emptyOrList('description', 'Description'),
    [
      'additionalFields.category',
      'beer',
      `'Category' has no choice "beer". It must be one of: ${PAY_CATEGORIES.join(', ')}.`,
    ],
    ...currency,
    ...metadata,
    [
      'additionalFields.tags',
      ['rent', { a: 1 }],
      "'Tags' holds something that is not text. Enter tags such as: rent, june.",
    ],
    [
      'additionalFields.tags',
      { a: 1 },
      "'Tags' holds something that is not text. Enter tags such as: rent, june.",
    ],
    ...laterOptions,
  ],
  'Polling: Create (till)': [
    ...scope,
    ...till('scopeReference'),
    ...onOrOff('splitTransactions', 'Split Transactions'),
    ...time('fromTime', 'From'),
    ...time('toTime', 'To'),
    [
      'fromTime',
      '2021-04-19T08:50:22+03:00',
      "'From' (2021-04-19T08:50:22+03:00) is not before 'To' (2021-04-19T08:50:22+03:00). Exchange or correct them.",
    ],
    [
      'fromTime',
      '2021-04-19T08:50:22.100+03:00',
      "'From' (2021-04-19T08:50:22+03:00) is not before 'To' (2021-04-19T08:50:22+03:00). Exchange or correct them.",
    ],
    [
      'toTime',
      '2021-04-12T05:50:21Z',
      "'From' (2021-04-12T08:50:22+03:00) is not before 'To' (2021-04-12T05:50:21+00:00). Exchange or correct them.",
    ],
    ...laterOptions,
  ],
  'Settlement Account: Create (Bank Account)': [
    ...accountType,
    ...bankAccount('EFT', 'RTS'),
    ...createOptions,
  ],
  'Settlement Account: Create (Mobile Wallet)': [...names, ...phone, ...network],
  'Settlement Transfer: Create (an amount, to the preferred account)': [
    ...choice('transferTo', 'Transfer To', ['preferred', 'specific']),
    ...amountOrEverything,
    ...laterOptions,
  ],
  'Settlement Transfer: Create (specific account)': TRANSFER_REFERENCE,
  'SMS Notification: Send': [...eventId, ...emptyOrList('message', 'Message'), ...laterOptions],
  'Webhook Subscription: Create': [
    ...choice('eventType', 'Event Type', [
      'buygoods_transaction_received',
      'buygoods_transaction_reversed',
      'card_transaction_received',
      'card_transaction_reversed',
      'card_transaction_voided',
      'customer_created',
      'b2b_transaction_received',
      'b2b_transaction_reversed',
      'm2m_transaction_received',
      'settlement_transfer_completed',
    ]),
    ...url('url', 'URL'),
    ['url', '', `'URL' ${EMPTY_TEXT}`],
    ...scope,
    ...till('scopeReference'),
    ...onOrOff('options.enableDarajaPayload', 'Daraja Payload'),
    ...createOptions,
  ],
};

/** What people call the things that an ID can be of. */
const TITLES: Record<string, [label: string, title: string]> = {
  incoming_payment: ['Prompt ID', 'M-PESA prompt'],
  pay_recipient: ['Recipient ID', 'older saved recipient'],
  payment: ['Payment ID', 'payment'],
  polling: ['List ID', 'list of payments'],
  merchant_bank_account: ['Account ID', 'bank account'],
  merchant_wallet: ['Account ID', 'mobile wallet'],
  settlement_transfer: ['Transfer ID', 'transfer to your account'],
  transaction_sms_notification: ['SMS ID', 'customer SMS'],
  webhook_subscription: ['Subscription ID', 'webhook subscription'],
};

const pathsOf = (field: INodeProperties): string[] =>
  field.type === 'collection'
    ? (field.options ?? []).flatMap((inner) =>
        'type' in inner ? [`${field.name}.${inner.name}`] : [],
      )
    : // What only a tool of an AI agent has can't be entered here.
      field.type === 'notice' || field.displayOptions?.show?.['@tool']
      ? []
      : [field.name];

/** The fields of the operation that is filled in, with those in its collections. */
function pathsIn({ resource, operation }: NodeParameters): string[] {
  const operations = RESOURCES.find(({ value }) => value === resource)?.operations ?? [];
  return operations
    .filter(({ value }) => value === operation)
    .flatMap(fieldsOf)
    .flatMap(pathsOf);
}

interface Row {
  title: string;
  parameters: NodeParameters;
  bad: Bad;
}

const createRows = Object.entries(BAD_CREATES).flatMap(([title, entries]) =>
  entries.map((bad): Row => ({ title, parameters: documented(title).parameters, bad })),
);

const getRows = Object.entries(TITLES).flatMap(([type, [label, title]]) => {
  const row = CREATES.find((create) => create.type === type);
  if (!row) throw new Error(`Nothing creates a ${type}`);
  const id = row.idParameter;
  const advice = `Enter the ID or the location URL of the ${title}.`;
  const bad: Bad[] = [
    ...emptyOrList(id, label),
    [id, 'the first one', `'${label}' is not an ID: "the first one". ${advice}`],
    [id, '../payments', `'${label}' is not an ID: "../payments". ${advice}`],
    [id, 'https://', `'${label}' is not a URL: "https://". ${advice}`],
    [
      id,
      'https://evil.example/api/v1/payments/1',
      `'${label}' is a URL of https://evil.example, but the credential is for BASE. Enter the ID alone, or choose the credential that the ${title} was made with.`,
    ],
    [
      id,
      'BASE/api/v1/other_things/1',
      `'${label}' is not the location URL of the ${title}: "BASE/api/v1/other_things/1". It should look like BASE/api/v1/${row.path}/….`,
    ],
    ...readOptions,
    ...onOrOff('simplify', 'Simplify'),
    ...(type === 'polling' ? onOrOff('splitTransactions', 'Split Transactions') : []),
    ...(row.parameters.resource === 'settlementAccount' ? accountType : []),
  ];
  return [row.get, ...(row.acts ?? [])].flatMap((asked) =>
    bad
      .filter(([path]) => pathsIn(asked).includes(path))
      .map((entry): Row => ({
        title: `${String(asked.operation)} of a ${title}`,
        parameters: { ...asked, [id]: 'some-id' },
        bad: entry,
      })),
  );
});

const tokenRows = [...TOKEN_OPERATIONS, CHECK].flatMap((parameters) =>
  number('options.timeout', 'Timeout (Seconds)', 300).map((bad): Row => ({
    title: `${String(parameters.resource)}: ${String(parameters.operation)}`,
    parameters,
    bad,
  })),
);

const GET_MANY: NodeParameters = {
  resource: 'polling',
  operation: 'getAll',
  scope: 'till',
  scopeReference: '000000',
  period: 'custom',
  fromTime: '2026-04-12T08:50:22+03:00',
  toTime: '2026-04-19T08:50:22+03:00',
  returnAll: false,
};

const getManyRows = [
  ...choice('period', 'Period', [
    'custom',
    'last30Days',
    'last7Days',
    'lastMonth',
    'thisMonth',
    'today',
    'yesterday',
  ]),
  ...scope,
  ...till('scopeReference'),
  ...time('fromTime', 'From'),
  ...time('toTime', 'To'),
  ...onOrOff('returnAll', 'Return All'),
  ...[0, -1, 1.5, 'ten'].map((value): Bad => [
    'limit',
    value,
    `'Limit' is ${JSON.stringify(value)}. Enter a whole number above 0.`,
  ]),
  ...onOrOff('simplify', 'Simplify'),
  ...readOptions,
  ...number('options.maxWait', 'Max Wait (Seconds)', 3600),
].map((bad): Row => ({ title: 'Payments Received: Get Many', parameters: GET_MANY, bad }));

const ROWS = [...createRows, ...getRows, ...getManyRows, ...tokenRows];

/**
 * Entered as it is: a URL of the sandbox; a field that takes no expression; and what decides which
 * fields show, because n8n itself wants all of them filled in once that is an expression.
 */
const literal = (path: string, value: unknown): value is string =>
  typeof value === 'string' &&
  (['resultMode', 'recipientType', 'accountType', 'transferTo'].includes(path) ||
    value.includes('BASE'));

/** @returns the parameters with one of them, perhaps in a collection, replaced */
function withValue(parameters: NodeParameters, path: string, value: unknown): NodeParameters {
  const [name = '', inner] = path.split('.');
  const entered = path.endsWith('metadata')
    ? metadataWith(value)
    : literal(path, value)
      ? value.replaceAll('BASE', sandbox.url)
      : given(value);
  if (inner === undefined) return { ...parameters, [name]: entered };
  const collection = parameters[name];
  const others = typeof collection === 'object' ? collection : {};
  return { ...parameters, [name]: { ...others, [inner]: entered } };
}

/** A fixed collection can't be an expression as a whole, only the values in it. */
function metadataWith(value: unknown): NodeParameters {
  const { pair } = value as { pair: Array<{ key: string; value: unknown }> };
  return {
    pair: pair.map((entry) => ({ key: given(entry.key), value: given(entry.value) })),
  };
}

describe('a value that cannot be used', () => {
  it.each(
    ROWS.map((row): [string, string, string, Row] => [
      row.title,
      row.bad[0],
      JSON.stringify(row.bad[1]),
      row,
    ]),
  )('%s: %s %s', async (_title, _parameter, _value, { parameters, bad }) => {
    const [parameter, value, sentence] = bad;
    const { error } = await engine.runAction({
      parameters: withValue(parameters, parameter, value),
    });
    expect(error?.message).toBe(`${sentence.replaceAll('BASE', sandbox.url)} [item 0]`);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('says that nothing was sent', async () => {
    const { error } = await engine.runAction({
      parameters: { ...documented('Payment: Create').parameters, amount: given('x') },
    });
    expect(error?.description).toBe('Nothing was sent to Kopo Kopo for this item.');
  });

  it('of the dropdowns of resource and operation says so, too', async () => {
    const { error } = await engine.runAction({
      parameters: { resource: 'accessToken', operation: 'renew' },
    });
    expect(error?.message).toContain("Choose a 'Resource' and an 'Operation' of this node");
  });
});

describe('the table above', () => {
  /** Of version 2 of the API: in `recipients.test.ts`. */
  const ELSEWHERE = ['externalRecipient', 'paymentLink', 'reversal', 'sendMoney'];

  const resources = RESOURCES.filter(({ value }) => !ELSEWHERE.includes(value));
  const operations = resources.flatMap((resource) =>
    resource.operations.map((operation): [string, string, INodeProperties[]] => [
      resource.value,
      operation.value,
      fieldsOf(operation),
    ]),
  );

  it.each(operations)('has every field of %s %s', (resource, operation, fields) => {
    const covered = new Set(
      ROWS.filter(
        ({ parameters }) => parameters.resource === resource && parameters.operation === operation,
      ).map(({ bad }) => bad[0]),
    );
    const missing = fields.flatMap(pathsOf).filter((path) => !covered.has(path));
    expect(missing).toEqual([]);
  });
});

/** What reaches the API for a value. */
async function sent(title: string, more: NodeParameters): Promise<unknown> {
  const row = documented(title);
  sandbox.control.nextResult({ outcome: 'never' });
  const { error } = await engine.runAction({
    parameters: { ...row.parameters, resultMode: 'none', ...more },
  });
  if (error) throw error;
  return sandbox.control.requests({ method: 'POST', path: row.path })[0]?.body;
}

describe('a phone number', () => {
  it.each([
    '0712345678',
    '712345678',
    '+254712345678',
    '254712345678',
    '00254712345678',
    '0712 345 678',
    '0712-345-678',
    '+254 (0) 712 345 678',
    ' +254.712.345.678 ',
    '254.712.345.678',
    '712.345.678',
    "'254.712.345.678",
    '254\u00a0712\u00a0345\u00a0678',
    '712\u202f345\u202f678',
    '\u202a+254 712 345 678\u202c',
    '0712\u200b345678',
    'tel:+254712345678',
    "'0712345678",
  ])('is understood as %s', async (phoneNumber) => {
    const request = await sent('Incoming Payment: Create', { phoneNumber });
    expect(request).toMatchObject({ subscriber: { phone_number: '+254712345678' } });
  });

  it.each([
    ['2.54712E+11', 'a spreadsheet has shortened a long number'],
    ['254712345678.0', 'taken the number for an amount'],
    ['25471234567.0', 'taken the number for an amount'],
    ['71234567.8', 'taken the number for an amount'],
    ['-712345678', 'taken the number for an amount'],
    ['254,712,345,678', 'put separators between thousands'],
    ['2.547.123.456', 'put separators between thousands'],
    ['712\n345\n678', 'a line break'],
    ['254.712.345', 'is not a Kenyan mobile number'],
    ['255.712.345.678', 'is not a Kenyan mobile number'],
  ])('is not sent when something has changed it: %j', async (phoneNumber, problem) => {
    await expect(sent('Incoming Payment: Create', { phoneNumber })).rejects.toMatchObject({
      message: expect.stringContaining(problem),
    });
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('may start with 01', async () => {
    const request = await sent('Incoming Payment: Create', { phoneNumber: '0112345678' });
    expect(request).toMatchObject({ subscriber: { phone_number: '+254112345678' } });
  });

  it('may be a number, without the leading zero that a spreadsheet drops', async () => {
    const request = await sent('Incoming Payment: Create', {
      phoneNumber: '={{ 712345678 }}',
    });
    expect(request).toMatchObject({ subscriber: { phone_number: '+254712345678' } });
  });

  it('is sent as each endpoint wants it', async () => {
    const withPlus = await sent('Pay Recipient: Create (Mobile Wallet)', {
      phoneNumber: '0712345678',
    });
    const without = await sent('Settlement Account: Create (Mobile Wallet)', {
      phoneNumber: '0712345678',
    });
    expect(withPlus).toMatchObject({ pay_recipient: { phone_number: '+254712345678' } });
    expect(without).toMatchObject({ phone_number: '254712345678' });
  });
});

describe('an amount', () => {
  it.each([
    ['1500', 1500],
    ['1,500', 1500],
    ['1,500.50', 1500.5],
    ['1,234,567', 1234567],
    ['KES 1,500', 1500],
    ['Ksh. 200', 200],
    ['99.50', 99.5],
    [' 7 ', 7],
    ['1500.0000', 1500],
    // 100 * 1.16, as JavaScript reckons it.
    [115.99999999999999, 116],
  ])('of "%s" is KES %d', async (entered, value) => {
    const request = await sent('Payment: Create', { amount: given(entered) });
    expect(request).toMatchObject({ amount: { currency: 'KES', value } });
  });

  it.each([0, ''])('may be left at %j only where that means everything', async (nothing) => {
    const request = await sent(
      'Settlement Transfer: Create (an amount, to the preferred account)',
      { amount: nothing },
    );
    expect(request).not.toHaveProperty('amount');
  });
});

describe('a till number', () => {
  it('keeps its leading zeros', async () => {
    const recipient = await sent('Pay Recipient: Create (Till)', { tillNumber: '001234' });
    const polling = await sent('Polling: Create (till)', { scopeReference: '000000' });
    expect(recipient).toMatchObject({ pay_recipient: { till_number: '001234' } });
    expect(polling).toMatchObject({ scope_reference: '000000' });
  });

  it.each(['K000000', 'k000000', ' K 000 000 '])(
    'for online payments may be written "%s"',
    async (tillNumber) => {
      const request = await sent('Incoming Payment: Create', { tillNumber });
      expect(request).toMatchObject({ till_number: 'K000000' });
    },
  );

  it('may be a number from an expression', async () => {
    const request = await sent('Incoming Payment: Create', { tillNumber: '={{ 1234567 }}' });
    expect(request).toMatchObject({ till_number: '1234567' });
  });
});

describe('a date and time', () => {
  it.each([
    ['2021-04-12T08:50:22+03:00', '2021-04-12T08:50:22+03:00'],
    ['2021-04-12T08:50:22.123+03:00', '2021-04-12T08:50:22+03:00'],
    ['2021-04-12T05:50:22Z', '2021-04-12T05:50:22+00:00'],
    ['20210412T085022+0300', '2021-04-12T08:50:22+03:00'],
    ["={{ DateTime.fromISO('2021-04-12T08:50:22+03:00') }}", '2021-04-12T08:50:22+03:00'],
    ["={{ new Date('2021-04-12T05:50:22Z') }}", '2021-04-12T08:50:22+03:00'],
  ])('may be %s', async (fromTime, sentAs) => {
    expect(await sent('Polling: Create (company)', { fromTime })).toMatchObject({
      from_time: sentAs,
    });
  });

  it.each([
    ['2021-04-12T08:50:22', '2021-04-12T08:50:22+03:00'],
    ['2021-04-12 08:50:22', '2021-04-12T08:50:22+03:00'],
    ['2021-04-12T08:50', '2021-04-12T08:50:00+03:00'],
    ['2021-04-12', '2021-04-12T00:00:00+03:00'],
  ])('without an offset is in the time zone of the workflow: %s', async (fromTime, sentAs) => {
    expect(await sent('Polling: Create (company)', { fromTime })).toMatchObject({
      from_time: sentAs,
    });
  });
});

describe('tags', () => {
  it.each([
    ['rent, june', ['rent', 'june']],
    ['rent', ['rent']],
    [' rent ,, rent , june,', ['rent', 'june']],
    ["={{ ['rent', 'june', ''] }}", ['rent', 'june']],
    ['={{ [2026, 6] }}', ['2026', '6']],
  ])('may be %s', async (tags, sentAs) => {
    const request = await sent('Payment: Create', { additionalFields: { tags } });
    expect(request).toMatchObject({ tags: sentAs });
  });
});

describe('metadata', () => {
  const withPairs = (...pair: Array<Record<string, string>>) => ({
    additionalFields: { metadata: { pair } },
  });

  it('is sent as text, up to five pairs', async () => {
    const request = await sent(
      'Payment: Create',
      withPairs(
        { key: 'order', value: '={{ 12 }}' },
        { key: ' paid ', value: '={{ false }}' },
        { key: 'c', value: '={{ 0 }}' },
        { key: 'd', value: 'text' },
        { key: 'e', value: '' },
      ),
    );
    expect(request).toMatchObject({ metadata: { order: '12', paid: 'false', c: '0', d: 'text' } });
  });

  it('leaves out rows that nobody has filled in', async () => {
    const request = await sent(
      'Payment: Create',
      withPairs({ key: '', value: '' }, { key: 'a', value: 'b' }),
    );
    expect(request).toMatchObject({ metadata: { a: 'b' } });
  });
});
