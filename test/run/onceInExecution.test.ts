import type { IDataObject } from 'n8n-workflow';

import { Payday } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const TWO = [
  { type: 'mobile_wallet', phone_number: '0712345678', amount: 1500, description: 'Salary' },
  { type: 'mobile_wallet', phone_number: '0722345678', amount: 1600, description: 'Salary' },
];
const payAll = {
  resource: 'sendMoney',
  operation: 'send',
  recipientsFrom: 'list',
  recipientList: '={{ $json.list }}',
  resultMode: 'none',
};
const sweep = {
  resource: 'sendMoney',
  operation: 'sweep',
  sweepEverything: true,
  resultMode: 'none',
};
const settle = {
  resource: 'settlementTransfer',
  operation: 'create',
  transferTo: 'preferred',
  amount: 0,
  resultMode: 'none',
};
const sent = () => payday.control.created('send_money').length;

describe('in a loop, in one execution', () => {
  it('a list of recipients that comes again is not paid again', async () => {
    const { rounds, error } = await payday.loop([[{ list: TWO }], [{ list: TWO }]], payAll);
    expect(rounds[0]).toMatchObject([{ outcome: 'pending' }]);
    expect(error?.message).toBe(
      "'Recipient List' has the same recipients and amounts as that of an earlier run of this node in the same execution. Put the node outside of the loop, or let each round of the loop ask for something else. [item 0]",
    );
    expect(sent()).toBe(1);
  });

  it('nor in another order, with other words, or combined from items', async () => {
    const [one = {}, two = {}] = TWO;
    const again = [
      { ...two, favourite: true },
      { ...one, nickname: 'Jo', description: 'Salary of round 2' },
    ];
    const { error } = await payday.loop([[{ list: TWO }], [{ list: again }]], payAll);
    expect(error?.message).toContain('has the same recipients and amounts');
    expect(sent()).toBe(1);

    const rows = [{ list: [one] }, { list: [{ ...two, amount: 1700 }] }];
    const combined = { ...payAll, combineItems: true };
    const second = await payday.loop([rows, rows], combined);
    expect(second.error?.message).toContain('has the same recipients and amounts');
    expect(sent()).toBe(2);
  });

  it('nor with numbers and names that are written otherwise', async () => {
    const branch = 'c7f300c0-f1ef-4151-9bbe-005005aa3747';
    const payees = (account: string, bank_branch_ref: string, till: string, name: string) => [
      {
        type: 'bank_account',
        account_name: name,
        account_number: account,
        bank_branch_ref,
        amount: 1500,
        description: 'Rent',
      },
      { type: 'till', till_number: till, amount: 100, description: 'Milk' },
    ];
    const rounds = [
      [{ list: payees('0102 345-6', branch.toUpperCase(), 'K123456', 'Jane') }],
      [{ list: payees('01023456', branch, '123456', 'JANE') }],
    ];
    const { error } = await payday.loop(rounds, payAll);
    expect(error?.message).toContain('has the same recipients and amounts');
    expect(sent()).toBe(1);
  });

  const BANK = {
    type: 'bank_account',
    account_name: 'Jane',
    account_number: '0102345',
    bank_branch_ref: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
  };
  const PAYBILL = { type: 'paybill', paybill_number: '888880', paybill_account_number: 'A-1' };

  it.each<[string, IDataObject, IDataObject]>([
    ['amount', {}, { amount: 2000 }],
    ['phone number', {}, { phone_number: '0712345679' }],
    ['bank account', BANK, { account_number: '0102346' }],
    ['bank branch', BANK, { bank_branch_ref: 'ea2e79f7-35a1-486e-9e18-fe06589a9d7d' }],
    ['paybill', PAYBILL, { paybill_number: '888881' }],
    ['account at a paybill', PAYBILL, { paybill_account_number: 'A-2' }],
  ])('lists that differ are paid: by a %s', async (_what, one, other) => {
    const [first, second] = TWO;
    const payee = 'type' in one ? { ...one, amount: 1600, description: 'Salary' } : second;
    const lists = [payee, { ...payee, ...other }].map((each) => [{ list: [first, each] }]);
    const { error } = await payday.loop(lists, payAll);
    expect(error).toBeUndefined();
    expect(sent()).toBe(2);
  });

  it('one recipient may well be paid by several rounds', async () => {
    const one = TWO.slice(0, 1);
    const { error } = await payday.loop([[{ list: one }], [{ list: one }]], payAll);
    expect(error).toBeUndefined();
    expect(sent()).toBe(2);
  });

  it.each<[string, IDataObject, string]>([
    ['a sweep', sweep, 'send_money'],
    ['a settlement of everything', settle, 'settlement_transfer'],
  ])('%s is done once', async (_title, parameters, type) => {
    const { error } = await payday.loop([[{}], [{}]], parameters);
    expect(error?.message).toContain('an earlier run of this node in the same execution');
    expect(payday.control.created(type)).toHaveLength(1);
  });

  it('what Kopo Kopo refused the first time may be asked for again', async () => {
    payday.control.fault({ method: 'POST', path: 'send_money', status: 400 });
    const { error } = await payday.loop([[{}], [{}]], sweep, { onError: 'continueRegularOutput' });
    expect(error).toBeUndefined();
    expect(sent()).toBe(1);
  });

  it('what may have gone through the first time may not', async () => {
    payday.control.fault({ method: 'POST', path: 'send_money', action: 'drop-after' });
    const { rounds } = await payday.loop([[{}], [{}]], sweep, { onError: 'continueRegularOutput' });
    expect(rounds[0]).toMatchObject([{ error: { outcome: 'unknown' } }]);
    expect(rounds[1]).toMatchObject([{ error: { outcome: 'refused' } }]);
    expect(sent()).toBe(1);
  });

  it('another execution may do it again', async () => {
    await payday.loop([[{}]], sweep);
    const { error } = await payday.loop([[{}]], sweep);
    expect(error).toBeUndefined();
    expect(sent()).toBe(2);
  });
});

