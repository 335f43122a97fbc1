import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { identifiersOf, kindOf } from '../../nodes/KopoKopo/api/recipientIdentity';
import { destinationFields } from '../../nodes/KopoKopo/operations/sendMoney/destinations';
import { startSandbox, WORDINGS, type Sandbox } from '../../sandbox';
import { clock } from '../stage/clock';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';
import { byTitle, KINDS, toForm, toList, wallet } from '../stage/destinations';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const posts = () => sandbox.control.requests({ method: 'POST', path: 'send_money' });
const bodies = () => posts().map(({ body }) => body as IDataObject);
const destinations = () => bodies()[0]?.destinations;

const CALLBACK = 'https://example.com/kopokopo';

/** Runs it without waiting: no result comes, and no callback leaves this computer. */
async function send(parameters: NodeParameters, items: IDataObject[] = [{}], node = {}) {
  items.forEach(() => sandbox.control.nextResult({ outcome: 'never' }));
  return await engine.runAction({ items, parameters, node });
}

type Planned = Parameters<Sandbox['control']['nextResult']>[0];

async function sendAndWait(parameters: NodeParameters, plan: Planned, items: IDataObject[] = [{}]) {
  sandbox.control.nextResult({ callback: 'lose', ...plan });
  return await engine.runAction({ items, parameters: { ...parameters, resultMode: 'wait' } });
}

/** The last payroll of a small shop: what a spreadsheet node gives. */
const PAYROLL = [
  { Name: 'Jane', Phone: '0712345678', Salary: '15,000' },
  { Name: 'Otieno', Phone: 712345679, Salary: 12500 },
  { Name: 'Achieng', Phone: '+254 112 345 678', Salary: 'KES 9,500' },
];

const COMBINED: NodeParameters = {
  ...toList([]),
  recipientList:
    '={{ [{ type: "mobile_wallet", phone_number: $json.Phone, amount: $json.Salary, description: "Salary" }] }}',
  combineItems: true,
};

describe('Send to Recipients', () => {
  it.each(byTitle)('pays a %s from the form', async (_title, { form, destination }) => {
    const { error, json } = await send({ ...toForm(form), options: { callbackUrl: CALLBACK } });
    expect(error).toBeUndefined();
    expect(bodies()).toEqual([
      { destinations: [destination], currency: 'KES', _links: { callback_url: CALLBACK } },
    ]);
    const [made] = sandbox.control.created('send_money');
    expect(json).toEqual([
      {
        id: made?.id,
        type: 'send_money',
        location: `${sandbox.url}/api/v2/send_money/${made?.id}`,
        status: 'Pending',
        outcome: 'pending',
        recipients: [{ ...destination, outcome: 'pending', reason: null }],
        currency: 'KES',
        reason: null,
        errors: [],
      },
    ]);
  });

  it.each(byTitle)('pays a %s from a list', async (_title, { list, destination }) => {
    const { error } = await send(toList([list]));
    expect(error).toBeUndefined();
    expect(destinations()).toEqual([destination]);
  });

  it.each(byTitle)('can tell a %s from others in a result', (_title, { destination }) => {
    expect(kindOf(destination)).toBeDefined();
    expect(identifiersOf(destination).size).toBeGreaterThan(0);
  });

  it('offers no other kind', () => {
    const options = destinationFields[0]?.options?.map((option) => Object(option).value) ?? [];
    expect(new Set(KINDS.map(({ form }) => form.type))).toEqual(new Set(options));
  });

  it('pays all kinds in one request, from the form and from a list', async () => {
    const all = KINDS.map(({ destination }) => destination);
    await send(toForm(...KINDS.map(({ form }) => form)));
    await send(toList(KINDS.map(({ list }) => list)));
    expect(bodies().map((body) => body.destinations)).toEqual([all, all]);
  });

  it('takes expressions in the fields of the form', async () => {
    const row = { amount: '1,500', till: '012345', note: 'Vegetables' };
    const { error } = await send(
      toForm({
        type: 'till',
        amount: '={{ $json.amount }}',
        tillNumber: '={{ $json.till }}',
        description: '={{ $json.note }}',
      }),
      [row],
    );
    expect(error).toBeUndefined();
    expect(destinations()).toEqual([
      { type: 'till', amount: 1500, till_number: '012345', description: 'Vegetables' },
    ]);
  });

  it('sends the source till and metadata', async () => {
    const { error } = await send({
      ...toForm(KINDS[0]?.form ?? {}),
      options: {
        sourceIdentifier: '112233',
        metadata: { pair: [{ key: 'payroll', value: '2026-05' }] },
      },
    });
    expect(error).toBeUndefined();
    expect(bodies()[0]).toMatchObject({
      source_identifier: '112233',
      metadata: { payroll: '2026-05' },
    });
  });

  it('pays a till with a K as entered: the API decides whether it can', async () => {
    await send(toList([{ type: 'till', till_number: 'k 012345', amount: 10, description: 'x' }]));
    expect(destinations()).toMatchObject([{ till_number: 'K012345' }]);
  });
});

