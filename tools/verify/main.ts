/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packPackage } from '../n8n/pack';
import { checkManifest } from './manifest';
import { checkScan } from './scan';
import { checkTarball } from './tarball';
import { unpacked } from './unpacked';

/**
 * `npm run verify`: the rules for verified community nodes that can be checked on this computer, over
 * the sources and over the tarball that would be published. `npm run verify -- FOLDER` checks the
 * sources in another folder, without a tarball. Exits with 1 and a list when a rule is broken.
 *
 * Provenance and the npm registry's own data can only be checked after publishing.
 */
const ROOT = join(__dirname, '..', '..');

interface Check {
  name: string;
  violations: string[];
}

async function main(folder: string | undefined): Promise<number> {
  const checks = await sourceChecks(folder ?? ROOT);
  if (folder === undefined) checks.push(...(await tarballChecks()));
  for (const { name, violations } of checks) {
    console.log(`${violations.length === 0 ? '✓' : '✗'} ${name}`);
    for (const violation of violations) console.log(`    ${violation}`);
  }
  return checks.every(({ violations }) => violations.length === 0) ? 0 : 1;
}

async function sourceChecks(root: string): Promise<Check[]> {
  return [
    { name: 'package.json', violations: await checkManifest(root) },
    { name: "n8n's scanner over the sources", violations: await checkScan(root, 'sources') },
  ];
}

async function tarballChecks(): Promise<Check[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kopokopo-verify-'));
  try {
    const contents = await unpacked(await packPackage(folder), folder);
    return [
      { name: "n8n's scanner over the tarball", violations: await checkScan(contents, 'tarball') },
      { name: 'what the tarball holds', violations: await checkTarball(contents) },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main(process.argv[2]).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
