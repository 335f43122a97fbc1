/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LockFile, lockPath, foldersHere, slim, textOf } from './lockFile';
import { runNpm } from './npm';
import { errorMessage } from './thrown';
import { chosenRelease } from './versions';

const HELP = `Usage: npx tsx tools/n8n/lock.ts <version>

Writes the lock file with which an n8n version is installed for the demo and the tests: npm works out
now (some minutes) what otherwise everybody would wait for. Put the version into tools/n8n/versions.ts, too.`;

async function main(): Promise<void> {
  const [wanted] = process.argv.slice(2);
  if (wanted === undefined || wanted.startsWith('-')) {
    console.log(HELP);
    return;
  }
  const { version, overrides } = chosenRelease({ N8N_VERSION: wanted });
  const folder = await mkdtemp(join(tmpdir(), 'n8n-lock-'));
  try {
    const manifest = { private: true, dependencies: { n8n: version }, overrides };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    const args = ['install', '--package-lock-only', '--omit-lockfile-registry-resolved'];
    const logFile = join(tmpdir(), `n8n-lock-${version}.log`);
    await runNpm({ node: process.execPath, args, cwd: folder, logFile });
    const lock: LockFile = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
    const kept = slim(lock);
    const target = lockPath(version);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, textOf(kept));
    console.log(`${target}: ${foldersHere(kept).length} packages`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(errorMessage(error));
  process.exitCode = 1;
});
