/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder';
import { withLock } from './folderLock';
import { runNpm } from './npm';
import { type Log, showProgress } from './progress';
import { errorCode, errorMessage, expectCode } from './thrown';
import { DEFAULT_N8N_VERSION, NODE_VERSION, type N8nRelease, releaseOf } from './versions';

/** An n8n that is ready to be started. */
export interface N8nInstall {
  version: string;
  /** Absolute path of the Node.js binary to run it with. */
  node: string;
  /** Absolute path of n8n's start script. */
  n8n: string;
}

export interface InstallOptions {
  /** Gets one line per message; nothing is printed without it. */
  log?: Log;
  /** Ends the installation and removes what it had begun. */
  signal?: AbortSignal;
}

const MARKER = 'complete.json';
const NODE_MAJOR = 24;

/**
 * Makes sure that an n8n is in the cache folder, and Node.js 24 to run it with. The first time this
 * downloads some 3 GB and takes a few minutes; after that it takes no time.
 *
 * @param version one of {@link supportedVersions}
 * @throws Error with a sentence that says what failed and what to do
 */
export async function ensureN8n(
  version: string = DEFAULT_N8N_VERSION,
  options: InstallOptions = {},
): Promise<N8nInstall> {
  return await installRelease(releaseOf(version), options).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    throw new Error(explainFileError(error) ?? errorMessage(error), { cause: error });
  });
}

async function installRelease(release: N8nRelease, options: InstallOptions): Promise<N8nInstall> {
  const { version } = release;
  const node = await ensureNode(options);
  const folder = await ensureFolder(`n8n-${version}`, `n8n ${version}`, options, (draft, logFile) =>
    installN8n(release, node, draft, logFile, options.signal),
  );
  return { version, node: node.binary, n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

interface NodeRuntime {
  binary: string;
  /** The folder that holds Node's `include`, for compiling native modules without a download. */
  headers?: string;
}

/**
 * The npm package that carries the Node.js binary for a machine.
 *
 * @param platform as in `process.platform`
 * @param arch as in `process.arch`
 */
export function nodePackageName(
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

async function ensureNode(options: InstallOptions): Promise<NodeRuntime> {
  if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) {
    return { binary: process.execPath };
  }
  const name = nodePackageName();
  const folder = await ensureFolder(
    `node-${NODE_VERSION}`,
    `Node.js ${NODE_VERSION}`,
    options,
    async (draft, logFile) => {
      await writePackageJson(draft, { [name]: NODE_VERSION });
      await runNpm({
        node: process.execPath,
        args: ['install', '--ignore-scripts', '--no-audit', '--no-fund'],
        cwd: draft,
        logFile,
        signal: options.signal,
      });
    },
  );
  const headers = join(folder, 'node_modules', name);
  const binary = join(headers, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return { binary, headers };
}

async function installN8n(
  release: N8nRelease,
  node: NodeRuntime,
  draft: string,
  logFile: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const run = { node: node.binary, cwd: draft, logFile, signal };
  await writePackageJson(draft, { n8n: release.version }, release.overrides);
  // All install scripts together fail where one optional module can't get its ready-made binary.
  await runNpm({ ...run, args: ['install', '--ignore-scripts', '--no-audit', '--no-fund'] });
  await runNpm({
    ...run,
    args: ['rebuild', '--ignore-scripts=false', ...release.nativeModules],
    env: node.headers === undefined ? {} : { npm_config_nodedir: node.headers },
  });
}

/**
 * Fills a folder of the cache once. It is filled under another name and renamed when it is whole, so
 * that an interrupted installation is never taken for a complete one.
 */
async function ensureFolder(
  name: string,
  title: string,
  { log = () => undefined, signal }: InstallOptions,
  fill: (draft: string, logFile: string) => Promise<void>,
): Promise<string> {
  const cache = cacheFolder();
  const folder = join(cache, name);
  if (await isComplete(folder)) return folder;

  const onWait = ({ pid }: { pid: number }) =>
    log(`process ${pid} is installing ${title} already; waiting for it …`);
  await withLock(
    join(cache, `${name}.lock`),
    async () => {
      if (await isComplete(folder)) return;
      await removeLeftOvers(cache, name);
      const draft = join(cache, `${name}.installing-${randomUUID()}`);
      await mkdir(draft, { recursive: true });
      const logFile = join(cache, `${name}.install.log`);
      await rm(logFile, { force: true });
      const started = Date.now();
      const endProgress = showProgress({ title: `installing ${title}`, folder: draft, log });
      try {
        await fill(draft, logFile);
        const marker = { name: title, platform: process.platform, arch: process.arch };
        await writeFile(
          join(draft, MARKER),
          `${JSON.stringify({ ...marker, installedAt: new Date().toISOString() }, null, 2)}\n`,
        );
        await rm(folder, { recursive: true, force: true });
        await rename(draft, folder);
      } finally {
        endProgress();
        await rm(draft, { recursive: true, force: true, maxRetries: 5 });
      }
      log(`installed ${title} in ${Math.round((Date.now() - started) / 1_000)} s`);
    },
    { onWait, signal },
  );
  return folder;
}

async function isComplete(folder: string): Promise<boolean> {
  try {
    await access(join(folder, MARKER));
    return true;
  } catch (error) {
    expectCode(error, 'ENOENT');
    return false;
  }
}

/** What a killed installation left; called under the lock, so nobody is writing there. */
async function removeLeftOvers(cache: string, name: string): Promise<void> {
  const entries = await readdir(cache);
  const leftOvers = entries.filter((entry) => entry.startsWith(`${name}.installing-`));
  await Promise.all(
    leftOvers.map((entry) => rm(join(cache, entry), { recursive: true, force: true })),
  );
}

async function writePackageJson(
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
