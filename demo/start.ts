/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import { printLine } from '../tools/n8n/progress';
import { errorMessage } from '../tools/n8n/thrown';
import { CleanUp } from '../tools/cleanUp';
import { lookAround } from './lookAround';
import { type DemoOptions, HELP, parseOptions, UsageError } from './options';
import { setUpStage } from './stage';
import { offerStkPush } from './stkPush';
import { thankOneCustomer } from './thankYou';

/** Exit codes: as expected, it did not work, the command line is wrong, Ctrl-C before the end. */
const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 };

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return EXIT.ok;
  }

  // One Ctrl-C arrives several times, from the terminal and from npm: only the first one counts.
  const stop = new AbortController();
  const { signal } = stop;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());

  const cleanUp = new CleanUp();
  try {
    // Whatever fails after Ctrl-C fails because of it.
    await play(options, cleanUp, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  } finally {
    await cleanUp.run();
  }
  if (!signal.aborted) return EXIT.ok;
  console.log('\nstopped');
  return options.once ? EXIT.interrupted : EXIT.ok;
}

async function play(options: DemoOptions, cleanUp: CleanUp, signal: AbortSignal): Promise<void> {
  const stage = await setUpStage(cleanUp, printLine, signal);
  const workflowId = await thankOneCustomer(stage, printLine, signal);
  const formUrl = await offerStkPush(stage, printLine);
  if (!options.once) await lookAround(stage, { workflowId, formUrl }, printLine, signal);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof UsageError ? error.message : `\n✗ ${errorMessage(error)}`);
    process.exit(error instanceof UsageError ? EXIT.usage : EXIT.failed);
  },
);
