/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sign } from '../sandbox';
import { mpesaReference } from '../sandbox/merchant';
import { CleanUp } from '../tools/cleanUp';
import { median, sideBySide } from './measure';
import { figure, type Section } from './report';
import { besides, publishTrigger, type Stage, type Target } from './stage';
import { chain, END, paymentTrigger, type Step } from './workflows';

const TILL = '000000';
const SAMPLE = join(__dirname, '../test/fixtures/docs/webhook.buygoods_transaction_received.json');
const BARE = 'Webhook';
const OURS = 'Kopo Kopo Trigger';
/** The trigger as it was until the version of its node became 2. */
const BEFORE = 'Kopo Kopo Trigger before';
const BUILT = 'Webhook + Crypto + If';
const ALL = [BARE, OURS, BEFORE, BUILT];
const CONNECTIONS = [1, 20];
const TIMEOUT_MS = 300_000;

/** n8n's setting for a busy shop. */
export const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
const SETTINGS = ['default', 'lazy'] as const;

/** Events a second from the HTTP request to the end of their executions, with two settings of n8n. */
export async function measureEvents(
  stage: Stage,
  rounds: number,
  events: number,
): Promise<Section> {
  const cleanUp = new CleanUp();
  try {
    const lazy = await besides(stage, cleanUp, 'lazy', LAZY);
    return await compare({ default: stage, lazy }, rounds, events);
  } finally {
    await cleanUp.run();
  }
}

async function compare(
  stages: Record<(typeof SETTINGS)[number], Stage>,
  rounds: number,
  events: number,
): Promise<Section> {
  const cell = (setting: string, connections: number, name: string) =>
    `${setting} ${connections} ${name}`;
  const columns = SETTINGS.flatMap((setting) =>
    CONNECTIONS.map((connections) => ({ setting, connections })),
  );
  const candidates: Record<string, () => Promise<number>> = {};
  for (const setting of SETTINGS) {
    const stage = stages[setting];
    const urls = await setUp(stage);
    for (const [name, target] of Object.entries(urls)) {
      for (const connections of CONNECTIONS) {
        candidates[cell(setting, connections, name)] = async () =>
          await eventsPerSecond(stage, target, connections, events);
      }
    }
  }
  const figures = await sideBySide(rounds, candidates);
  const rate = (setting: string, connections: number, name: string) =>
    median(figures[cell(setting, connections, name)] ?? []);
  const goal = (setting: string, name: string, least: number) => {
    const ratio = rate(setting, 20, OURS) / rate(setting, 20, name);
    return {
      text: `${setting}, 20 connections: at least ${least.toFixed(2)} times ${name}`,
      met: ratio >= least,
      is: figure(ratio, 2),
    };
  };
  const gained = rate('lazy', 20, OURS) / rate('default', 20, OURS);
  return {
    title: 'Events per second',
    intro: [
      `${events} signed events are posted to a published workflow that ends in a No Operation node, on 1`,
      'and on 20 connections; the clock stops when the last execution has ended. Our trigger verifies the',
      'signature and drops repetitions. The last one is what a user would build: Webhook with raw body, the',
      'HMAC by a Crypto node, and an If node that compares it with the header; it drops no repetitions.',
      '',
      'By default n8n 2 starts a JavaScript sandbox (an isolate, some 35 ms of work) for every request to a',
      'trigger and another one for the execution, whether or not anything needs it; only its own Webhook node',
      'is spared the first one. With `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true` in its environment (_lazy_) it',
      'starts one when there is an expression to evaluate. This trigger has none, so for a busy shop the setting',
      `is worth having: here ${figure(gained, 1)} times as many events per second. Before, the version of this`,
      "trigger's node was 1: for that one n8n evaluates an expression of its own with each request.",
    ].join('\n'),
    head: [
      '',
      ...columns.map(
        ({ setting, connections }) =>
          `${setting}, ${connections} connection${connections === 1 ? '' : 's'}`,
      ),
    ],
    rows: ALL.map((name) => [
      name,
      ...columns.map(({ setting, connections }) => figure(rate(setting, connections, name))),
    ]),
    goals: [goal('lazy', BARE, 0.9), goal('lazy', BUILT, 2.5), goal('default', BARE, 0.6)],
  };
}

