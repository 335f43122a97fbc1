import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { harmTo } from '../../nodes/KopoKopo/api/identifier';
import { startSandbox, type Sandbox } from '../../sandbox';
import { REFERENCES } from '../../sandbox/merchant';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

/**
 * A send money request without destinations moves every available shilling to the merchant's own
 * accounts. No input whatever may make "Send to Recipients" send one.
 */

let sandbox: Sandbox;
let engine: Engine;

beforeAll(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterAll(() => sandbox.stop());

const RUNS = 150;

/** Runs Send, and gives the bodies that reached the API, whatever became of them. */
async function bodiesOf(parameters: NodeParameters, items: IDataObject[], node = {}) {
  sandbox.control.clearRequests();
  items.forEach(() => sandbox.control.nextResult({ outcome: 'never' }));
  const run = engine.runAction({
    items,
    parameters: { resource: 'sendMoney', operation: 'send', resultMode: 'none', ...parameters },
    node,
  });
  // n8n itself throws for some forms, before the node runs: required fields are empty.
  await run.catch(() => undefined);
  const requests = sandbox.control.requests({ method: 'POST' });
  return requests
    .filter(({ path }) => !path.startsWith('/oauth/'))
    .map(({ path, body, status }) => ({ path, status, body: body as IDataObject }));
}

/** Every body pays somebody, and the API takes it. */
function expectOnlyPayments(bodies: Awaited<ReturnType<typeof bodiesOf>>): void {
  for (const { path, body, status } of bodies) {
    expect(path).toBe('/api/v2/send_money');
    expect(Array.isArray(body.destinations)).toBe(true);
    expect(body.destinations).not.toHaveLength(0);
    for (const destination of body.destinations as IDataObject[]) {
      expect(destination).toMatchObject({ type: expect.any(String), amount: expect.any(Number) });
    }
    expect(status).toBe(201);
  }
}

const NAMES = [
  'type',
  'amount',
  'phoneNumber',
  'phone_number',
  'Phone Number',
  'network',
  'description',
  'nickname',
  'favourite',
  'tillNumber',
  'reference',
  'currency',
  'recipient',
  'recipients',
  'destinations',
  '__proto__',
  'constructor',
  'toJSON',
  'length',
  'phone',
];

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, '', '[]', '{}', 'null', '0712345678', 'mobile_wallet', 1500),
);

/** Anything that JSON or an expression can hold, with names that mean something here. */
const garbage: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value;

const phone = fc
  .tuple(
    fc.constantFrom('07', '01', '+2547', '254 1', '7'),
    fc.integer({ max: 99_999_999, min: 0 }),
  )
  .map(([start, rest]) => `${start}${String(rest).padStart(8, '0')}`);

/** An amount within the limits, as a number or as people write it. */
const amount = fc
  .integer({ min: 1_000, max: 25_000_000 })
  .chain((cents) =>
    fc.constantFrom<unknown>(
      cents / 100,
      String(cents / 100),
      `KES ${(cents / 100).toLocaleString('en', { maximumFractionDigits: 2 })}`,
    ),
  );

const words = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
const digits = fc.integer({ min: 100, max: 999_999_999 }).map(String);

const forOthers = {
  amount,
  description: words,
  nickname: fc.option(words, { nil: '' }),
  favourite: fc.constantFrom(true, false, '', 'yes'),
};

/** A recipient that can be paid. */
const payable = fc.oneof(
  fc.record({ ...forOthers, type: fc.constant('mobile_wallet'), phone_number: phone }),
  fc.record({
    ...forOthers,
    type: fc.constant('Bank Account'),
    accountName: words,
    accountNumber: digits,
    bank_branch_ref: fc.constant(REFERENCES.bankBranchRef),
  }),
  fc.record({ ...forOthers, type: fc.constant('till'), 'Till Number': digits }),
  fc.record({
    ...forOthers,
    type: fc.constant('paybill'),
    paybill_number: digits,
    paybill_account_number: words.filter((text) => harmTo(text.trim()) === undefined),
  }),
  fc.record({
    type: fc.constant('merchant_wallet'),
    amount,
    reference: fc.constant(REFERENCES.merchant_wallet),
  }),
  fc.record({
    type: fc.constant('merchant_bank_account'),
    amount,
    reference: fc.constant(REFERENCES.merchant_bank_account),
  }),
);

const oftenPayable = fc.oneof({ weight: 3, arbitrary: payable }, { weight: 1, arbitrary: garbage });

