/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CleanUp } from '../tools/cleanUp';
import { installPackage } from '../tools/n8n/pack';
import { QueueMode } from '../tools/n8n/queueMode';
import { N8nRest } from '../tools/n8n/rest';
import { eventsPerSecond } from './events';
import { median } from './measure';
import { figure, type Section } from './report';
import { connect, newOwner, publishTrigger, type Stage, type Target } from './stage';
import { ACTION, chain, END, paymentTrigger, type Step } from './workflows';

const CONCURRENCY = 5;
const CONNECTIONS = 20;
const SLOW_MS = 1_000;

/** Events per second in queue mode, with one worker and with two. */
export async function measureQueue(
  { install, sandbox, folder }: Stage,
  cleanUp: CleanUp,
  rounds: number,
  events: number,
): Promise<Section> {
  const userFolder = join(folder, 'queue');
  await mkdir(userFolder);
  await installPackage(userFolder);
  const n8n = await QueueMode.start(cleanUp, {
    install,
    userFolder,
    processors: 1,
    concurrency: CONCURRENCY,
  });
  const rest = new N8nRest(n8n.main.url);
  await rest.setUpOwner(newOwner());
  const { credential } = await connect(rest, sandbox);

  const sms: Step = {
    name: 'Send SMS',
    type: ACTION,
    credential,
    parameters: {
      resource: 'smsNotification',
      operation: 'create',
      webhookEventReference: '={{ $json.id }}',
      message: 'Thank you',
      resultMode: 'none',
    },
  };
  const publish = async (name: string, tillNumber: string, last: Step): Promise<Target> => {
    return await publishTrigger(
      { rest, sandbox },
      chain(name, [paymentTrigger(credential, tillNumber), last]),
    );
  };
  const bare = await publish('Trigger', '555555', END);
  const thanking = await publish('Trigger and SMS', '112233', sms);

  const rows: string[][] = [];
  const figures: number[][] = [];
  for (const workers of [1, 2]) {
    await n8n.addWorkers(1);
    const row: number[] = [];
    for (const { target, latencyMs } of [
      { target: bare, latencyMs: 0 },
      { target: thanking, latencyMs: SLOW_MS },
    ]) {
      await sandbox.control('configure', { latencyMs });
      const stage = { rest, sandbox };
      // What a process does for the first time takes longer.
      await eventsPerSecond(stage, target, CONNECTIONS, CONNECTIONS);
      const rates: number[] = [];
      for (let round = 0; round < rounds; round++) {
        rates.push(await eventsPerSecond(stage, target, CONNECTIONS, events));
      }
      row.push(median(rates));
    }
    await sandbox.control('configure', { latencyMs: 0 });
    figures.push(row);
    rows.push([`${workers}`, ...row.map((rate) => figure(rate))]);
  }
  const [one = [], two = []] = figures;
  rows.push(['times', ...two.map((rate, index) => figure(rate / (one[index] ?? NaN), 2))]);
  return {
    title: 'Queue mode: one worker and two',
    intro: [
      `One main process, one webhook processor, and workers with ${CONCURRENCY} executions at a time each, on PostgreSQL and`,
      `Redis. ${events} signed events on ${CONNECTIONS} connections; the clock stops when the last execution has ended. All processes,`,
      'the databases, the sandbox and the sender share the cores of this machine: where the first column is',
      'bound by them, a second worker takes from the others what it gets. In the second column the executions',
      `wait for an API that takes ${SLOW_MS / 1000} s to accept an SMS: there the workers are the bound.`,
    ].join('\n'),
    head: ['workers', 'trigger, events per second', 'trigger → SMS, events per second'],
    rows,
    goals: [],
  };
}
