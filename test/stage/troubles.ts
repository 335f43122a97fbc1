import {
  NodeHelpers,
  type IDataObject,
  type INodeParameters,
  type INodeProperties,
} from 'n8n-workflow';

import { isObject } from '../../nodes/KopoKopo/api/json';
import { messageOf } from '../../nodes/KopoKopo/flow/errorMessage';
import { RESOURCES } from '../../nodes/KopoKopo/operations';
import type { Operation } from '../../nodes/KopoKopo/operations/operation';
import { fieldsOf } from '../../nodes/KopoKopo/operations/properties';
import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { KINDS, toForm } from './destinations';
import { CREATES, TOKEN_OPERATIONS } from './documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from './engine';
import { ROWS, type Row } from './operationRows';
import { sample } from './samples';

/** Something that goes wrong, and what the user gets to read about it. */
export interface Trouble {
  situation: string;
  message: string;
  /** '' where the message says it. */
  whatToDo: string;
  /** Of the item: in its `error` where it is one. */
  outcome: string;
  /** Whether the node fails with it. */
  isError: boolean;
}

/** A value that is refused before anything is sent. */
export interface Refused {
  /** What was entered; '' is nothing. */
  value: string;
  message: string;
}

/** All that can go wrong with an operation, as it really went. */
export interface OperationTroubles {
  resource: string;
  operation: string;
  troubles: Trouble[];
  refused: Refused[];
}

/** What of the credential can be wrong. */
interface CredentialKeys {
  environment: string;
  clientSecret: string;
  apiKey: string;
}

/** An operation in one of its kinds, and how to run it. */
interface Case {
  parameters: NodeParameters;
  operation: Operation;
  row?: Row;
}

/** What no field takes, by its type; the first that is refused is shown. */
const WRONG: Partial<Record<INodeProperties['type'], unknown[]>> = {
  string: ['some text', ''],
  number: ['fifty'],
  dateTime: ['some day'],
};

/**
 * Has every operation go wrong in the engine, against the sandbox.
 *
 * @returns one entry for each operation of the node, in the order of its dropdowns
 */
export async function operationTroubles(): Promise<OperationTroubles[]> {
  const cases = casesOfRows();
  return await Promise.all(
    RESOURCES.flatMap(({ value: resource, operations }) =>
      operations.map(async (operation) => {
        const own = cases.filter(
          ({ parameters }) =>
            parameters.resource === resource && parameters.operation === operation.value,
        );
        const refused = (await Promise.all(own.map(refusedIn))).flat();
        const [first] = own;
        return {
          resource,
          operation: operation.value,
          troubles: first ? await troublesOf(first) : [],
          refused: refused.filter(
            ({ message }, index) => refused.findIndex((one) => one.message === message) === index,
          ),
        };
      }),
    ),
  );
}

function casesOfRows(): Case[] {
  const ofRows = ROWS.flatMap((row) => [
    { parameters: row.parameters, row },
    ...[row.get, ...(row.acts ?? [])].map((asked) => ({
      parameters: { ...asked, [row.idParameter]: 'dd7d8d2b-9c1e-4f0a-8a49-6a1d2c3b4a5f' },
      row,
    })),
  ]);
  const ofKinds = KINDS.map(({ form }) => ({ parameters: toForm(form) }));
  const ofTokens = TOKEN_OPERATIONS.map((parameters) => ({ parameters }));
  return [...ofRows, ...ofKinds, ...ofTokens].flatMap((one) => {
    const operation = RESOURCES.find(
      ({ value }) => value === one.parameters.resource,
    )?.operations.find(({ value }) => value === one.parameters.operation);
    return operation ? [{ ...one, operation }] : [];
  });
}

async function troublesOf(one: Case): Promise<Trouble[]> {
  const { operation, row } = one;
  const troubles = await Promise.all([
    trouble(one, 'the keys of the credential are wrong', () => {}, { clientSecret: 'wrong' }),
    trouble(one, 'your application lacks the permission', (sandbox) =>
      always(sandbox, { status: 403 }),
    ),
    trouble(one, 'there are too many requests', tooMany),
    ...(operation.kind === 'create' && row ? troublesOfCreate(one, operation, row) : []),
    ...(operation.kind === 'get' || operation.kind === 'act'
      ? [trouble(one, 'there is nothing with this ID', () => {})]
      : []),
    ...(operation.kind === 'get'
      ? [
          trouble(one, 'Kopo Kopo has trouble itself', (sandbox) =>
            always(sandbox, { status: 500 }),
          ),
        ]
      : []),
    ...(operation.kind === 'act' ? [trouble(one, 'the connection breaks', breakOff)] : []),
  ]);
  return troubles.flatMap((each) => each ?? []);
}

