/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { ROOT, TEST_PACKAGE } from './testPackage';

/** Compiles what has changed since the last time. */
export default async function buildPackage(): Promise<void> {
  const sources = (await Promise.all(['credentials', 'icons', 'nodes'].map(filesIn))).flat();
  const targets = new Map(sources.map((source) => [join(TEST_PACKAGE, targetOf(source)), source]));
  targets.set(join(TEST_PACKAGE, 'package.json'), join(ROOT, 'package.json'));
  const settings = Math.max(await timeOf(join(ROOT, 'tsconfig.json')), await timeOf(__filename));
  for (const [target, source] of targets) {
    if ((await timeOf(target)) > Math.max(await timeOf(source), settings)) continue;
    await mkdir(dirname(target), { recursive: true });
    // Another run may be reading it.
    const draft = `${target}.${process.pid}`;
    if (source.endsWith('.ts')) await writeFile(draft, await compiled(source));
    else await copyFile(source, draft);
    await rename(draft, target);
  }
  for (const file of await filesIn(relative(ROOT, TEST_PACKAGE))) {
    // What ends in a number is being written by another run.
    if (!targets.has(file) && !/\.\d+$/.test(file)) await rm(file, { force: true });
  }
}

function targetOf(source: string): string {
  return join('dist', relative(ROOT, source).replace(/\.ts$/, '.js'));
}

async function compiled(source: string): Promise<string> {
  // Takes half a second to load, and mostly nothing has changed.
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options: compilerOptions } = ts.convertCompilerOptionsFromJson(
    config.compilerOptions,
    ROOT,
  );
  const text = await readFile(source, 'utf8');
  return ts.transpileModule(text, { fileName: source, compilerOptions }).outputText;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @returns 0 for a file that isn't there */
async function timeOf(path: string): Promise<number> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.mtimeMs ?? 0;
}
