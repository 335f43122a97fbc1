/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sign } from '../sandbox';
import { median, sideBySide } from './measure';
import { figure, type Section } from './report';
import type { Stage } from './stage';
import { chain, code, END, paymentTrigger, type Step } from './workflows';

const TILL = '000000';
const SAMPLE = join(__dirname, '../test/fixtures/docs/webhook.buygoods_transaction_received.json');
const BARE = 'Webhook';
const OURS = 'Kopo Kopo Trigger';
const WITH_EXPRESSION = 'Webhook with an expression in it';
const BUILT = 'Webhook + Crypto + If';
const CODED = 'Webhook + Code + If';
const ALL = [BARE, WITH_EXPRESSION, OURS, BUILT, CODED];

/** Events a second from the HTTP request to the end of their executions. */
export async function measureEvents(
  stage: Stage,
  rounds: number,
  events: number,
): Promise<Section> {
  const urls = await setUp(stage);
  const results: Record<string, Record<number, number>> = {};
  for (const connections of [1, 20]) {
    const figures = await sideBySide(
      rounds,
      Object.fromEntries(
        Object.entries(urls).map(([name, target]) => [
          name,
          async () => await eventsPerSecond(stage, target, connections, events),
        ]),
      ),
    );
    for (const [name, values] of Object.entries(figures)) {
      results[name] = { ...results[name], [connections]: median(values) };
    }
  }
  const ratio = (name: string, connections: number) =>
    (results[OURS]?.[connections] ?? NaN) / (results[name]?.[connections] ?? NaN);
  return {
    title: 'Events per second',
    intro: [
      `${events} signed events are posted to a published workflow that ends in a No Operation node, on 1`,
      'and on 20 connections; the clock stops when the last execution has ended. Our trigger verifies the',
      'signature and drops repetitions. The last two are what a user would build: Webhook with raw body, the',
      'HMAC by a Crypto or by a Code node, and an If node that compares it with the header; they drop no',
      'repetitions.\n\nn8n 2 starts a JavaScript sandbox (an isolate) for every request to a trigger, on top of the one',
      'for the execution; only its own Webhook node is spared that, as long as none of its parameters is an',
      'expression. "Webhook with an expression in it" is the same node without the exception: the floor for any',
      'other trigger. [Where the time goes](trigger-profile.md).',
    ].join('\n'),
    head: ['', '1 connection', '20 connections'],
    rows: ALL.map((name) => [
      name,
      figure(results[name]?.[1] ?? NaN),
      figure(results[name]?.[20] ?? NaN),
    ]),
    goals: [1, 20].flatMap((connections) =>
      (
        [
          [BARE, 0.95],
          [WITH_EXPRESSION, 0.95],
          [BUILT, 1.3],
          [CODED, 1.3],
        ] as const
      ).map(([name, least]) => ({
        text: `${connections} connection${connections === 1 ? '' : 's'}: at least ${least} times ${name}`,
        met: ratio(name, connections) >= least,
        is: figure(ratio(name, connections), 2),
      })),
    ),
  };
}

/** Where events go to, and what they start. */
export interface Target {
  workflowId: string;
  url: string;
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
    [WITH_EXPRESSION]: [webhook('expression', { responseData: '={{ "Received" }}' }), END],
    [OURS]: [paymentTrigger(credential, TILL), END],
    [BUILT]: [webhook('built', { rawBody: true }), hmac, checked, END],
    [CODED]: [
      webhook('coded', { rawBody: true }),
      code('HMAC', hmacCode(sandbox.apiKey)),
      checked,
      END,
    ],
  };
  const targets: Record<string, Target> = {};
  for (const [name, list] of Object.entries(steps)) {
    const { id } = await rest.createWorkflow(chain(name, list));
    await rest.activate(id);
    const path = list[0]?.parameters?.path;
    targets[name] = { workflowId: id, url: `${n8n.url}/webhook/${String(path)}` };
  }
  const [url] = await sandbox.subscriptionUrls();
  if (url === undefined) throw new Error('The trigger has not subscribed');
  targets[OURS] = { workflowId: targets[OURS]?.workflowId ?? '', url };
  for (const target of Object.values(targets)) await proveThatItRuns({ rest, sandbox }, target);
  return targets;
}

/** The HMAC in a Code node, which must be allowed to use Node's crypto module. */
const hmacCode = (apiKey: string) => `
const bytes = await this.helpers.getBinaryDataBuffer(0, 'data');
const signature = require('crypto').createHmac('sha256', '${apiKey}').update(bytes).digest('hex');
return $input.all().map(({ json }) => ({ json: { ...json, signature } }));`;

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
    await delay(20);
  }
  const seconds = (performance.now() - start) / 1000;
  await delay(300);
  return events / seconds;
}

const sample: Record<string, unknown> = JSON.parse(readFileSync(SAMPLE, 'utf8'));

async function post(url: string, apiKey: string, agent: Agent): Promise<void> {
  const body = Buffer.from(JSON.stringify({ ...sample, id: randomUUID() }));
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