describe('Recipient List', () => {
  const one = wallet('0712345678', 100);
  const paid = { type: 'mobile_wallet', phone_number: '254712345678', amount: 100 };

  it.each([
    ['a list', `={{ ${JSON.stringify([one])} }}`],
    ['a list of the input', '={{ $json.recipients }}'],
    ['one object', `={{ ${JSON.stringify(one)} }}`],
    ['JSON typed in', JSON.stringify([one], null, 2)],
    ['JSON in a text of the input', '={{ $json.text }}'],
  ])('may be %s', async (_what, recipientList) => {
    const { error } = await send({ ...toList([]), recipientList }, [
      { recipients: [one], text: JSON.stringify([one]) },
    ]);
    expect(error).toBeUndefined();
    expect(destinations()).toEqual([{ ...paid, network: 'Safaricom', description: 'Salary' }]);
  });

  it('may be a row of a spreadsheet whose columns are called as in the form', async () => {
    const rows = [
      {
        row_number: 2,
        Type: 'Mobile Wallet',
        Amount: '1,500',
        'Phone Number': 712345678,
        Network: 'airtel',
        Description: 'Salary',
        Nickname: ' ',
        Favourite: 'TRUE',
        'Till Number': '',
        Currency: 'KES',
        'Account Number': null,
      },
      { row_number: 3, Type: 'Till', Amount: 80, 'Till Number': 12345, Description: 'Milk' },
    ];
    const { error } = await send(
      { ...toList([]), recipientList: '={{ $json }}', combineItems: true },
      rows,
    );
    expect(error).toBeUndefined();
    expect(destinations()).toEqual([
      {
        type: 'mobile_wallet',
        amount: 1500,
        phone_number: '254712345678',
        network: 'Airtel',
        description: 'Salary',
        favourite: true,
      },
      { type: 'till', amount: 80, till_number: '12345', description: 'Milk' },
    ]);
  });

  it('may have more recipients than anybody would type', async () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      wallet(`07${String(index).padStart(8, '0')}`, 10 + index),
    );
    const { error } = await send({ ...toList([]), recipientList: '={{ $json.many }}' }, [{ many }]);
    expect(error).toBeUndefined();
    expect(destinations()).toHaveLength(2000);
    expect(posts()).toMatchObject([{ status: 201 }]);
  });

  const fields = 'type, amount, phone_number, network, description, nickname, favourite';

  it.each([
    [
      'a misspelt field',
      { ...wallet(undefined, 100), phone: '0712345678' },
      "Recipient 2: 'phone' is not a field of a recipient. Correct its name or leave it out. The fields are: type, amount, account_name, account_number, bank_branch_ref, phone_number, network, reference, paybill_number, paybill_account_number, till_number, description, nickname, favourite.",
    ],
    [
      'a field of another type',
      wallet('0712345678', 100, { till_number: '12345' }),
      `Recipient 2: 'Till Number' is not a field of the type mobile_wallet. Correct its name or leave it out. Its fields are: ${fields}.`,
    ],
    [
      'a field in two spellings with different values',
      wallet('0712345678', 100, { 'Phone Number': '0799999999' }),
      "Recipient 2: 'Phone Number' is there twice, with different values. Remove one of them.",
    ],
    [
      'a field named __proto__',
      JSON.parse('{"__proto__": {"phone_number": "0712345678"}, "type": "till"}'),
      /^Recipient 2: '__proto__' is not a field of a recipient\./,
    ],
    [
      'a list within the list',
      [one],
      /^'Recipient List' has no object as recipient 2, but \[\{.+\}\]\. Each recipient is an object/,
    ],
    ['nothing', null, /^'Recipient List' has no object as recipient 2, but null\./],
    ['text', 'Jane', /^'Recipient List' has no object as recipient 2, but "Jane"\./],
  ])('refuses %s', async (_what, second, sentence) => {
    const { error } = await send({ ...toList([]), recipientList: '={{ $json.list }}' }, [
      { list: [one, second] as IDataObject[] },
    ]);
    expect(error?.message).toMatch(sentence);
    expect(error?.message).toMatch(/ \[item 0\]$/);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('refuses a list with holes, instead of paying only the others', async () => {
    const { error } = await send({
      ...toList([]),
      recipientList: `={{ [${JSON.stringify(one)}, , ${JSON.stringify(one)}] }}`,
    });
    expect(error?.message).toMatch(/^'Recipient List' has no object as recipient 2, but /);
    expect(posts()).toEqual([]);
  });
});