/** What may stand in the list of one item. */
const listValue = fc.oneof(
  garbage,
  fc.array(oftenPayable, { maxLength: 3 }),
  fc.array(payable, { maxLength: 3 }),
  garbage.map((value) => JSON.stringify(value)),
  fc.array(oftenPayable, { maxLength: 3 }).map((value) => JSON.stringify(value)),
);

const node = fc.constantFrom(
  {},
  { onError: 'continueRegularOutput' },
  { onError: 'continueErrorOutput' },
);

const combineItems = fc.constantFrom<unknown>(true, false, undefined, '={{ true }}', '={{ [] }}');

/** As an item of n8n carries it: what JSON can't hold is gone. */
const asItem = (value: unknown): IDataObject =>
  JSON.parse(JSON.stringify({ value: value === undefined ? null : value }));

describe('Send to Recipients never sends a request without recipients', () => {
  it('whatever stands in the lists of however many items', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(listValue, { minLength: 1, maxLength: 5 }),
        combineItems,
        node,
        async (values, combine, settings) => {
          const bodies = await bodiesOf(
            {
              recipientsFrom: 'list',
              recipientList: '={{ $json.value }}',
              combineItems: combine as boolean,
            },
            values.map(asItem),
            settings,
          );
          expectOnlyPayments(bodies);
        },
      ),
      { numRuns: RUNS * 2 },
    );
  });

  it('whatever is typed into the list', async () => {
    const typed = fc.oneof(
      fc.string(),
      fc.json(),
      garbage.map((value) => JSON.stringify(value) ?? ''),
      fc.array(oftenPayable).map((value) => JSON.stringify(value)),
      fc.constantFrom(
        '={{ [] }}',
        '={{ {} }}',
        '={{ undefined }}',
        '={{ new Array(3) }}',
        '={{ [[], []] }}',
        '={{ Object.create({ type: "till" }) }}',
        '={{ { length: 1, 0: {} } }}',
        '={{ "[]" }}',
        '={{ (() => []) }}',
        '={{ new Map() }}',
        '={{ $json }}',
        '={{ $input.all() }}',
        '={{ $("Start").all().map(i => i.json) }}',
        '={{ DateTime.now() }}',
      ),
    );
    await fc.assert(
      fc.asyncProperty(typed, combineItems, node, async (recipientList, combine, settings) => {
        const bodies = await bodiesOf(
          { recipientsFrom: 'list', recipientList, combineItems: combine as boolean },
          [{}, {}],
          settings,
        );
        expectOnlyPayments(bodies);
      }),
      { numRuns: RUNS },
    );
  });

  it('whatever stands in the form', async () => {
    const form = fc.oneof(
      garbage,
      fc.array(oftenPayable, { maxLength: 3 }).map((recipient) => ({ recipient })),
      garbage.map((recipient) => ({ recipient })),
      fc.constantFrom('={{ [] }}', '={{ {recipient: []} }}', '={{ $json }}', null, undefined),
    );
    await fc.assert(
      fc.asyncProperty(form, combineItems, node, async (recipients, combine, settings) => {
        const parameters = JSON.parse(
          JSON.stringify({ recipientsFrom: 'form', recipients, combineItems: combine }),
        );
        expectOnlyPayments(await bodiesOf(parameters, [{}, {}], settings));
      }),
      { numRuns: RUNS },
    );
  });

  it('whichever of the two it is asked to take, and from whatever both hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<unknown>('form', 'list', '', null, 'both', '={{ "list" }}', 5),
        garbage,
        garbage,
        async (recipientsFrom, recipients, recipientList) => {
          const parameters = JSON.parse(
            JSON.stringify({ recipientsFrom, recipients, recipientList }),
          );
          expectOnlyPayments(await bodiesOf(parameters, [{}]));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('What can be paid', () => {
  it('is paid in full, everybody and nobody else, and the API takes it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(payable, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (lists, combine) => {
          const bodies = await bodiesOf(
            {
              recipientsFrom: 'list',
              recipientList: '={{ $json.value }}',
              combineItems: combine,
            },
            lists.map(asItem),
          );
          expectOnlyPayments(bodies);
          expect(bodies).toHaveLength(combine ? 1 : lists.length);
          const paid = bodies.flatMap(({ body }) => body.destinations as IDataObject[]);
          const asked = lists.flat();
          expect(paid.map(shillings)).toEqual(asked.map(shillings));
          expect(paid.map(({ type }) => type)).toEqual(
            asked.map(({ type }) => type.toLowerCase().replace(' ', '_')),
          );
        },
      ),
      { numRuns: RUNS },
    );
  });
});

function shillings({ amount: entered }: { amount?: unknown }): number {
  return Number(String(entered).replace(/[^\d.]/g, ''));
}
