/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { access, readFile, realpath } from 'node:fs/promises';
import { delimiter, dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { logTail, OwnedProcess } from './ownedProcess';

/** What every installation is told: no scripts, and nothing that is not about this installation. */
export const QUIETLY = ['--ignore-scripts', '--no-audit', '--no-fund'];

export interface NpmRun {
  /** Absolute path of the Node.js binary that runs npm, and that install scripts see as `node`. */
  node: string;
  args: string[];
  cwd: string;
  /** npm's output is appended here. */
  logFile: string;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Ends npm; the abort reason is thrown. */
  signal?: AbortSignal;
}

/**
 * Runs npm to its end.
 *
 * @throws Error with one sentence that says what failed, what to do and where npm's output is
 */
export async function runNpm(run: NpmRun): Promise<void> {
  const { signal } = run;
  signal?.throwIfAborted();
  const npm = new OwnedProcess({
    node: run.node,
    args: [await npmCli(), ...run.args],
    cwd: run.cwd,
    env: { ...npmEnvironment(process.env, run.node), ...run.env },
    logFile: run.logFile,
  });
  const abort = () => void npm.kill();
  signal?.addEventListener('abort', abort, { once: true });
  const end = await npm.ended;
  signal?.removeEventListener('abort', abort);
  await npm.kill();
  signal?.throwIfAborted();
  if (end.code === 0) return;

  const tail = await logTail(run.logFile, 3_000);
  const output = end.error?.message ?? tail.replace(/^npm http .*\n/gm, '');
  if (run.args[0] === 'run') {
    const lastLines = output.split('\n').slice(-15).join('\n');
    throw new Error(`npm ${run.args.join(' ')} failed:\n${lastLines}`);
  }
  const command = `npm ${run.args[0] ?? ''}`.trim();
  throw new NpmFailure(explainNpmFailure(command, output, run.logFile), output);
}

class NpmFailure extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/** Whether npm failed because the registry doesn't have a file. */
export function isNotFound(error: unknown): boolean {
  return error instanceof NpmFailure && /\bE404\b/.test(error.output);
}

/** The registry that npm takes packages from, as the user has set it. */
export async function configuredRegistry({
  node,
  cwd,
}: Pick<NpmRun, 'node' | 'cwd'>): Promise<string> {
  const args = [await npmCli(), 'config', 'get', 'registry'];
  const env = npmEnvironment(process.env, node);
  const { stdout } = await promisify(execFile)(node, args, { cwd, env });
  return stdout.trim();
}

/**
 * Why npm failed, from what it wrote.
 *
 * @param command what was run, such as `npm install`
 * @param output the end of npm's output
 * @param logFile where the whole output is
 * @returns one or two sentences for the user
 */
export function explainNpmFailure(command: string, output: string, logFile: string): string {
  const known: Array<[RegExp, string]> = [
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i,
      'the npm registry could not be reached. Check the network connection (and proxy), then run it again.',
    ],
    [/ENOSPC/, 'the disk is full. n8n needs about 3 GB: free some space, then run it again.'],
    [
      /EACCES|EPERM|EROFS/,
      'a folder cannot be written. Check its permissions, or set XDG_CACHE_HOME to a folder that you own.',
    ],
    [
      /gyp ERR!|not found: make/i,
      'a native module could not be compiled. Install a C++ compiler, make and Python 3, then run it again.',
    ],
    [/E404|ETARGET/, 'the npm registry does not have one of the packages.'],
  ];
  const reason = known.find(([pattern]) => pattern.test(output))?.[1];
  return `${command} failed: ${reason ?? 'see its output.'} Its output is in ${logFile}`;
}

/**
 * The environment for npm in another folder: without what an outer `npm run` says about this project,
 * and with the wanted Node.js first in the path.
 *
 * @param env the environment to start from
 * @param node absolute path of the Node.js binary
 */
export function npmEnvironment(env: NodeJS.ProcessEnv, node: string): NodeJS.ProcessEnv {
  const ofThisProject =
    /^(npm_package_|npm_lifecycle_|npm_command$|npm_config_(local_prefix|ignore_scripts|global)$|INIT_CWD$)/i;
  const kept = Object.entries(env).filter(([name]) => !ofThisProject.test(name));
  // Windows spells it `Path`.
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [dirname(node), env[pathName]].filter((part) => part !== undefined).join(delimiter);
  return { ...Object.fromEntries(kept), [pathName]: path };
}

/** npm's script: started directly, so that the Node.js that runs it can be chosen, on Windows too. */
async function npmCli(): Promise<string> {
  const fromOuterNpm = process.env.npm_execpath;
  const binFolder = dirname(process.execPath);
  const inModules = join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const candidates = [
    ...(fromOuterNpm?.endsWith(`${sep}npm-cli.js`) === true ? [fromOuterNpm] : []),
    join(binFolder, '..', 'lib', inModules),
    join(binFolder, inModules),
    ...(await npmCliFromPath()),
  ];
  for (const candidate of candidates) {
    if (await isReadable(candidate)) return candidate;
  }
  throw new Error('npm was not found. Install Node.js together with npm, then run it again.');
}

async function npmCliFromPath(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const npm = join(folder, 'npm');
    if (!(await isReadable(npm))) continue;
    const script = await realpath(npm);
    if (script.endsWith('.js') && (await readFile(script, 'utf8')).includes('cli'))
      found.push(script);
  }
  return found;
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
