/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import axios from 'axios';
import { sign } from '../sandbox';
import { median, secondsOf, sideBySide } from './measure';
import { figure, type Section } from './report';
import { publishTrigger, type Stage, type Target } from './stage';
import { chain, END, paymentTrigger } from './workflows';

const SAMPLE = join(__dirname, '../test/fixtures/docs/webhook.buygoods_transaction_received.json');
const TRIGGER = 'Kopo Kopo Trigger';

interface Candidate {
  name: string;
  parameters: INodeParameters;
  /** How many events or payments n8n's database remembers of it. */
  remembered: number;
}

const FRESH = 'looks for payments, nothing remembered';
const FULL = 'looks for payments, 10,000 payments remembered';
const CANDIDATES: Candidate[] = [
  {
    name: 'remembers nothing',
    parameters: { options: { ignoreDuplicates: false } },
    remembered: 0,
  },
  { name: 'webhook, 2,000 events remembered', parameters: {}, remembered: 2_000 },
  { name: FRESH, parameters: { receive: 'webhookAndCheck' }, remembered: 0 },
  { name: FULL, parameters: { receive: 'webhookAndCheck' }, remembered: 10_000 },
];

/** What it costs n8n to decide whether an event has come before. */
export async function measureRemembering(
  stage: Stage,
  rounds: number,
  events: number,
): Promise<Section> {
  const targets = new Map<string, Target>();
  for (const candidate of CANDIDATES) targets.set(candidate.name, await publish(stage, candidate));
  const of = (name: string) => {
    const target = targets.get(name);
    if (!target) throw new Error(`There is no "${name}"`);
    return target;
  };
  // n8n makes the record with the first event.
  for (const { url } of targets.values()) await send(stage, url);
  await delay(3_000);
  await stage.n8n.stop();
  for (const { name, remembered } of CANDIDATES) {
    if (remembered > 0) remember(stage, of(name).workflowId, remembered);
  }
  await stage.n8n.launch();

  const measured = await sideBySide(
    rounds + 1,
    Object.fromEntries(
      CANDIDATES.map(({ name }) => [name, async () => await costOf(stage, of(name), events)]),
    ),
  );
  // What a process does for the first time takes longer.
  const medianOf = (name: string) => median((measured[name] ?? []).slice(1));
  const more = medianOf(FULL) - medianOf(FRESH);
  return {
    title: 'What remembering costs an event',
    intro: `The trigger's part of an execution, by n8n's own clock: the mean of ${events} events, one after the other,
and the median of ${rounds} rounds. n8n keeps all that a trigger remembers in one row of its database, which it reads
and writes for each event.`,
    head: ['trigger', 'ms'],
    rows: CANDIDATES.map(({ name }) => [name, figure(medianOf(name))]),
    goals: [
      {
        text: '10,000 payments remembered: at most 5 ms more for an event',
        met: more <= 5,
        is: `${figure(more)} ms`,
      },
    ],
  };
}

async function publish(stage: Stage, { name, parameters }: Candidate): Promise<Target> {
  const trigger = paymentTrigger(stage.credential, '000000');
  return await publishTrigger(
    stage,
    chain(name, [{ ...trigger, parameters: { ...trigger.parameters, ...parameters } }, END]),
  );
}

/** Puts notes into n8n's database as they are there, while n8n is stopped. */
function remember({ install, n8n }: Stage, workflowId: string, count: number): void {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const { randomBytes } = require('node:crypto');
    const [file, workflowId, count] = process.argv.slice(1);
    const db = new DatabaseSync(file);
    const row = db.prepare('SELECT value FROM processed_data WHERE workflowId = ?').get(workflowId);
    const value = JSON.parse(row.value);
    const notes = Array.from({ length: Number(count) }, () => randomBytes(16).toString('hex'));
    value.data = [...notes, ...value.data];
    db.prepare('UPDATE processed_data SET value = ? WHERE workflowId = ?').run(JSON.stringify(value), workflowId);
  `;
  const file = join(n8n.userFolder, '.n8n', 'database.sqlite');
  execFileSync(install.node, ['-e', script, file, workflowId, String(count)], { stdio: 'pipe' });
}

/** @returns milliseconds for an event */
async function costOf(stage: Stage, { workflowId, url }: Target, events: number): Promise<number> {
  const { rest } = stage;
  const known = new Set((await rest.executions(workflowId)).map(({ id }) => id));
  for (let event = 0; event < events; event++) {
    await send(stage, url);
    await delay(50);
  }
  const news = async () => (await rest.executions(workflowId)).filter(({ id }) => !known.has(id));
  while ((await news()).filter(({ stoppedAt }) => stoppedAt !== null).length < events) {
    await delay(100);
  }
  let total = 0;
  for (const { id } of await news()) total += secondsOf(await rest.execution(id), TRIGGER) * 1000;
  return total / events;
}

const sample: { event: { resource: object } } = JSON.parse(readFileSync(SAMPLE, 'utf8'));

/** The event of a payment of now. */
async function send({ sandbox }: Stage, url: string): Promise<void> {
  const reference = randomUUID().slice(0, 10).toUpperCase();
  const resource = {
    ...sample.event.resource,
    reference,
    origination_time: new Date().toISOString(),
  };
  const event = { ...sample, id: randomUUID(), event: { ...sample.event, resource } };
  const body = JSON.stringify(event);
  await axios.post(url, body, {
    headers: {
      'Content-Type': 'application/json',
      'X-KopoKopo-Signature': sign(Buffer.from(body), sandbox.apiKey),
    },
    transformRequest: (data: unknown) => data,
    proxy: false,
  });
}