describe('a recipient that cannot be paid', () => {
  const LIMITS = 'must be between KES 10 and KES 250,000, and is';
  const till = (more: IDataObject) => ({
    type: 'till',
    amount: 100,
    till_number: '12345',
    description: 'Milk',
    ...more,
  });
  const bank = (more: IDataObject) => ({ ...KINDS[1]?.list, ...more });
  const paybill = (more: IDataObject) => ({ ...KINDS[3]?.list, ...more });
  const own = (more: IDataObject) => ({ ...KINDS[4]?.list, ...more });

  it.each<[string, IDataObject]>([
    ["'Type' is empty. Choose one of the list.", till({ type: '' })],
    [
      '\'Type\' has no choice "wallet". It must be one of: bank_account, mobile_wallet, merchant_bank_account, merchant_wallet, paybill, till.',
      till({ type: 'wallet', till_number: null }),
    ],
    [`'Amount' ${LIMITS} 9.99.`, till({ amount: 9.99 })],
    [`'Amount' ${LIMITS} 250000.01.`, till({ amount: 250000.01 })],
    [`'Amount' ${LIMITS} 1500000.`, till({ amount: '1,500,000' })],
    ["'Amount' is empty. Enter a number of shillings, e.g. 1500.", till({ amount: ' ' })],
    ["'Amount' must be more than 0, and is 0.", till({ amount: 0 })],
    ["'Amount' must be more than 0, and is -100.", till({ amount: -100 })],
    [
      "'Amount' has more than two decimals: 10.556. Round it to whole cents, e.g. 10.56.",
      till({ amount: 10.556 }),
    ],
    [
      '\'Amount\' is not an amount of money: {"value":100}. Enter a number of shillings, e.g. 1500 or 99.50.',
      till({ amount: { value: 100 } }),
    ],
    [
      '\'currency\' is "USD". Kopo Kopo works in Kenyan shillings only: enter KES.',
      till({ currency: 'USD' }),
    ],
    [
      '\'Till Number\' is not a till number: "KPLC". A till number has 3 to 12 digits; an online payments till has a K in front, e.g. K123456.',
      till({ till_number: 'KPLC' }),
    ],
    ["'Description' is empty. Fill it in.", till({ description: undefined })],
    [
      "'Description' must be text, and is an object. Check its expression.",
      till({ description: { en: 'Milk' } }),
    ],
    ["'Nickname' must be text, and is a list. Check its expression.", till({ nickname: ['Jo'] })],
    [
      '\'Favourite\' is neither true nor false: "maybe". Enter true or false.',
      till({ favourite: 'maybe' }),
    ],
    ["'Phone Number' is empty. Fill it in.", wallet('', 100)],
    [
      '\'Phone Number\' is not a Kenyan mobile number: "12345". Enter it as 0712345678, 0112345678 or +254712345678.',
      wallet(12345, 100),
    ],
    [
      '\'Network\' has no choice "Vodafone". It must be one of: Airtel, Safaricom, Telkom.',
      wallet('0712345678', 100, { network: 'Vodafone' }),
    ],
    ["'Account Name' is empty. Fill it in.", bank({ account_name: '' })],
    ["'Account Number' is empty. Fill it in.", bank({ account_number: '  ' })],
    [
      "'Account Number' is a number with too many digits to be exact: 12345678901234567000. Enter it as text: in quotes in JSON, as a text cell in a spreadsheet.",
      bank({ account_number: 12345678901234567000 }),
    ],
    ["'Bank Branch Reference' is empty. Fill it in.", bank({ bank_branch_ref: null })],
    [
      '\'Paybill Number\' is not a number of 3 to 12 digits: "KPLC". Correct it.',
      paybill({ paybill_number: 'KPLC' }),
    ],
    ["'Paybill Account Number' is empty. Fill it in.", paybill({ paybill_account_number: '' })],
    ["'Account Reference' is empty. Fill it in.", own({ reference: '' })],
  ])('%s', async (sentence, recipient) => {
    const good = wallet('0712345678', 100);
    const { error } = await send({ ...toList([]), recipientList: '={{ $json.list }}' }, [
      { list: [good, recipient] },
    ]);
    expect(error?.message).toBe(`Recipient 2: ${sentence} [item 0]`);
    expect(error?.description).toBe('Nothing was sent to Kopo Kopo for this item.');
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('is named in the form, too', async () => {
    const good = KINDS[0]?.form ?? {};
    const { error } = await send(toForm(good, { ...good, phoneNumber: '12' }, good));
    expect(error?.message).toBe(
      'Recipient 2: \'Phone Number\' is not a Kenyan mobile number: "12". Enter it as 0712345678, 0112345678 or +254712345678. [item 0]',
    );
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each([KINDS[0], KINDS[4]])('is checked for its limits whoever it is: %#', async (kind) => {
    for (const amount of [9, 250001]) {
      const { error } = await send(toList([{ ...kind?.list, amount }]));
      expect(error?.message).toBe(`Recipient 1: 'Amount' ${LIMITS} ${amount}. [item 0]`);
    }
    expect(sandbox.control.requests()).toEqual([]);
  });
});

describe('no recipient', () => {
  const sentence = (label: string, item = 0) =>
    `'${label}' has no recipient. Add at least one. (To move all your money to your own accounts, there is 'Sweep to My Accounts'.) [item ${item}]`;

  const lists: Array<[string, string]> = [
    ['an empty list', '[]'],
    ['an empty list of an expression', '={{ [] }}'],
    ['empty text', ''],
    ['null', '={{ null }}'],
    ['a field that is not there', '={{ $json.nobody }}'],
    ['JSON null', 'null'],
    ['spaces', '={{ "  " }}'],
  ];

  it.each(lists)('in a list is refused: %s', async (_what, recipientList) => {
    const { error } = await send({ ...toList([]), recipientList });
    expect(error?.message).toBe(sentence('Recipient List'));
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each<[string, NodeParameters[string]]>([
    ['nothing', {}],
    ['an empty list', { recipient: [] }],
    ['an expression for nothing', '={{ {} }}'],
    ['an expression for an empty list', '={{ { recipient: [] } }}'],
    ['another name', { recipients: [{ type: 'till' }] }],
  ])('in the form is refused: %s', async (_what, recipients) => {
    const { error } = await send({ ...toForm(), recipients });
    expect(error?.message).toBe(sentence('Recipients'));
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each([
    ['text', '={{ "Jane" }}', "'Recipient List' is not valid JSON."],
    ['a number', '={{ 5 }}', "'Recipient List' is not a list."],
    ['JSON that is a number', '5', "'Recipient List' is not a list."],
    ['broken JSON', '[{"type": "till", "amount": 0712345678}]', 'is not valid JSON.'],
    ['an empty object', '={{ {} }}', "Recipient 1: 'Type' is empty."],
  ])('in %s is refused', async (_what, recipientList, words) => {
    const { error } = await send({ ...toList([]), recipientList });
    expect(error?.message).toContain(words);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('of one item stops all items, combined or not', async () => {
    const parameters = { ...toList([]), recipientList: '={{ $json.list }}' };
    const items = [{ list: [wallet('0712345678', 100)] }, { list: [] }];
    for (const combineItems of [true, false]) {
      const { error } = await send({ ...parameters, combineItems }, items);
      expect(error?.message).toBe(sentence('Recipient List', 1));
    }
    expect(sandbox.control.requests()).toEqual([]);
  });
});

describe('a list of all items, given to each of them', () => {
  const parameters = {
    ...COMBINED,
    recipientList:
      '={{ $input.all().map(({ json }) => ({ type: "mobile_wallet", phone_number: json.Phone, amount: json.Salary, description: "Salary" })) }}',
  };

  it.each([true, false])(
    'is refused before anybody is paid again, Combine Items %s',
    async (on) => {
      const { error } = await send({ ...parameters, combineItems: on }, PAYROLL);
      expect(error?.message).toBe(
        "'Recipient List' has the same recipients and amounts as that of item 0. Everybody would be paid again. Let each item give its own recipients, e.g. {{ $json }} for a row of a spreadsheet, and turn on 'Combine Items' to pay them in one request. [item 1]",
      );
      expect(sandbox.control.requests()).toEqual([]);
    },
  );

  it.each([true, false])(
    'is refused also with the item in each description, Combine Items %s',
    async (on) => {
      const recipientList = parameters.recipientList.replace(
        '"Salary"',
        '"Salary of " + $json.Phone + $itemIndex',
      );
      const { error } = await send({ ...COMBINED, recipientList, combineItems: on }, PAYROLL);
      expect(error?.message).toContain('has the same recipients and amounts as that of item 0');
      expect(sandbox.control.requests()).toEqual([]);
    },
  );

  it('pays everybody once with Continue On Fail', async () => {
    const { outputs } = await send({ ...parameters, combineItems: false }, PAYROLL, {
      onError: 'continueRegularOutput',
    });
    expect(bodies()).toHaveLength(1);
    expect(destinations()).toHaveLength(3);
    expect(outputs.flat().map(({ json }) => 'error' in json)).toEqual([false, true, true]);
  });
});

describe('Combine Items', () => {
  it('pays a whole payroll in one request, and pairs it with all rows', async () => {
    const { items, error } = await send(COMBINED, PAYROLL);
    expect(error).toBeUndefined();
    expect(bodies()).toHaveLength(1);
    expect(destinations()).toMatchObject([
      { phone_number: '254712345678', amount: 15000 },
      { phone_number: '254712345679', amount: 12500 },
      { phone_number: '254112345678', amount: 9500 },
    ]);
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
      [{ item: 0 }, { item: 1 }, { item: 2 }],
    ]);
  });

  it('off: one request for each row', async () => {
    const { items } = await send({ ...COMBINED, combineItems: false }, PAYROLL);
    expect(bodies().map(({ destinations: list }) => (list as unknown[]).length)).toEqual([1, 1, 1]);
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
      { item: 0 },
      { item: 1 },
      { item: 2 },
    ]);
  });

  const bad = PAYROLL.map((row, index) => (index === 1 ? { ...row, Phone: '' } : row));
  const SENTENCE = "Recipient 1: 'Phone Number' is empty. Fill it in. [item 1]";

  it('pays nobody when one row cannot be used, and names it', async () => {
    const { error } = await send(COMBINED, bad);
    expect(error?.message).toBe(SENTENCE);
    expect(error?.context?.itemIndex).toBe(1);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each(['continueRegularOutput', 'continueErrorOutput'])(
    'pays nobody then either with %s: one item says so for all',
    async (onError) => {
      const { outputs } = await send(COMBINED, bad, { onError });
      const said = outputs.flat();
      expect(said.map(({ json }) => json)).toEqual([
        expect.objectContaining({
          error: {
            message: SENTENCE,
            what_to_do: 'Nothing was sent to Kopo Kopo for this item.',
            outcome: 'refused',
          },
        }),
      ]);
      expect(said[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
      expect(sandbox.control.requests()).toEqual([]);
    },
  );

  it('says what the API refused, once', async () => {
    sandbox.control.fault({
      method: 'POST',
      path: 'send_money',
      status: 400,
      body: { error_message: 'Insufficient funds' },
    });
    const { outputs } = await send(COMBINED, PAYROLL, { onError: 'continueRegularOutput' });
    expect(outputs.flat().map(({ json }) => json)).toMatchObject([
      { error: { message: 'Kopo Kopo did not accept the request: Insufficient funds [item 0]' } },
    ]);
    expect(posts()).toHaveLength(1);
  });

  it('refuses source tills and metadata that differ: a request has one of each', async () => {
    const items = [{ till: '112233' }, { till: '112233' }, { till: '555555' }].map(
      (row, index) => ({
        ...row,
        ...PAYROLL[index],
      }),
    );
    const together =
      "and one request has only one. Make it the same for all items, or turn 'Combine Items' off. [item 2]";
    const source = await send(
      { ...COMBINED, options: { sourceIdentifier: '={{ $json.till }}' } },
      items,
    );
    expect(source.error?.message).toBe(
      `'Source Till' is not the same as that of item 0, ${together}`,
    );
    const metadata = { pair: [{ key: 'till', value: '={{ $json.till }}' }] };
    const pairs = await send({ ...COMBINED, options: { metadata } }, items);
    expect(pairs.error?.message).toBe(`'Metadata' is not the same as that of item 0, ${together}`);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('leaves no row out of "already sent" when the result does not come in time', async () => {
    sandbox.control.nextResult({ outcome: 'never' });
    const { error } = await engine.runAction({
      items: PAYROLL,
      parameters: {
        ...COMBINED,
        resultMode: 'wait',
        options: { maxWait: 1, errorOnTimeout: true },
      },
    });
    const [made] = sandbox.control.created('send_money');
    const sent = { id: made?.id, location: made?.location };
    expect(error?.context?.alreadySent).toEqual([0, 1, 2].map((item) => ({ item, ...sent })));
    expect(posts()).toHaveLength(1);
  });

  describe('whose connection breaks when everybody was paid', () => {
    beforeEach(() => {
      sandbox.control.fault({ method: 'POST', path: 'send_money', action: 'drop-after' });
    });
    const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

    it.each<[string, NodeParameters, Partial<INode>]>([
      ['', COMBINED, {}],
      ['one key for all', { ...COMBINED, options: { idempotencyKey: 'MAY' } }, retry],
      ['a key for each', { ...COMBINED, options: { idempotencyKey: '={{ $json.Phone }}' } }, retry],
    ])('names all rows, so that none is paid again: %s', async (_keys, parameters, node) => {
      const { error } = await send(parameters, PAYROLL, node);
      expect(error?.context).toMatchObject({ alreadySent: [], outcomeUnknown: [0, 1, 2] });
      expect(error?.description).toContain('item 1\nitem 2');
      expect(error?.description).not.toContain('Not sent');
      expect(sandbox.control.created('send_money')).toHaveLength(1);
    });

    it('says so once with Continue On Fail, of all rows', async () => {
      const { items } = await send(COMBINED, PAYROLL, { onError: 'continueRegularOutput' });
      expect(items).toMatchObject([
        {
          json: { error: { outcome: 'unknown' } },
          pairedItem: [{ item: 0 }, { item: 1 }, { item: 2 }],
        },
      ]);
    });
  });

  it('tells the row whose key was used from those that were not sent because of it', async () => {
    const parameters = { ...COMBINED, options: { idempotencyKey: '={{ $json.Phone }}' } };
    await send(parameters, PAYROLL.slice(1, 2));
    const [made] = sandbox.control.created('send_money');
    const { items } = await send(parameters, PAYROLL, { onError: 'continueRegularOutput' });
    expect(items).toMatchObject([
      {
        json: { error: { outcome: 'refused', what_to_do: expect.stringContaining('item 1.') } },
        pairedItem: [{ item: 0 }, { item: 2 }],
      },
      { json: { error: { outcome: 'already_sent', id: made?.id } }, pairedItem: { item: 1 } },
    ]);
    expect(items[0]?.json.error).not.toHaveProperty('id');
    expect(sandbox.control.created('send_money')).toHaveLength(1);
  });

  it('tells it from one of which nobody knows what became of it', async () => {
    const parameters = { ...COMBINED, options: { idempotencyKey: '={{ $json.Phone }}' } };
    await send(parameters, PAYROLL.slice(0, 1));
    sandbox.control.fault({ method: 'POST', path: 'send_money', action: 'drop-after' });
    await send(parameters, PAYROLL.slice(1, 2));
    const { items } = await send(parameters, PAYROLL, { onError: 'continueRegularOutput' });
    const [made] = sandbox.control.created('send_money');
    expect(items.map(({ json }) => json.error)).toMatchObject([
      { outcome: 'already_sent', id: made?.id },
      { outcome: 'unknown', what_to_do: expect.stringContaining('Look for it') },
      { outcome: 'refused' },
    ]);
    expect(items[1]?.json.error).not.toHaveProperty('id');
  });

  it('can be suspended until the callback, as one request', async () => {
    sandbox.control.nextResult({ outcome: 'never' });
    const { run, error } = await engine.runAction({
      items: PAYROLL,
      parameters: { ...COMBINED, resultMode: 'resume' },
    });
    expect(error).toBeUndefined();
    expect(run.waitTill).toBeInstanceOf(Date);
    expect(posts()).toHaveLength(1);
    // n8n goes on with these when no callback comes.
    const [waiting] = run.data.executionData?.nodeExecutionStack ?? [];
    expect(waiting?.data.main?.[0]).toMatchObject([
      { json: { type: 'send_money', outcome: 'pending', status: 'Scheduled' } },
    ]);
    const handedOver = run.data.resultData.runData.Start?.[0]?.data?.main?.[0];
    expect(handedOver?.map(({ json }) => json)).toEqual(PAYROLL);
  });
});

describe('Combine Items with an idempotency key', () => {
  const keyed = (idempotencyKey: string): NodeParameters => ({
    ...COMBINED,
    options: { idempotencyKey },
  });
  const byPhone = keyed('={{ $json.Phone }}');
  const used = (key: string | number, item: number) =>
    expect.stringMatching(
      new RegExp(
        `^'Idempotency Key' "${key}" was already used by this node: Kopo Kopo accepted its request earlier .+ \\[item ${item}\\]$`,
      ),
    );

  it('of each row uses all of them up, so that none of the rows is paid again', async () => {
    await send(byPhone, PAYROLL);
    const [, otieno] = PAYROLL;
    const again = await send(byPhone, [{ Phone: '0700000001', Salary: 10 }, otieno ?? {}]);
    expect(again.error?.message).toEqual(used(712345679, 1));
    expect(posts()).toHaveLength(1);
  });

  it('leaves the keys of the other rows free when one was used', async () => {
    await send(byPhone, PAYROLL.slice(0, 1));
    const all = await send(byPhone, [...PAYROLL].reverse());
    expect(all.error?.message).toEqual(used('0712345678', 2));
    const others = await send(byPhone, PAYROLL.slice(1));
    expect(others.error).toBeUndefined();
    expect(posts()).toHaveLength(2);
  });

  it('may be one for all, e.g. the month', async () => {
    const first = await send(keyed('payroll 2026-05'), PAYROLL);
    expect(first.error).toBeUndefined();
    const again = await send(keyed('payroll 2026-05'), PAYROLL);
    expect(again.error?.message).toEqual(used('payroll 2026-05', 0));
    expect(again.error?.context?.alreadySent ?? []).toHaveLength(PAYROLL.length);
    expect(posts()).toHaveLength(1);
  });

  it('refuses the same key for some of the rows: one of them may be there twice', async () => {
    const { error } = await send(byPhone, [...PAYROLL, PAYROLL[1] ?? {}]);
    expect(error?.message).toBe(
      '\'Idempotency Key\' "712345679" was already used by this node: item 1 has it too. Give each item a value of its own, such as the invoice number. [item 3]',
    );
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('makes all keys free again when Kopo Kopo refused the request', async () => {
    sandbox.control.fault({ method: 'POST', path: 'send_money', status: 400 });
    const refused = await send(byPhone, PAYROLL);
    expect(refused.error).toBeDefined();
    const again = await send(byPhone, PAYROLL);
    expect(again.error).toBeUndefined();
    expect(sandbox.control.created('send_money')).toHaveLength(1);
  });

  it('keeps all keys used when nobody knows whether it went through', async () => {
    sandbox.control.fault({ method: 'POST', path: 'send_money', action: 'drop-after' });
    await send(byPhone, PAYROLL);
    for (const row of PAYROLL) {
      const { error } = await send(byPhone, [row]);
      expect(error?.message).toContain('whether it went through is not known');
    }
    expect(sandbox.control.created('send_money')).toHaveLength(1);
  });
});

const three = toList([
  wallet('0712345678', 15000),
  wallet('0712345679', 12500),
  { type: 'till', till_number: '12345', amount: 80, description: 'Milk' },
]);

describe.each(WORDINGS)('the result, %s', (wording) => {
  beforeEach(() => sandbox.control.configure({ wording }));

  it('says for each recipient whether the money moved', async () => {
    const { json } = await sendAndWait(three, { outcome: 'succeeded' });
    expect(json).toMatchObject([
      { type: 'send_money', status: 'Processed', outcome: 'succeeded', errors: [] },
    ]);
    expect(json[0]?.recipients).toMatchObject([
      {
        type: 'mobile_wallet',
        amount: 15000,
        phone_number: '254712345678',
        network: 'Safaricom',
        description: 'Salary',
        outcome: 'succeeded',
        status: 'Transferred',
        origination_time: expect.any(String),
        transaction_reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
        reason: null,
        errors: [],
      },
      expect.objectContaining({ phone_number: '254712345679', outcome: 'succeeded' }),
      expect.objectContaining({ till_number: '12345', amount: 80, outcome: 'succeeded' }),
    ]);
  });

  it('tells the one that failed from those that were paid', async () => {
    const { json } = await sendAndWait(three, {
      outcome: 'partial',
      errors: 'Till is not active',
    });
    expect(json[0]).toMatchObject({
      status: 'Processed',
      outcome: 'partial',
      errors: ['Till is not active'],
    });
    expect((json[0]?.recipients as IDataObject[]).map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'succeeded',
      'failed',
    ]);
    expect(json[0]?.recipients).toMatchObject([
      { reason: null },
      { reason: null },
      { reason: 'Till is not active', errors: ['Till is not active'] },
    ]);
  });

  it('is failed when nobody was paid, although it is "Processed"', async () => {
    const { json } = await sendAndWait(three, { outcome: 'failed', errors: 'No funds' });
    expect(json[0]).toMatchObject({ status: 'Processed', outcome: 'failed', errors: ['No funds'] });
    expect(json[0]?.recipients).toMatchObject([1, 2, 3].map(() => ({ outcome: 'failed' })));
  });

  it('of one recipient who got a part of the money is partial', async () => {
    const { json } = await sendAndWait(toList([wallet('0712345678', 15000)]), {
      outcome: 'partial',
    });
    expect(json[0]).toMatchObject({
      outcome: 'partial',
      recipients: [
        {
          phone_number: '254712345678',
          amount: 15000,
          outcome: 'partial',
          disbursements: expect.arrayContaining([
            expect.objectContaining({ amount: 7500, status: 'Transferred' }),
            expect.objectContaining({ amount: 7500, status: 'Failed' }),
          ]),
        },
      ],
    });
  });

  it.each([
    ['when it is not final in time', Infinity],
    ['also when the last questions got no answer', 1],
  ])('says who is paid so far %s', async (_when, skip) => {
    sandbox.control.fault({ method: 'GET', path: 'send_money', status: 500, skip, times: 9 });
    const attributes = {
      transfer_batches: [
        {
          status: 'Processed',
          disbursements: [
            { amount: '15000.0', status: 'Transferred', destination_type: 'Mobile Wallet' },
          ],
        },
      ],
    };
    sandbox.control.nextResult({ outcome: 'never' });
    const running = send({ ...COMBINED, resultMode: 'wait', options: { maxWait: 6 } }, PAYROLL);
    await clock.sleep(500);
    const [made] = sandbox.control.created('send_money').slice(-1);
    Object.assign(made?.attributes ?? {}, attributes);
    const { json } = await running;
    expect(json[0]).toMatchObject({
      outcome: 'pending',
      hint: expect.stringMatching(/^Not final after 6 seconds/),
      recipients: [
        { phone_number: '254712345678', outcome: 'succeeded' },
        { phone_number: '254712345679', outcome: 'pending' },
        { phone_number: '254112345678', outcome: 'pending' },
      ],
    });
  });

  it('is waited for until everybody has it, also where the answer does not say who they are', async () => {
    sandbox.control.nextResult({ outcome: 'never' });
    const two = toList([wallet('0712345678', 100), wallet('0712345679', 100)]);
    const running = send({ ...two, resultMode: 'wait', options: { maxWait: 4 } });
    await clock.sleep(500);
    const [made] = sandbox.control.created('send_money').slice(-1);
    const disbursements = [
      { amount: '100.0', status: 'Transferred', phone_number: '254712345678' },
    ];
    Object.assign(made?.attributes ?? {}, {
      status: 'Processed',
      destinations: null,
      transfer_batches: [{ status: 'Transferred', disbursements }],
    });
    const { json } = await running;
    expect(json[0]).toMatchObject({
      outcome: 'pending',
      hint: expect.stringMatching(/^Not final after 4 seconds/),
      recipients: [
        { phone_number: '254712345678', outcome: 'succeeded' },
        { phone_number: '254712345679', outcome: 'pending' },
      ],
    });
  });

  it('of a combined payroll names every employee', async () => {
    const { json, items } = await sendAndWait(COMBINED, { outcome: 'partial' }, PAYROLL);
    expect(json[0]?.recipients).toMatchObject([
      { phone_number: '254712345678', outcome: 'succeeded' },
      { phone_number: '254712345679', outcome: 'succeeded' },
      { phone_number: '254112345678', outcome: 'failed' },
    ]);
    expect(items[0]?.pairedItem).toHaveLength(3);
  });
});

describe('the result, as it is documented', () => {
  it('is pending, and so is everybody, until it is final', async () => {
    const { json } = await send({ ...three });
    const { json: got } = await engine.runAction({
      parameters: { resource: 'sendMoney', operation: 'get', sendMoneyId: String(json[0]?.id) },
    });
    expect(got[0]).toMatchObject({
      status: 'Scheduled',
      outcome: 'pending',
      transfer_batches: [],
      recipients: [{ outcome: 'pending' }, { outcome: 'pending' }, { outcome: 'pending' }],
    });
  });

  it('is the same from Get, by ID and by location, and raw with Simplify off', async () => {
    const { json } = await sendAndWait(three, { outcome: 'partial' });
    const [made] = sandbox.control.created('send_money');
    const get = { resource: 'sendMoney', operation: 'get' };
    for (const sendMoneyId of [String(made?.id), String(made?.location)]) {
      const got = await engine.runAction({ parameters: { ...get, sendMoneyId } });
      expect(got.json).toEqual(json);
    }
    const raw = await engine.runAction({
      parameters: { ...get, sendMoneyId: String(made?.id), simplify: false },
    });
    const { _links: links, ...attributes } = made?.attributes ?? {};
    // Anybody who knows the whole URL can resume the execution that it is of.
    const callback_url = String(Object(links).callback_url).replace(/=[0-9a-f]{64}$/, '=***');
    expect(callback_url).toMatch(/signature=\*\*\*$/);
    const _links = { ...Object(links), callback_url };
    expect(raw.json).toEqual([
      { data: { id: made?.id, type: 'send_money', attributes: { ...attributes, _links } } },
    ]);
  });
});

describe('the same recipient twice', () => {
  const hints = (run: { data: { resultData: { runData: Record<string, unknown> } } }) =>
    (run.data.resultData.runData['Kopo Kopo'] as Array<{ hints?: unknown }>)[0]?.hints;

  it('is paid twice, and pointed out', async () => {
    const one = wallet('0712345678', 100);
    const { run, error } = await send(
      toList([one, wallet('0712345679', 100), { ...one, phone_number: '+254712345678' }]),
    );
    expect(error).toBeUndefined();
    expect(destinations()).toHaveLength(3);
    expect(hints(run)).toEqual([
      {
        message:
          'The same payment is in this request more than once: recipients 1 and 3. All of them were sent.',
        type: 'warning',
      },
    ]);
  });

  it('is not pointed out for other amounts or descriptions', async () => {
    const one = wallet('0712345678', 100);
    const { run } = await send(
      toList([one, { ...one, amount: 200 }, { ...one, description: 'Bonus' }]),
    );
    expect(hints(run) ?? []).toEqual([]);
  });
});

describe('Sweep to My Accounts', () => {
  const sweep: NodeParameters = {
    resource: 'sendMoney',
    operation: 'sweep',
    sweepEverything: true,
    resultMode: 'none',
    options: { callbackUrl: CALLBACK },
  };

  it('asks for everything, from the whole company or from one till', async () => {
    await send(sweep);
    await send({ ...sweep, options: { callbackUrl: CALLBACK, sourceIdentifier: '112233' } });
    const body = { destinations: [], currency: 'KES', _links: { callback_url: CALLBACK } };
    expect(bodies()).toEqual([body, { ...body, source_identifier: '112233' }]);
  });

  it('does nothing while the switch is off', async () => {
    const { error } = await send({ ...sweep, sweepEverything: false });
    expect(error?.message).toBe(
      "'Sweep Everything' is off. Turn it on if you want to move all available money to your own accounts. To pay somebody, choose 'Send to Recipients'. [item 0]",
    );
    expect(sandbox.control.requests()).toEqual([]);
  });

  it.each<[string, NodeParameters[string], string]>([
    ['a text', '={{ "true" }}', 'must be true or false'],
    ['a number', '={{ 1 }}', 'must be true or false'],
    ['an expression for nothing', '={{ $json.yes }}', 'must be true or false'],
    // n8n fills it in although the field takes no expression.
    [
      "an AI agent's decision",
      "={{ $fromAI('everything', '', 'boolean') }}",
      'is an expression. Only a person can turn it on, in the node. [item 0]',
    ],
  ])('takes no expression for the switch, such as %s', async (_what, sweepEverything, words) => {
    const asked = [{ query: { everything: true } }];
    const { error } = await send({ ...sweep, sweepEverything }, asked);
    expect(error?.message).toContain(`'Sweep Everything' ${words}`);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('moves everything once, not once for each item', async () => {
    const { error } = await send(sweep, [{}, {}]);
    expect(error?.message).toBe(
      "'Sweep Everything' is on, but everything is moved already by item 0. Turn on 'Execute Once' in this node's settings to do it once for all items. [item 1]",
    );
    expect(sandbox.control.requests()).toEqual([]);
    const tills = await send({ ...sweep, options: { sourceIdentifier: '={{ $json.till }}' } }, [
      { till: '112233' },
      { till: '555555' },
    ]);
    expect(tills.error).toBeUndefined();
    expect(bodies()).toHaveLength(2);
  });

  it('does nothing where the switch was never touched', async () => {
    const { error } = await send({
      resource: 'sendMoney',
      operation: 'sweep',
      resultMode: 'none',
    });
    expect(error?.message).toMatch(/^'Sweep Everything' is off\./);
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('tells how much went to which account', async () => {
    const { json } = await sendAndWait(sweep, { outcome: 'partial' });
    expect(json[0]).toMatchObject({ type: 'send_money', outcome: 'partial' });
    expect(json[0]?.recipients).toMatchObject([
      { destination_type: 'Mobile Wallet', amount: 19900, outcome: 'succeeded' },
      { destination_type: 'Bank Account', amount: 24452, outcome: 'succeeded' },
      { destination_type: 'Bank Account', amount: 25000, outcome: 'failed' },
    ]);
  });
});

describe('several items', () => {
  it('are sent one after the other, each with its own recipients, in order', async () => {
    const { items } = await send(
      { ...toList([]), recipientList: '={{ $json.list }}' },
      [1, 2, 3].map((count) => ({
        list: Array.from({ length: count }, (_, index) => wallet(`071234567${index}`, 100)),
      })),
    );
    expect(bodies().map(({ destinations: list }) => (list as unknown[]).length)).toEqual([1, 2, 3]);
    expect(items.map(({ pairedItem }: INodeExecutionData) => pairedItem)).toEqual(
      [0, 1, 2].map((item) => ({ item })),
    );
  });
});
