/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { parseArgs } from 'node:util';

/** What the command line asked for. */
export interface DemoOptions {
  help: boolean;
  /** Ends after the first thank-you SMS instead of staying up. */
  once: boolean;
}

/** The command line can't be understood. */
export class UsageError extends Error {}

export const HELP = `Usage: npm start [-- --once]

Starts a real n8n with this package on your machine, together with a local Kopo Kopo sandbox; no
account is needed. A customer pays KES 100, n8n gets the event and sends a thank-you SMS. After that
both stay up, for you to look around in the editor, until Ctrl-C; Enter makes another payment.

  --once    end after the SMS: exit code 0 if it arrived, else 1
  --help    show this text

The first run downloads n8n (3 GB, some minutes) into the cache folder
($XDG_CACHE_HOME or ~/.cache)/n8n-nodes-kopokopo. Nothing else stays on your machine.`;

/**
 * Reads the command line.
 *
 * @param args what follows the script's name
 * @throws UsageError with a sentence that names the argument which is not known
 */
export function parseOptions(args: string[]): DemoOptions {
  const { tokens } = parseArgs({
    args,
    options: { help: { type: 'boolean', short: 'h' }, once: { type: 'boolean' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const options: DemoOptions = { help: false, once: false };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'option' && token.value === undefined && isFlag(token.name)) {
      options[token.name] = true;
      continue;
    }
    const given = args[token.index] ?? '';
    throw new UsageError(
      `"${given}" is not an option of the demo. It knows --once and --help; ` +
        'npm needs -- in front of them: npm start -- --once',
    );
  }
  return options;
}

function isFlag(name: string): name is keyof DemoOptions {
  return name === 'help' || name === 'once';
}
