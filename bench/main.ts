/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CleanUp } from '../tools/cleanUp';
import { errorMessage } from '../tools/n8n/thrown';
import { assertQueueServices } from '../tools/n8n/queueServices';
import { NODE_VERSION } from '../tools/n8n/versions';
import { measureCreates } from './creates';
import { measureEvents } from './events';
import { measurePackage } from './packageSize';
import { measurePolling } from './polling';
import { measureQueue } from './queue';
import { measureRemembering } from './remembering';
import { machine, markdown, writeReport, type Section } from './report';
import { setUpStage, type Stage } from './stage';
import { measureWaiting } from './waiting';

const REPORT = join(__dirname, '..', 'docs', 'benchmarks.md');

const HELP = `Usage: npm run bench [-- --quick] [--only <name>] [--profile <folder>]

Measures the nodes on a real n8n against n8n's own, and writes docs/benchmarks.md. It takes twelve minutes;
the figures are worth something when nothing else runs on the machine.

  --quick             fewer rounds; prints, and doesn't write the file
  --only <name>       one of events, creates, waiting, polling, package,
                      remembering, queue; doesn't write the file
  --profile <folder>  n8n writes a CPU profile there when it ends
  --help              show this text

N8N_VERSION chooses another n8n, e.g. N8N_VERSION=1.`;

interface Amounts {
  rounds: number;
  events: number;
}

type Measure = (stage: Stage, amounts: Amounts, cleanUp: CleanUp) => Promise<Section>;

const MEASURES: Record<string, Measure> = {
  events: async (stage, { rounds, events }) =>
    await measureEvents(stage, Math.min(rounds, 3), events),
  creates: async (stage, { rounds }) => await measureCreates(stage, rounds),
  waiting: async (stage, { rounds }) => await measureWaiting(stage, Math.min(rounds, 2)),
  polling: async (stage, { rounds }) => await measurePolling(stage, Math.min(rounds, 3)),
  package: async (stage, { rounds }) => await measurePackage(stage, rounds),
  remembering: async (stage, { rounds }) =>
    await measureRemembering(stage, Math.min(rounds, 3), 40),
  queue: async (stage, { rounds, events }, cleanUp) =>
    await measureQueue(stage, cleanUp, Math.min(rounds, 2), events),
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      quick: { type: 'boolean' },
      only: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const names = values.only === undefined ? Object.keys(MEASURES) : [values.only];
  const unknown = names.find((name) => MEASURES[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`"${unknown}" is none of: ${Object.keys(MEASURES).join(', ')}`);
  const amounts = values.quick ? { rounds: 2, events: 100 } : { rounds: 5, events: 120 };

  const stop = new AbortController();
  const { signal } = stop;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  });
  const cleanUp = new CleanUp();
  try {
    await Promise.race([measure(cleanUp, signal, names, amounts, values), stopped]);
  } finally {
    await cleanUp.run();
  }
  return 0;
}

async function measure(
  cleanUp: CleanUp,
  signal: AbortSignal,
  names: string[],
  amounts: Amounts,
  { quick, only, profile }: { quick?: boolean; only?: string; profile?: string },
): Promise<void> {
  if (names.includes('queue')) assertQueueServices();
  console.log('starting n8n and the sandbox …');
  const stage = await setUpStage(cleanUp, console.log, signal, profile);
  const about = machine(NODE_VERSION, stage.install.version);
  console.log(about);
  const sections: Section[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const section = await MEASURES[name]?.(stage, amounts, cleanUp);
    if (section === undefined) continue;
    sections.push(section);
    console.log(`\n${markdown(section)}`);
  }
  if (quick || only !== undefined) return;
  await writeReport(REPORT, about, sections);
  console.log(`written to ${REPORT}`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`\n✗ ${errorMessage(error)}`);
    process.exit(1);
  },
);