async function setUp({ rest, n8n, credential, sandbox }: Stage): Promise<Record<string, Target>> {
  const webhook = (path: string, options = {}): Step => ({
    name: 'Webhook',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2,
    webhookId: randomUUID(),
    parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options },
  });
  const checked: Step = {
    name: 'If',
    type: 'n8n-nodes-base.if',
    typeVersion: 2.2,
    parameters: {
      conditions: {
        options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
        combinator: 'and',
        conditions: [
          {
            id: 'signature',
            leftValue: '={{ $json.signature }}',
            rightValue: "={{ $json.headers['x-kopokopo-signature'] }}",
            operator: { type: 'string', operation: 'equals' },
          },
        ],
      },
      options: {},
    },
  };
  const hmac: Step = {
    name: 'Crypto',
    type: 'n8n-nodes-base.crypto',
    parameters: {
      action: 'hmac',
      type: 'SHA256',
      binaryData: true,
      binaryPropertyName: 'data',
      dataPropertyName: 'signature',
      secret: sandbox.apiKey,
      encoding: 'hex',
    },
  };
  const steps: Record<string, Step[]> = {
    [BARE]: [webhook('bare'), END],
    [OURS]: [paymentTrigger(credential, TILL), END],
    [BEFORE]: [paymentTrigger(credential, TILL, 1), END],
    [BUILT]: [webhook('built', { rawBody: true }), hmac, checked, END],
  };
  const targets: Record<string, Target> = {};
  for (const [name, list] of Object.entries(steps)) {
    const workflow = chain(name, list);
    const path = list[0]?.parameters?.path;
    if (path === undefined) {
      targets[name] = await publishTrigger({ rest, sandbox }, workflow);
      continue;
    }
    const { id } = await rest.createWorkflow(workflow);
    await rest.activate(id);
    targets[name] = { workflowId: id, url: `${n8n.url}/webhook/${String(path)}` };
  }
  for (const target of Object.values(targets)) await proveThatItRuns({ rest, sandbox }, target);
  return targets;
}

/** A figure for something that doesn't do its work would be worth nothing. */
async function proveThatItRuns(
  { rest, sandbox }: Pick<Stage, 'rest' | 'sandbox'>,
  { workflowId, url }: Target,
): Promise<void> {
  await post(url, sandbox.apiKey, new Agent());
  const execution = await rest.waitForExecution(workflowId, 'success');
  const items = execution.data.resultData.runData[END.name]?.[0]?.data?.main?.[0] ?? [];
  if (items.length !== 1) throw new Error(`The event to ${url} has not come through`);
}

/** Sends events to a workflow until the last of their executions has ended. */
export async function eventsPerSecond(
  { rest, sandbox }: Pick<Stage, 'rest' | 'sandbox'>,
  { workflowId, url }: Target,
  connections: number,
  events: number,
): Promise<number> {
  const [last] = await rest.executions(workflowId);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let left = events;
  const sender = async () => {
    while (left-- > 0) await post(url, sandbox.apiKey, agent);
  };
  await Promise.all(Array.from({ length: connections }, sender));
  agent.destroy();
  // The answers come before the executions have ended.
  for (;;) {
    const newest = await rest.executions(workflowId);
    const isAllThere = Number(newest[0]?.id ?? 0) >= Number(last?.id ?? 0) + events;
    if (isAllThere && newest.every(({ stoppedAt }) => stoppedAt !== null)) break;
    if (performance.now() - start > TIMEOUT_MS) {
      throw new Error(`Not every event to ${url} has started an execution`);
    }
    await delay(20);
  }
  const seconds = (performance.now() - start) / 1000;
  await delay(300);
  return events / seconds;
}

const sample: { event: { type: string; resource: Record<string, unknown> } } = JSON.parse(
  readFileSync(SAMPLE, 'utf8'),
);

/** A payment that has not been told of before: the trigger drops the others. */
function newEvent(): Buffer {
  const { type, resource } = sample.event;
  const own = { ...resource, id: randomUUID(), reference: mpesaReference() };
  return Buffer.from(
    JSON.stringify({ ...sample, id: randomUUID(), event: { type, resource: own } }),
  );
}

async function post(url: string, apiKey: string, agent: Agent): Promise<void> {
  const body = newEvent();
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-kopokopo-signature': sign(body, apiKey),
  };
  await new Promise<void>((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