function troublesOfCreate(
  one: Case,
  { answersLater }: { answersLater: boolean },
  row: Row,
): Array<Promise<Trouble | undefined>> {
  const documented = CREATES.find(({ type }) => type === row.type)?.error;
  const body = documented
    ? sample(`error.${documented}`)
    : { error_code: 400, error_message: 'Your request is invalid' };
  return [
    trouble(one, 'Kopo Kopo refuses it', ({ control }) =>
      control.fault({ method: 'POST', path: '/api/', status: 400, body }),
    ),
    trouble(one, 'the connection breaks', breakOff),
    ...(answersLater
      ? [
          trouble(one, 'it fails', ({ control }) =>
            control.nextResult({ outcome: 'failed', callback: 'lose' }),
          ),
          trouble(one, 'there is no result in time', ({ control }) =>
            control.nextResult({ outcome: 'never', callback: 'lose' }),
          ),
        ]
      : []),
  ];
}

const breakOff = ({ control }: Sandbox) =>
  control.fault({ method: 'POST', path: '/api/', action: 'drop-after' });

/** For so long that it isn't waited for. */
const tooMany = (sandbox: Sandbox) =>
  always(sandbox, { status: 429, headers: { 'Retry-After': '600' } });

/** Hits whatever is asked for, but not the login before it. */
function always({ control }: Sandbox, fault: Pick<Fault, 'status' | 'headers'>): void {
  for (const path of ['/api/', '/oauth/token/info', '/oauth/introspect', '/oauth/revoke']) {
    control.fault({ ...fault, path, times: Infinity });
  }
}

async function trouble(
  { parameters }: Case,
  situation: string,
  prepare: (sandbox: Sandbox) => void,
  credential: Partial<CredentialKeys> = {},
): Promise<Trouble | undefined> {
  return await inSandbox(credential, async (engine, sandbox, items) => {
    prepare(sandbox);
    const { json } = await engine.runAction({
      items,
      parameters,
      node: { onError: 'continueRegularOutput' },
    });
    const [item = {}] = json;
    const { error } = item;
    if (!isObject(error)) {
      const { reason, hint, outcome } = item;
      const message = hint ?? reason;
      if (typeof message !== 'string') return undefined;
      return { situation, message, whatToDo: '', outcome: String(outcome), isError: false };
    }
    return {
      situation,
      message: withoutItem(String(error.message)),
      whatToDo: withoutItem(String(error.what_to_do)),
      outcome: String(error.outcome),
      isError: true,
    };
  });
}

/** What a person enters wrong, one field after the other. */
async function refusedIn({ parameters, operation }: Case): Promise<Refused[]> {
  return await inSandbox({}, async (engine, sandbox, items) => {
    const optional = operation.kind === 'create' ? operation.optional : undefined;
    const own = [...operation.fields, ...(optional ?? []).map(inOptions)];
    const all: Refused[] = [];
    for (const field of own.filter((each) => isShown(each, parameters, operation))) {
      // One way to be wrong says enough of each field.
      const told = new Set<string>();
      for (const [name, value, wrong] of wrongIn(field, parameters)) {
        if (told.has(name)) continue;
        sandbox.control.clearRequests();
        sandbox.control.nextResult({ outcome: 'never', callback: 'lose' });
        const run = await engine.runAction({ items, parameters: { ...wrong, resultMode: 'none' } });
        if (!run.error || sandbox.control.requests({ path: '/api/' }).length > 0) continue;
        told.add(name);
        all.push({ value, message: withoutItem(run.error.message) });
      }
    }
    return all;
  });
}

