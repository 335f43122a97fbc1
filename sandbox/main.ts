/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox, type Wording } from './index';
import { PHONES } from './phones';

const DEFAULT_PORT = 4010;

/** Starts on `port`, or on a free one when something else has it. */
function startOn(port: number, wording: Wording): Promise<Sandbox> {
  return startSandbox({ port, wording }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) return Promise.reject(error);
    console.log(`Port ${port} is taken, so the sandbox takes a free one.`);
    return startSandbox({ port: 0, wording });
  });
}

const phones = PHONES.map(({ number, habit }) => `${number} ${habit}`).join(', ');

function welcome({ url, credentials, tills }: Sandbox): string {
  return `
A local Kopo Kopo is ready. Nothing here costs or moves money.

  Base URL        ${url}
  Client ID       ${credentials.clientId}
  Client Secret   ${credentials.clientSecret}
  API Key         ${credentials.apiKey}
  Till            ${tills.buyGoods} (buy goods), ${tills.online} (STK push)

Make things happen:

  A customer pays KES 250 to your till:
    curl -H 'Content-Type: application/json' -d '{"amount": 250}' ${url}/sandbox/customer-pays

  An M-PESA prompt is paid by every phone but these: ${phones}.

  The next payment fails:
    curl -H 'Content-Type: application/json' -d '{"outcome": "failed", "errors": "Insufficient funds"}' ${url}/sandbox/next-result

  It speaks as the documentation has it. Make it speak as the live API has been seen to
  (or start it with --as-seen); "as documented" switches back:
    curl -H 'Content-Type: application/json' -d '{"wording": "as seen"}' ${url}/sandbox/configure

  See what the API received:
    curl ${url}/sandbox/requests

Everything else: ${url}/sandbox. Ctrl+C stops it.
`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'as-seen': { type: 'boolean', default: false } },
  });
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}"`);
  }
  const sandbox = await startOn(port, values['as-seen'] ? 'as seen' : 'as documented');
  console.log(welcome(sandbox));
  const stop = () => void sandbox.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
