import type { INodeProperties } from 'n8n-workflow';

import { harmTo, nothingIn } from '../../nodes/KopoKopo/api/identifier';
import { RESOURCES } from '../../nodes/KopoKopo/operations';
import { fieldsOf } from '../../nodes/KopoKopo/operations/properties';
import { startSandbox, type Sandbox } from '../../sandbox';
import { KINDS, toForm, toList } from '../stage/destinations';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

/** What a spreadsheet makes of numbers that name an account: sent as it is, the money would be lost. */

let sandbox: Sandbox;
let engine: Engine;

beforeAll(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
beforeEach(() => sandbox.control.clearRequests());
afterAll(() => sandbox.stop());

const BRANCH = 'c7f300c0-f1ef-4151-9bbe-005005aa3747';
const v2 = (resource: string, more: NodeParameters): NodeParameters => ({
  resource,
  operation: 'create',
  ...more,
});
const recipient = (kind: string, name: string) => (value: unknown) => ({
  ...documented(`Pay Recipient: Create (${kind})`).parameters,
  [name]: value as string,
});
const ownAccount = (kind: string, name: string) => (value: unknown) => ({
  ...documented(`Settlement Account: Create (${kind})`).parameters,
  [name]: value as string,
});
const toOne = (title: string, name: string) => (value: unknown) =>
  toForm({ ...KINDS.find((kind) => kind.title === title)?.form, [name]: value as string });
const get = (resource: string, name: string) => (value: unknown) => ({
  resource,
  operation: 'get',
  [name]: value as string,
});

/** Every field that names something, by its name: how an operation is filled in with it. */
const IDENTIFIERS: Record<string, Array<(value: unknown) => NodeParameters>> = {
  accountNumber: [
    recipient('Bank Account', 'accountNumber'),
    ownAccount('Bank Account', 'accountNumber'),
    toOne('Bank Account', 'accountNumber'),
  ],
  bankBranchRef: [
    recipient('Bank Account', 'bankBranchRef'),
    ownAccount('Bank Account', 'bankBranchRef'),
    toOne('Bank Account', 'bankBranchRef'),
  ],
  destinationReference: [
    (value) => ({
      ...documented('Payment: Create').parameters,
      destinationReference: value as string,
    }),
    (value) => ({
      ...documented('Settlement Transfer: Create (specific account)').parameters,
      destinationReference: value as string,
    }),
  ],
  paybillAccountNumber: [
    recipient('Paybill', 'paybillAccountNumber'),
    toOne('Paybill', 'paybillAccountNumber'),
  ],
  paybillNumber: [recipient('Paybill', 'paybillNumber'), toOne('Paybill', 'paybillNumber')],
  paymentReference: [
    (value) =>
      v2('paymentLink', { tillNumber: '000000', amount: 100, paymentReference: value as string }),
  ],
  phoneNumber: [
    (value) => ({
      ...documented('Incoming Payment: Create').parameters,
      phoneNumber: value as string,
    }),
    recipient('Mobile Wallet', 'phoneNumber'),
    ownAccount('Mobile Wallet', 'phoneNumber'),
    toOne('Mobile Wallet', 'phoneNumber'),
  ],
  reference: [toOne('My Bank Account', 'reference'), toOne('My Mobile Wallet', 'reference')],
  scopeReference: [
    (value) => ({
      ...documented('Polling: Create (till)').parameters,
      scopeReference: value as string,
    }),
    (value) => ({
      ...documented('Webhook Subscription: Create').parameters,
      scopeReference: value as string,
    }),
  ],
  sourceIdentifier: [
    (value) => ({
      ...toForm(KINDS[0]?.form ?? {}),
      options: { sourceIdentifier: value as string },
    }),
    (value) => ({
      resource: 'sendMoney',
      operation: 'sweep',
      sweepEverything: true,
      options: { sourceIdentifier: value as string },
    }),
  ],
  tillNumber: [
    (value) => ({
      ...documented('Incoming Payment: Create').parameters,
      tillNumber: value as string,
    }),
    recipient('Till', 'tillNumber'),
    toOne('Till', 'tillNumber'),
    (value) =>
      v2('paymentLink', { tillNumber: value as string, amount: 100, paymentReference: 'a' }),
  ],
  transactionReference: [
    (value) => v2('reversal', { transactionReference: value as string, reason: 'x' }),
  ],
  webhookEventReference: [
    (value) => ({
      ...documented('SMS Notification: Send').parameters,
      webhookEventReference: value as string,
    }),
  ],
  externalRecipientId: [get('externalRecipient', 'externalRecipientId')],
  incomingPaymentId: [get('incomingPayment', 'incomingPaymentId')],
  payRecipientId: [get('payRecipient', 'payRecipientId')],
  paymentId: [get('payment', 'paymentId')],
  paymentLinkId: [
    get('paymentLink', 'paymentLinkId'),
    (value) => ({ ...get('paymentLink', 'paymentLinkId')(value), operation: 'cancel' }),
  ],
  pollingId: [get('polling', 'pollingId')],
  reversalId: [get('reversal', 'reversalId')],
  sendMoneyId: [get('sendMoney', 'sendMoneyId')],
  settlementAccountId: [
    (value) => ({
      ...get('settlementAccount', 'settlementAccountId')(value),
      accountType: 'merchant_wallet',
    }),
  ],
  settlementTransferId: [get('settlementTransfer', 'settlementTransferId')],
  smsNotificationId: [get('smsNotification', 'smsNotificationId')],
  webhookSubscriptionId: [get('webhookSubscription', 'webhookSubscriptionId')],
};

/** Texts for people, addresses, and what has its own ways to be refused. */
const OTHER_TEXTS = [
  'accountName',
  'callbackUrl',
  'currency',
  'description',
  'email',
  'fields',
  'firstName',
  'idempotencyKey',
  'key',
  'lastName',
  'message',
  'nickname',
  'note',
  'paybillName',
  'paymentChannel',
  'reason',
  'tags',
  'tillName',
  'url',
  'value',
];

function namesOfTexts(property: INodeProperties): string[] {
  const inside = (property.options ?? []).flatMap((option) =>
    'values' in option ? option.values : 'type' in option ? [option] : [],
  );
  return [...(property.type === 'string' ? [property.name] : []), ...inside.flatMap(namesOfTexts)];
}

it('every text field of the node is an identifier, or known not to be one', () => {
  const all = RESOURCES.flatMap(({ operations }) => operations)
    .flatMap(fieldsOf)
    .flatMap(namesOfTexts);
  const unknown = all.filter((name) => !(name in IDENTIFIERS) && !OTHER_TEXTS.includes(name));
  expect([...new Set(unknown)]).toEqual([]);
  expect(Object.keys(IDENTIFIERS).filter((name) => !all.includes(name))).toEqual([]);
});

const SHORTENED = 'a spreadsheet has shortened a long number, and its last digits are lost';
const AN_AMOUNT = 'a spreadsheet or a program has taken the number for an amount';
const SEPARATED = 'a spreadsheet has put separators between thousands';
const NOTHING = 'the expression has found nothing that can be used';
const FORMULA = 'a formula in the spreadsheet gives no value';
const A_DATE = 'a spreadsheet or a program has taken it for a date or a time';
const QUOTED = 'a spreadsheet or a program has put a quotation mark to it';
const UNSOLVED = 'it is an expression, which nobody has worked out';
const BROKEN = 'it has a line break, a tab or another character in it that no number has';
const LOOKALIKE = 'it has digits or letters in it that only look like the usual ones';

/** A value, and what the sentence about it says. */
const CHANGED: Array<[value: unknown, sentence: string]> = [
  ['1.42035E+10', SHORTENED],
  ['14203456789.0', AN_AMOUNT],
  ['14,203,456,789', SEPARATED],
  ['#N/A', FORMULA],
  ['#WERT!', FORMULA],
  ['1,42,03,000', SEPARATED],
  ['undefined', NOTHING],
  ['None', NOTHING],
  ['INV-undefined', NOTHING],
  ['$json.account', UNSOLVED],
  ['3/4/2026', A_DATE],
  ['14203.5', AN_AMOUNT],
  ['"001234"', QUOTED],
  ['12\r\n34', BROKEN],
  ['１２３４', LOOKALIKE],
  ['\u200b', 'is empty'],
  [142034567.5, 'is the number 142034567.5, which cannot name anything'],
  [-14203, 'is the number -14203, which cannot name anything'],
  [2 ** 60, 'is a number with too many digits to be exact'],
  [1e21, 'is a number with too many digits to be exact'],
];

describe.each(
  Object.entries(IDENTIFIERS).flatMap(([name, ways]) =>
    ways.map((fill): [string, string, (value: unknown) => NodeParameters] => {
      const { resource, operation } = fill('');
      return [name, `${String(resource)} ${String(operation)}`, fill];
    }),
  ),
)('%s of %s', (_name, _operation, fill) => {
  it.each(CHANGED)('is not sent as %j', async (value, sentence) => {
    const { error } = await engine.runAction({
      parameters: fill(`={{ ${JSON.stringify(value)} }}`),
    });
    expect(error?.message).toContain(sentence);
    expect(error?.message).toMatch(
      /'[A-Z].*' is .*\. (Make|Enter|Correct|Check|Switch|Fill) .*\[item 0\]$/,
    );
    expect(sandbox.control.requests()).toEqual([]);
  });
});

it('is found in a list of recipients, too', async () => {
  const { list } = KINDS.find(({ title }) => title === 'Paybill') ?? {};
  const { error } = await engine.runAction({
    parameters: toList([{ ...list, paybill_account_number: '1.42035E+10' }]),
  });
  expect(error?.message).toBe(
    `Recipient 1: 'Paybill Account Number' is "1.42035E+10": ${SHORTENED}. Make the column plain text in the spreadsheet, and enter the number there again. [item 0]`,
  );
});

describe('what a spreadsheet changes', () => {
  it.each([
    ['1E+12', SHORTENED],
    ['1,42035E+10', SHORTENED],
    ['1.42035e10', SHORTENED],
    ['2.5E-3', SHORTENED],
    ['100.00', AN_AMOUNT],
    ['100,00', AN_AMOUNT],
    ['-5.0', AN_AMOUNT],
    ['1,234', SEPARATED],
    ['1,234.00', SEPARATED],
    ["14'203'456", SEPARATED],
    ['14\u00a0203\u00a0456', SEPARATED],
    ['14\u202f203\u202f456', SEPARATED],
    ['14.203.456', SEPARATED],
    ['#REF!', FORMULA],
    ['########', FORMULA],
    ['NaN', NOTHING],
    ['[object Object]', NOTHING],
    ['1.42 E+10', SHORTENED],
    ['-1.42E+10', SHORTENED],
    ['1.E+10', SHORTENED],
    ['14203.', AN_AMOUNT],
    ['0.5', AN_AMOUNT],
    ['.5', AN_AMOUNT],
    ['-14203', AN_AMOUNT],
    ['# N/A', FORMULA],
    ['#DIV/0!', FORMULA],
    ['Err:502', FORMULA],
    ['=A1&B1', FORMULA],
    ['[object Array]', NOTHING],
    ['Invalid DateTime', NOTHING],
    ['INV-null', NOTHING],
    ['2026null', NOTHING],
    ['INV-NaN', NOTHING],
    ['-', NOTHING],
    ['[]', NOTHING],
    ['{{ $json.account }}', UNSOLVED],
    ['={{ $json.account }}', UNSOLVED],
    ['2026-03-04T00:00:00.000Z', A_DATE],
    ['2026-03-04T00:00:00.000+03:00', A_DATE],
    ['2026-03-04', A_DATE],
    ['2026-03-04 00:00:00', A_DATE],
    ['04.03.2026', A_DATE],
    ['3/4/26', A_DATE],
    ['3/4/2026, 12:00:00 AM', A_DATE],
    ['04-Mar', A_DATE],
    ['04-Mar-26', A_DATE],
    ['4-March-2026', A_DATE],
    ['Mar-26', A_DATE],
    ['Wednesday, March 4, 2026', A_DATE],
    ['Wed Mar 04 2026 00:00:00 GMT+0300 (East Africa Time)', A_DATE],
    ['12:30', A_DATE],
    ["'001234", QUOTED],
    ['“001234”', QUOTED],
    ['12\ufffd34', BROKEN],
    ['Ａ-12', LOOKALIKE],
    ['٢٣٤', LOOKALIKE],
  ])('%s', (entered, what) => {
    expect(harmTo(entered)?.problem).toBe(`is "${entered}": ${what}`);
  });

  it.each([
    '14203456789',
    '0102345678901',
    '0102 3456 789',
    'KE-14203',
    '12E3',
    'E10',
    '1.5A',
    'A-1.0.2',
    'OJM6Q1W84K',
    'c7f300c0-f1ef-4151-9bbe-005005aa3747',
    'House 7, Flat 2',
    '12,34',
    'true north',
    '2026',
    'INV-2026-03',
    '2026-03',
    'A-12',
    '3/4',
    'B12.4',
    'MAR-26',
    '12 Mayfair',
    'May 4',
    '45/46/2026',
    'Annulled 4',
    'Nullah 4',
    "O'Brien",
    'Plot #4',
    '0712.345678',
    '+254712345678',
    '#NV-12',
    BRANCH,
    0,
    14203456789,
  ])('is not %s', (entered) => {
    expect(harmTo(entered)).toBeUndefined();
  });
});

describe('marks that nobody sees', () => {
  const paybill = KINDS.find(({ title }) => title === 'Paybill')?.form;
  const wallet = KINDS.find(({ title }) => title === 'Mobile Wallet')?.form;
  const bank = KINDS.find(({ title }) => title === 'Bank Account')?.form;

  it.each([
    ['paybill_account_number', { ...paybill, paybillAccountNumber: '12\u200b34' }, '1234'],
    ['paybill_account_number', { ...paybill, paybillAccountNumber: '\u202a1234 \u202c' }, '1234'],
    ['paybill_number', { ...paybill, paybillNumber: '88\u00ad8880' }, '888880'],
    ['account_number', { ...bank, accountNumber: '\ufeff01\u206002' }, '0102'],
    ['phone_number', { ...wallet, phoneNumber: "\u200e'0712345678" }, '254712345678'],
    ['account_name', { ...bank, accountName: 'Jane\u200b Doe\u200e' }, 'Jane Doe'],
  ])('are not sent in %s', async (name, form, sent) => {
    const { error } = await engine.runAction({ parameters: toForm(form) });
    expect(error).toBeUndefined();
    const [request] = sandbox.control.requests({ method: 'POST', path: 'send_money' });
    expect(JSON.stringify(request?.body)).toContain(`"${name}":"${sent}"`);
  });
});

describe('an idempotency key', () => {
  it.each([
    ['#N/A', FORMULA],
    ['undefined', NOTHING],
    ['null', NOTHING],
    ['NaN', NOTHING],
    ['[object Object]', NOTHING],
    ['1.42E+10', SHORTENED],
    ['-', NOTHING],
    ['{{ $json.id }}', UNSOLVED],
    ['INV-undefined', NOTHING],
  ])('is not %s', async (entered, sentence) => {
    const { error } = await engine.runAction({
      parameters: {
        ...documented('Payment: Create').parameters,
        options: { idempotencyKey: '={{ $json.key }}' },
      },
      items: [{ key: 'INV-7' }, { key: entered }],
    });
    expect(error?.message).toMatch(/^'Idempotency Key' is ".*\[item 1\]$/);
    expect(error?.message).toContain(`is "${entered}": ${sentence}.`);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each([
    '3/4/2026',
    '2026-03-04T00:00:00.000Z',
    '14203.5',
    '14,203',
    '-12',
    '"7"',
    '{"a":null}',
  ])('may be %s', (entered) => {
    expect(nothingIn(entered)).toBeUndefined();
  });
});
