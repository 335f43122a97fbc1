import type { INodeProperties } from 'n8n-workflow';

import { RESOURCES } from '../../nodes/KopoKopo/operations';
import type { Operation } from '../../nodes/KopoKopo/operations/operation';
import { fieldsOf } from '../../nodes/KopoKopo/operations/properties';
import { WHEN_EMPTY } from '../../nodes/KopoKopo/parameters/optionalField';
import { startSandbox, type Sandbox } from '../../sandbox';
import { KINDS, toForm } from '../stage/destinations';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const SWEEP: NodeParameters = {
  resource: 'sendMoney',
  operation: 'sweep',
  sweepEverything: true,
  resultMode: 'none',
};

/** Each operation that takes optional fields, filled in without any. */
const WITHOUT: NodeParameters[] = [
  'Incoming Payment: Create',
  'Pay Recipient: Create (Mobile Wallet)',
  'Payment: Create',
  'Webhook Subscription: Create',
]
  .map((title) => documented(title).parameters)
  .concat([
    {
      ...documented('Pay Recipient: Create (Mobile Wallet)').parameters,
      resource: 'externalRecipient',
    },
    {
      resource: 'paymentLink',
      operation: 'create',
      tillNumber: '000000',
      amount: 100,
      paymentReference: 'INV-1',
    },
    { resource: 'reversal', operation: 'create', transactionReference: 'OJM6Q1W84K', reason: 'x' },
    toForm(KINDS[0]?.form ?? {}),
    SWEEP,
  ]);

/** The optional fields of an operation, in whichever collection, without those of another kind of recipient. */
function optionalFields(parameters: NodeParameters): Array<[collection: string, INodeProperties]> {
  const operation = RESOURCES.find(({ value }) => value === parameters.resource)?.operations.find(
    ({ value }) => value === parameters.operation,
  );
  if (!operation) throw new Error('There is no such operation');
  return allOptional(operation).filter(([, { displayOptions }]) =>
    Object.entries(displayOptions?.show ?? {}).every(([name, values]) =>
      values?.some((value) => value === parameters[name.replace('/', '')]),
    ),
  );
}

function allOptional(operation: Operation): Array<[collection: string, INodeProperties]> {
  const collection = fieldsOf(operation).find(({ name }) => name === 'additionalFields');
  const inside = (collection?.options ?? []).flatMap((option) =>
    'type' in option ? [option] : [],
  );
  const options = operation.kind === 'create' ? operation.optional : undefined;
  return [
    ...inside.map((field): [string, INodeProperties] => ['additionalFields', field]),
    ...(options ?? []).map((field): [string, INodeProperties] => ['options', field]),
  ];
}

const ROWS = WITHOUT.flatMap((parameters) =>
  optionalFields(parameters).map(
    ([collection, field]): [string, string, string, NodeParameters] => [
      `${String(parameters.resource)} ${String(parameters.operation)}`,
      `${collection}.${field.name}`,
      WHEN_EMPTY in field ? String(field[WHEN_EMPTY]) : 'nobody has said',
      parameters,
    ],
  ),
);

/** What an expression gives that finds nothing, and what somebody leaves empty. */
const NOTHINGS = ['={{ $json.nothing }}', '={{ null }}', '={{ "" }}', '={{ "  " }}', ''];

function withField(parameters: NodeParameters, path: string, value: string): NodeParameters {
  const [collection = '', name = ''] = path.split('.');
  // Pairs can't be an expression as a whole.
  const entered = name === 'metadata' ? { pair: [{ key: value, value }] } : value;
  return { ...parameters, resultMode: 'none', [collection]: { [name]: entered } };
}

describe('an optional field that was added, and gives nothing', () => {
  it.each(ROWS)('%s: %s is %s', async (_operation, name, when, parameters) => {
    for (const nothing of NOTHINGS) {
      sandbox.control.clearRequests();
      const { error } = await engine.runAction({
        parameters: withField(parameters, name, nothing),
      });
      if (when === 'leftOut') {
        expect(error?.message ?? '').not.toContain("'");
        expect(sandbox.control.requests({ method: 'POST', path: '/api/' })).toHaveLength(1);
      } else {
        expect(when).toBe('refused');
        expect(error?.message).toMatch(
          /^'[A-Z].*' was added, but is empty\. Check its expression, or remove the field\. \[item 0\]$/,
        );
        expect(sandbox.control.requests()).toEqual([]);
      }
    }
  });

  it('is every one that an operation has', () => {
    const creates = RESOURCES.flatMap(({ value, operations }) =>
      operations
        .filter((operation) => allOptional(operation).length > 0)
        .map((operation) => `${value} ${operation.value}`),
    );
    expect([...new Set(ROWS.map(([operation]) => operation))].sort()).toEqual(creates.sort());
  });
});

describe('whose money is used', () => {
  const sources = () =>
    sandbox.control.created('send_money').map(({ request }) => request.source_identifier);

  it('is what was entered: one till, or all of them without the field', async () => {
    await engine.runAction({
      parameters: { ...SWEEP, options: { sourceIdentifier: '={{ "000000" }}' } },
    });
    await engine.runAction({ parameters: SWEEP });
    expect(sources()).toEqual(['000000', undefined]);
  });

  it('is asked for each item', async () => {
    const { json } = await engine.runAction({
      items: [{ till: '000000' }, {}],
      parameters: {
        ...toForm(KINDS[0]?.form ?? {}),
        options: { sourceIdentifier: '={{ $json.till }}' },
      },
      node: { onError: 'continueRegularOutput' },
    });
    expect(json).toMatchObject([
      { outcome: 'pending' },
      {
        error: {
          message:
            "'Source Till' was added, but is empty. Check its expression, or remove the field. [item 1]",
        },
      },
    ]);
    expect(sources()).toEqual(['000000']);
  });
});

describe('the network of a phone number', () => {
  it('is not guessed where an expression finds none', async () => {
    const { error } = await engine.runAction({
      parameters: toForm({ ...KINDS[0]?.form, network: '={{ $json.nothing }}' }),
    });
    expect(error?.message).toBe(
      "Recipient 1: 'Network' is empty. Choose one of the list. [item 0]",
    );
    expect(sandbox.control.requests()).toEqual([]);
  });
});
