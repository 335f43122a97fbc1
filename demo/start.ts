/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import { errorMessage } from '../tools/n8n/thrown';
import { CleanUp } from '../tools/cleanUp';
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
  const stage = await setUpStage(cleanUp, console.log, signal);
  const { editorUrl, executionUrl } = await thankOneCustomer(stage, console.log, signal);
  const formUrl = await offerStkPush(stage, console.log);
  if (options.once) return;

  console.log(`
Look around
  workflow    ${editorUrl}
  execution   ${executionUrl}
  M-PESA form ${formUrl}
  log in as   ${stage.owner.email}  password  ${stage.owner.password}

Everything runs until Ctrl-C.`);
  await aborted(signal);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  // The timer keeps this process alive; listening for signals does not.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  clearInterval(alive);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof UsageError ? error.message : `\n✗ ${errorMessage(error)}`);
    process.exit(error instanceof UsageError ? EXIT.usage : EXIT.failed);
  },
);