/** The parameters with one field wrong, in each way that it can be. */
function* wrongIn(
  field: INodeProperties,
  parameters: INodeParameters,
): Generator<[name: string, value: string, INodeParameters]> {
  for (const value of WRONG[field.type] ?? []) {
    yield [
      field.name,
      String(value),
      { ...parameters, [field.name]: `={{ ${JSON.stringify(value)} }}` },
    ];
  }
  if (field.type === 'collection') {
    const inner = isObject(parameters[field.name]) ? parameters[field.name] : {};
    for (const option of field.options ?? []) {
      if (!('type' in option)) continue;
      for (const [name, value, wrong] of wrongIn(option, inner as INodeParameters)) {
        yield [name, value, { ...parameters, [field.name]: wrong }];
      }
    }
  }
  if (field.type !== 'fixedCollection') return;
  for (const group of field.options ?? []) {
    const filled = isObject(parameters[field.name]) ? (parameters[field.name] as IDataObject) : {};
    const [first] = Array.isArray(filled[group.name]) ? (filled[group.name] as IDataObject[]) : [];
    if (!('values' in group) || !first) continue;
    for (const inside of group.values.filter(({ name }) => name in first)) {
      for (const [name, value, wrong] of wrongIn(inside, first as INodeParameters)) {
        yield [name, value, { ...parameters, [field.name]: { [group.name]: [wrong] } }];
      }
    }
  }
}

const inOptions = (field: INodeProperties): INodeProperties => ({
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  default: {},
  options: [field],
});

function isShown(field: INodeProperties, parameters: NodeParameters, of: Operation): boolean {
  const defaults = Object.fromEntries(
    fieldsOf(of).map(({ name, default: value }) => [name, value]),
  );
  const values = { ...defaults, ...parameters } as INodeParameters;
  return NodeHelpers.displayParameter(values, field, null, null);
}

const withoutItem = (text: string) => text.replace(/ \[item 0\]/g, '');

async function inSandbox<T>(
  credential: Partial<CredentialKeys>,
  task: (engine: Engine, sandbox: Sandbox, items: IDataObject[]) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandbox({ resultDelayMs: 1 });
  try {
    const { event } = await sandbox.control.customerPays({ amount: 1500 });
    const items = [{ reference: String(event.event.resource.reference) }];
    const engine = await Engine.start(new Store({ ...credentialFor(sandbox), ...credential }));
    return await task(engine, sandbox, items);
  } finally {
    await sandbox.stop();
  }
}

/** What keeps the trigger from being taken into service. */
const TRIGGER_TROUBLES: Array<{
  situation: string;
  parameters?: NodeParameters;
  credential?: Partial<CredentialKeys>;
  n8n?: string;
  prepare?: (sandbox: Sandbox) => void;
}> = [
  { situation: 'no till number was entered', parameters: { tillNumber: '' } },
  {
    situation: 'the till belongs to another account or environment',
    parameters: { tillNumber: '999999' },
  },
  {
    situation: 'n8n has no address that Kopo Kopo can reach',
    credential: { environment: 'production' },
    n8n: 'http://localhost:5678/webhook',
  },
  { situation: 'the credential has no API key', credential: { apiKey: '' } },
  { situation: 'the keys of the credential are wrong', credential: { clientSecret: 'wrong' } },
  {
    situation: 'your application lacks the permission',
    prepare: (sandbox) => always(sandbox, { status: 403 }),
  },
  {
    situation: 'your account does not have this event',
    parameters: { events: ['other'], otherTopic: 'loan_approved' },
  },
  { situation: 'the connection breaks', prepare: breakOff },
];

/** Tries to take the trigger into service where that can't be done. */
export async function triggerTroubles(): Promise<Trouble[]> {
  return await Promise.all(
    TRIGGER_TROUBLES.map(async ({ situation, parameters, credential = {}, n8n, prepare }) =>
      inSandbox(credential, async (engine, sandbox) => {
        prepare?.(sandbox);
        const trigger = engine.trigger({
          events: ['buygoods_transaction_received'],
          scope: 'till',
          tillNumber: sandbox.tills.buyGoods,
          ...parameters,
        });
        const message = await engine.activate(trigger, { webhookBaseUrl: n8n }).then(
          () => {
            throw new Error(`The trigger can be taken into service although ${situation}`);
          },
          (error: unknown) => messageOf(error),
        );
        return { situation, message, whatToDo: '', outcome: '', isError: true };
      }),
    ),
  );
}
