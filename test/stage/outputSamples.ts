import type { IDataObject } from 'n8n-workflow';

import { API_RESULT } from '../../nodes/KopoKopo/api/events';
import { sign, startSandbox, type ResultOutcome, type Sandbox, type Wording } from '../../sandbox';
import { CHECK, documented, TOKEN_OPERATIONS } from './documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from './engine';
import { startReceiver } from './merchantSide';
import { ROWS, type Row } from './operationRows';

/** What an operation gave, with 'Simplify' on, in all the ways it can turn out. */
export interface OutputSample {
  resource: string;
  operation: string;
  items: IDataObject[];
}

/**
 * Runs every operation in the engine against the sandbox.
 *
 * @param wording how the sandbox words its answers
 * @returns one entry for each operation, in the order of the resources' names
 * @throws the first error of an operation: all of them have to work
 */
export async function outputSamples(wording: Wording = 'as documented'): Promise<OutputSample[]> {
  const rows = await Promise.all([
    ...ROWS.map(async (row) => await samplesOf(row, wording)),
    ...TOKEN_OPERATIONS.map(
      async (parameters) =>
        await inSandbox(wording, async (engine) => [await sample(engine, parameters, [{}])]),
    ),
    await inSandbox(wording, samplesOfCheck),
  ]);
  const byOperation = new Map<string, OutputSample>();
  for (const entry of rows.flat()) {
    const key = `${entry.resource}/${entry.operation}`;
    const known = byOperation.get(key);
    byOperation.set(key, { ...entry, items: [...(known?.items ?? []), ...entry.items] });
  }
  return [...byOperation.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

async function samplesOf(row: Row, wording: Wording): Promise<OutputSample[]> {
  return await inSandbox(wording, async (engine, sandbox) => {
    const { event } = await sandbox.control.customerPays({ amount: 1500 });
    const outcomes = outcomesOf(row);
    for (const outcome of outcomes) {
      sandbox.control.nextResult({ outcome, transactions: 2, callback: 'lose' });
    }
    const samples: OutputSample[] = [];
    const items = [{ reference: String(event.event.resource.reference) }];
    // One after the other: some can be done only once in an execution.
    for (let made = 0; made < outcomes.length; made++) {
      samples.push(await sample(engine, row.parameters, items));
    }
    const ids = sandbox.control.created(row.type).map(({ id }) => id);
    const ofEach = async (what: NodeParameters, some = ids) => {
      const byId = { ...what, [row.idParameter]: '={{ $json.id }}' };
      const made = some.map((id) => ({ id }));
      samples.push(await sample(engine, byId, made));
    };
    await ofEach(row.get);
    const [first = '', second = ''] = ids;
    for (const act of row.acts ?? []) await ofEach(act, [first]);
    if (row.type === 'payment_link') {
      // Only a link that somebody has paid through says who it was.
      await sandbox.control.resolve(second, { outcome: 'succeeded', callback: 'lose' });
      await ofEach(row.get);
    }
    return samples;
  });
}

/** With a trigger in service, and without one. */
async function samplesOfCheck(engine: Engine, { tills }: Sandbox): Promise<OutputSample[]> {
  const events = ['buygoods_transaction_received'];
  const trigger = engine.trigger({ events, scope: 'till', tillNumber: tills.buyGoods });
  await engine.activate(trigger);
  const inService = await sample(engine, CHECK, [{}]);
  await engine.hook('delete', trigger);
  return [inService, await sample(engine, CHECK, [{}])];
}

/**
 * How results turn out. Polled transactions are items of their own, which a failed request has none
 * of; and a link is ready before anybody has paid, so that its result doesn't matter here.
 */
function outcomesOf({ type, answersLater }: Row): ResultOutcome[] {
  if (!answersLater || type === 'polling') return ['succeeded'];
  return type === 'payment_link' ? ['never', 'never'] : ['succeeded', 'failed', 'partial', 'never'];
}

async function sample(
  engine: Engine,
  parameters: NodeParameters,
  items: IDataObject[],
): Promise<OutputSample> {
  const { json, error } = await engine.runAction({ items, parameters });
  if (error) throw error;
  return {
    resource: String(parameters.resource),
    operation: String(parameters.operation),
    items: json,
  };
}

/** What the trigger gave for an event, with 'Simplify' on. */
export interface EventSample {
  /** As in 'Trigger On'. */
  event: string;
  items: IDataObject[];
}

/**
 * Runs the trigger in the engine.
 *
 * @param topics known to the sandbox
 */
export async function eventSamples(topics: string[]): Promise<EventSample[]> {
  return await inSandbox('as documented', async (engine, sandbox) => {
    const samples: EventSample[] = [];
    for (const topic of topics) {
      const { event } = await sandbox.control.emitEvent(topic);
      samples.push({ event: topic, items: await entered(engine, sandbox, topic, event) });
    }
    return samples;
  });
}

/** What the trigger gives for the result of an M-PESA prompt that was sent to its URL. */
export async function callbackSample(): Promise<EventSample> {
  const receiver = await startReceiver();
  try {
    return await inSandbox('as documented', async (engine, sandbox) => {
      const { parameters } = documented('Incoming Payment: Create');
      const options = { callbackUrl: receiver.url };
      await sample(engine, { ...parameters, options, resultMode: 'none' }, [{}]);
      await sandbox.control.idle();
      const [post] = receiver.posts;
      return {
        event: API_RESULT,
        items: await entered(engine, sandbox, API_RESULT, post?.json ?? {}),
      };
    });
  } finally {
    await receiver.stop();
  }
}

async function entered(
  engine: Engine,
  { credentials, tills }: Sandbox,
  event: string,
  body: object,
): Promise<IDataObject[]> {
  const trigger = engine.trigger({ events: [event], scope: 'till', tillNumber: tills.buyGoods });
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { 'x-kopokopo-signature': sign(bytes, credentials.apiKey) };
  const { items = [] } = await engine.deliver(trigger, { body: bytes, headers });
  const { json, error } = await engine.runTrigger(trigger, items, 'webhook');
  if (error) throw error;
  return json;
}

/**
 * What the trigger gives for the payments that start most workflows. Other events have other fields
 * besides: n8n knows one schema of a node without resources.
 */
export async function triggerSamples(): Promise<IDataObject[]> {
  return (await eventSamples(PAYMENTS)).flatMap(({ items }) => items);
}

const PAYMENTS = ['buygoods_transaction_received', 'b2b_transaction_received'];

async function inSandbox<T>(
  wording: Wording,
  task: (engine: Engine, sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandbox({ resultDelayMs: 1, wording });
  try {
    return await task(await Engine.start(new Store(credentialFor(sandbox))), sandbox);
  } finally {
    await sandbox.stop();
  }
}
