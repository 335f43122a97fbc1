/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { MOST_BYTES } from '../tools/verify/tarball';
import { median } from './measure';
import { figure, type Section } from './report';
import type { Stage } from './stage';

/**
 * Milliseconds to load all node and credential files, as n8n does when it starts. What they need of n8n is
 * loaded before: n8n has it anyway.
 */
const SCRIPT = `
  const { join } = require('node:path');
  const folder = process.argv[1];
  require('n8n-workflow');
  require('luxon');
  const { credentials, nodes } = require(join(folder, 'package.json')).n8n;
  const start = performance.now();
  for (const file of [...credentials, ...nodes]) require(join(folder, file));
  console.log(performance.now() - start);
`;

/** What the installed package weighs. */
export async function measurePackage(stage: Stage, rounds: number): Promise<Section> {
  const { install, packageFolder, folder } = stage;
  const sizes = await fileSizes(packageFolder);
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1000;
  const limit = MOST_BYTES / 1000;
  const times: number[] = [];
  // n8n-workflow comes from n8n.
  const env = { ...process.env, NODE_PATH: dirname(dirname(dirname(install.n8n))) };
  for (let round = 0; round < rounds; round++) {
    // In a folder without modules of its own: another copy of n8n-workflow would be loaded besides.
    const options = { env, cwd: folder };
    const args = ['-e', SCRIPT, packageFolder];
    const { stdout } = await promisify(execFile)(install.node, args, options);
    times.push(Number(stdout));
  }
  return {
    title: 'Package',
    intro: 'The package as npm unpacks it.',
    head: ['', ''],
    rows: [
      ['unpacked', `${figure(kilobytes, 0)} kB`],
      ['files', String(sizes.length)],
      [
        'to load all nodes and credentials, beside what n8n has loaded anyway',
        `${figure(median(times))} ms`,
      ],
    ],
    goals: [
      {
        text: `less than ${limit} kB unpacked`,
        met: kilobytes < limit,
        is: `${figure(kilobytes, 0)} kB`,
      },
    ],
  };
}

async function fileSizes(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? await fileSizes(path) : [(await stat(path)).size];
    }),
  );
  return sizes.flat();
}
