/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './folderLock';
import { runNpm } from './npm';
import type { Log } from './progress';
import { expectCode } from './thrown';

export const PACKAGE_NAME = 'n8n-nodes-kopokopo';

const PROJECT = resolve(__dirname, '..', '..');

/** For the lock and npm's output: not part of the project. */
const CACHE = join(PROJECT, 'node_modules', '.cache', PACKAGE_NAME);

/** What `n8n-node build` reads, from the project folder. */
const SOURCES = ['credentials', 'icons', 'nodes', 'package.json', 'tsconfig.json'];

export interface PackOptions {
  /** Gets one line per message; nothing is printed without it. */
  log?: Log;
  /** Ends the build; the abort reason is thrown. */
  signal?: AbortSignal;
  /** Builds also when `dist` is newer than every source. */
  force?: boolean;
}

/**
 * Builds this package if its sources changed since the last build.
 *
 * @throws Error with the compiler's last lines if the build fails
 */
export async function buildPackage(options: PackOptions = {}): Promise<void> {
  await alone(options, async () => await buildIfNeeded(options));
}

/**
 * Builds this package if its sources changed, and packs it as `npm publish` would.
 *
 * @param folder where the tarball goes
 * @returns the path of the tarball
 * @throws Error with the compiler's last lines if the build fails
 */
export async function packPackage(folder: string, options: PackOptions = {}): Promise<string> {
  await mkdir(folder, { recursive: true });
  await alone(options, async () => {
    await buildIfNeeded(options);
    await npm(['pack', '--ignore-scripts', '--pack-destination', folder], options);
  });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}.`);
  return join(folder, tarball);
}

/** A build empties `dist` first: two at once would pack each other's half. */
async function alone(options: PackOptions, task: () => Promise<void>): Promise<void> {
  const { log = () => undefined, signal } = options;
  await withLock(join(CACHE, 'build.lock'), task, {
    signal,
    onWait: ({ pid }) => log(`process ${pid} is building the package; waiting for it …`),
  });
}

async function buildIfNeeded(options: PackOptions): Promise<void> {
  if (!options.force && (await isBuilt())) return;
  options.log?.('building the package');
  await npm(['run', 'build'], options);
}

async function npm(args: string[], { signal }: PackOptions): Promise<void> {
  const logFile = join(CACHE, 'npm.log');
  await rm(logFile, { force: true });
  // Told that nobody watches, the build draws no spinner.
  const env = { CI: 'true' };
  await runNpm({ node: process.execPath, cwd: PROJECT, args, env, logFile, signal });
}

/**
 * Puts a packed package where n8n looks for the community packages of a user folder.
 *
 * @param tarball what {@link packPackage} returned
 * @param userFolder n8n's user folder (`N8N_USER_FOLDER`); n8n must not be running on it yet
 * @returns the folder of the package
 * @throws Error with the reason if a node or credential of the package can't be loaded; n8n itself
 *   leaves such a package out without a word
 */
export async function unpackPackage(tarball: string, userFolder: string): Promise<string> {
  const target = join(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE_NAME);
  const unpacked = `${target}.unpacking`;
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(unpacked, { recursive: true });
  await promisify(execFile)('tar', ['-xzf', tarball, '-C', unpacked]);
  await rm(target, { recursive: true, force: true });
  // npm puts everything into a folder called `package`.
  await rename(join(unpacked, 'package'), target);
  await rm(unpacked, { recursive: true, force: true });
  await requireLoadable(target);
  return target;
}

/**
 * {@link packPackage} and {@link unpackPackage} in one: the package in a user folder, as its users
 * get it.
 *
 * @param userFolder n8n's user folder; n8n must not be running on it yet
 * @returns the folder of the package
 */
export async function installPackage(
  userFolder: string,
  options: PackOptions = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${PACKAGE_NAME}-pack-`));
  try {
    return await unpackPackage(await packPackage(folder, options), userFolder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints the first thing that is wrong with a package, or nothing. */
const LOAD_SCRIPT = `
  const { join } = require('node:path');
  const folder = process.argv[1];
  const { credentials, nodes } = require(join(folder, 'package.json')).n8n;
  for (const file of [...credentials, ...nodes]) {
    try {
      require(join(folder, file));
    } catch (error) {
      console.log(file + ': ' + String(error.message).split('\\n')[0]);
      break;
    }
  }
`;

async function requireLoadable(packageFolder: string): Promise<void> {
  // n8n-workflow comes from n8n at run time; here the project's own stands in for it.
  const env = { ...process.env, NODE_PATH: join(PROJECT, 'node_modules') };
  const args = ['-e', LOAD_SCRIPT, packageFolder];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  if (stdout === '') return;
  throw new Error(`n8n cannot load the package as it was built. ${stdout.trim()}`);
}

/** Whether the oldest thing in `dist` is newer than the newest source. */
async function isBuilt(): Promise<boolean> {
  const built = (await modificationTimes(join(PROJECT, 'dist'))).filter(({ path }) =>
    path.endsWith('.js'),
  );
  if (built.length === 0) return false;
  const sources = await Promise.all(SOURCES.map((name) => modificationTimes(join(PROJECT, name))));
  const newestSource = Math.max(...sources.flat().map(({ time }) => time));
  return newestSource < Math.min(...built.map(({ time }) => time));
}

/** Of a file, or of everything in a folder: the folders too, since deleting a file changes only them. */
async function modificationTimes(path: string): Promise<Array<{ path: string; time: number }>> {
  try {
    const stats = await stat(path);
    const own = { path, time: stats.mtimeMs };
    if (!stats.isDirectory()) return [own];
    const names = await readdir(path);
    const inside = await Promise.all(names.map((name) => modificationTimes(join(path, name))));
    return [own, ...inside.flat()];
  } catch (error) {
    expectCode(error, 'ENOENT');
    return [];
  }
}
