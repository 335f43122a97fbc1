/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, type Draft, type InstallOptions } from './cachedFolder';
import { cacheFolder } from './cacheFolder';
import { foldersHere, located, type LockFile, lockOf, part, textOf, versionsOf } from './lockFile';
import { ensureNode, type NodeRuntime } from './nodeRuntime';
import { configuredRegistry, isNotFound, QUIETLY, runNpm } from './npm';
import { packageCounter } from './progress';
import { errorCode, errorMessage } from './thrown';
import { chosenRelease, NATIVE_MODULES, type N8nRelease } from './versions';

/** An n8n that is ready to be started. */
export interface N8nInstall {
  version: string;
  /** Absolute path of the Node.js binary to run it with. */
  node: string;
  /** Absolute path of n8n's start script. */
  n8n: string;
}

/**
 * Makes sure that the n8n that N8N_VERSION names, or the newest tested one, is in the cache folder, and
 * Node.js 24 to run it with. The first time this downloads some 3 GB and takes a few minutes; after that
 * it takes no time.
 *
 * @throws Error with a sentence that says what failed and what to do
 */
export async function ensureN8n(options: InstallOptions = {}): Promise<N8nInstall> {
  const release = chosenRelease();
  return await installRelease(release, options).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    throw new Error(explainFileError(error) ?? errorMessage(error), { cause: error });
  });
}

async function installRelease(release: N8nRelease, options: InstallOptions): Promise<N8nInstall> {
  const { version } = release;
  // Beside n8n, and without a word: there is one line to say something in.
  const node = ensureNode({ signal: options.signal });
  node.catch(() => undefined);
  const folder = await cachedFolder(`n8n-${version}`, `n8n ${version}`, options, (draft) => {
    options.log?.(`n8n ${version} is downloaded once, 3 GB, and stays in ${cacheFolder()}`);
    return fill(draft, release, node);
  });
  const { binary } = await node;
  return { version, node: binary, n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

async function fill(
  draft: Draft,
  { version, overrides }: N8nRelease,
  node: Promise<NodeRuntime>,
): Promise<void> {
  await writeManifest(draft.folder, { n8n: version }, overrides);
  const lock = await lockOf(version);
  if (lock !== undefined) return await installByLock(draft, lock, node);
  draft.progress.say('no lock file for it, so npm works out what it needs, some minutes');
  await runNpm({ ...npmIn(draft), args: ['install', ...QUIETLY] });
  draft.progress.say(NATIVE);
  await buildNativeModules(npmIn(draft), await node);
}

const NATIVE = `${NATIVE_MODULES.join(' and ')}, ready-made or compiled`;

/**
 * sqlite3 has to be compiled where its ready-made binary can't be had. That takes a minute, so it happens
 * in a folder of its own while everything else is on its way.
 */
async function installByLock(
  draft: Draft,
  lock: LockFile,
  node: Promise<NodeRuntime>,
): Promise<void> {
  const native = join(draft.folder, 'native');
  await together(draft, [
    async (run) => {
      const folders = foldersHere(lock);
      const count = packageCounter(draft.folder, folders, draft.logFile);
      draft.progress.count(folders.length, count);
      await installLocked(run, lock);
      draft.progress.say(NATIVE);
    },
    async (run) => {
      await mkdir(native);
      await writeManifest(native, versionsOf(lock, NATIVE_MODULES));
      const own = { ...run, cwd: native, logFile: run.logFile.replace(/log$/, 'native.log') };
      await installLocked(own, part(lock, NATIVE_MODULES));
      await buildNativeModules(own, await node);
    },
  ]);
  for (const name of NATIVE_MODULES) {
    const built = join(native, 'node_modules', name);
    await cp(built, join(draft.folder, 'node_modules', name), { recursive: true });
  }
  await rm(native, { recursive: true });
}

type NpmIn = ReturnType<typeof npmIn>;

function npmIn({ folder, logFile, signal }: Draft) {
  return { node: process.execPath, cwd: folder, logFile, signal };
}

/** All at the same time; when one fails, the others are ended before it is said. */
async function together(draft: Draft, tasks: Array<(run: NpmIn) => Promise<void>>): Promise<void> {
  const failure = new AbortController();
  const signals = [failure.signal, ...(draft.signal === undefined ? [] : [draft.signal])];
  const run = { ...npmIn(draft), signal: AbortSignal.any(signals) };
  const running = tasks.map(async (task) => {
    await task(run).catch((error: unknown) => {
      failure.abort(error);
      throw error;
    });
  });
  await Promise.allSettled(running);
  await Promise.all(running);
}

/** `npm ci`, which checks every package's hash. */
async function installLocked(run: NpmIn, lock: LockFile): Promise<void> {
  const lockFile = join(run.cwd, 'package-lock.json');
  const ci = { ...run, args: ['ci', ...QUIETLY, '--loglevel=http'] };
  await writeFile(lockFile, textOf(located(lock, await configuredRegistry(run))));
  await runNpm(ci).catch(async (error: unknown) => {
    // A registry that has its files elsewhere than npm's own: it is asked where each of them is.
    if (!isNotFound(error)) throw error;
    await writeFile(lockFile, textOf(lock));
    await runNpm(ci);
  });
}

async function buildNativeModules(run: NpmIn, node: NodeRuntime): Promise<void> {
  // All install scripts together fail where one optional module can't get its ready-made binary.
  const args = ['rebuild', '--ignore-scripts=false', ...NATIVE_MODULES];
  const env: Record<string, string> = { JOBS: 'max' };
  if (node.headers !== undefined) env.npm_config_nodedir = node.headers;
  await runNpm({ ...run, node: node.binary, args, env });
}

async function writeManifest(
  folder: string,
  dependencies: Record<string, string>,
  overrides: Record<string, string> = {},
): Promise<void> {
  const content = { private: true, dependencies, overrides };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
}

function explainFileError(error: unknown): string | undefined {
  switch (errorCode(error)) {
    case 'ENOSPC':
      return `The disk with ${cacheFolder()} is full. n8n needs about 3 GB: free some space, then run it again.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return `${cacheFolder()} cannot be written. Check its permissions, or set XDG_CACHE_HOME to a folder that you own.`;
    default:
      return undefined;
  }
}