describe('among the items of one run', () => {
  const goOn = { onError: 'continueRegularOutput' } as const;

  it('what is refused for itself keeps no other item from it', async () => {
    const { json } = await payday.run({
      items: [{ url: 'http://example.com/of-item-0' }, { url: 'https://example.com/of-item-1' }],
      parameters: { ...sweep, options: { callbackUrl: '={{ $json.url }}' } },
      node: goOn,
    });
    expect(json).toMatchObject([
      { error: { outcome: 'refused', message: expect.stringContaining("'Callback URL'") } },
      { outcome: 'pending' },
    ]);
    expect(sent()).toBe(1);
  });

  it('neither does its idempotency key, nor what its key keeps from being sent', async () => {
    const items = [
      { list: TWO, key: 'A', url: 'http://example.com' },
      { list: TWO, key: 'A' },
      { list: TWO.map((entry) => ({ ...entry, amount: 1700 })), key: 'A' },
      { list: TWO.map((entry) => ({ ...entry, amount: 1700 })), key: 'B' },
    ];
    const { json } = await payday.run({
      items,
      parameters: {
        ...payAll,
        options: { idempotencyKey: '={{ $json.key }}', callbackUrl: '={{ $json.url }}' },
      },
      node: goOn,
    });
    expect(json).toMatchObject([
      { error: { message: expect.stringContaining("'Callback URL'") } },
      { outcome: 'pending' },
      { error: { message: expect.stringContaining('item 1 has it too') } },
      { outcome: 'pending' },
    ]);
    expect(sent()).toBe(2);
  });

  it('a till is one till, with its K and without', async () => {
    const { json } = await payday.run({
      items: [{ till: 'K000000' }, { till: '000000' }, { till: '555555' }],
      parameters: { ...sweep, options: { sourceIdentifier: '={{ $json.till }}' } },
      node: goOn,
    });
    expect(json).toMatchObject([
      { outcome: 'pending' },
      { error: { message: expect.stringContaining('everything is moved already by item 0') } },
      { outcome: 'pending' },
    ]);
    expect(sent()).toBe(2);
  });

  it('what is sent does', async () => {
    const { json } = await payday.run({ items: [{}, {}], parameters: sweep, node: goOn });
    expect(json).toMatchObject([
      { outcome: 'pending' },
      { error: { message: expect.stringContaining('everything is moved already by item 0') } },
    ]);
    expect(sent()).toBe(1);
  });
});
