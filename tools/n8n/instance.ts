/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';
import { cacheFolder } from './cacheFolder';
import { freePorts, isFree } from './freePorts';
import type { N8nInstall } from './install';
import { logTail, OwnedProcess } from './ownedProcess';

/** What an n8n process does: everything, or one part of it in queue mode. */
export type N8nCommand = 'start' | 'webhook' | 'worker';

export interface N8nOptions {
  install: N8nInstall;
  /** `start` unless told; the other two need `EXECUTIONS_MODE=queue` and Redis settings in `env`. */
  command?: N8nCommand;
  /** More arguments for the command, such as `--concurrency=5`. */
  args?: string[];
  /** n8n's user folder. Without it a temporary one, which is removed at `stop()`. */
  userFolder?: string;
  /** Leaves the temporary user folder in place at `stop()`. */
  keep?: boolean;
  /** Added to n8n's environment; wins over the settings made here. */
  env?: Record<string, string>;
  /** Port of the editor, the API and the webhooks; a free one unless told. */
  port?: number;
  /** Port for n8n's task runners; a free one unless told. */
  brokerPort?: number;
  /** Where n8n's output goes; `n8n-<command>.log` in the user folder unless told. */
  logFile?: string;
  /** Milliseconds that n8n may take until it is ready, 120 s unless told. */
  readyTimeoutMs?: number;
  /** `false`: n8n serves no editor, and starts in two thirds of the time. */
  editor?: boolean;
  /** Ends a start that is under way; the abort reason is thrown. */
  signal?: AbortSignal;
  /** Called when the user folder exists and n8n is not started yet: the moment to put packages in. */
  prepare?: (userFolder: string) => Promise<void>;
}

/** A path, and the status that it answers with when this part of n8n is ready. */
type Sign = [path: string, status: number];

const READY: Sign = ['/healthz/readiness', 200];
/** n8n 1 counts as ready before it knows these paths. Nobody has logged in. */
const API_READY: Sign = ['/rest/login', 401];
const EDITOR_READY: Sign = ['/rest/settings', 200];

const PORT_ATTEMPTS = 3;

/**
 * Starts an n8n process and waits until it is ready.
 *
 * @throws Error with the last lines of n8n's log if it ends early or is not ready in time; nothing of
 *   it is left then
 */
export async function startN8n(options: N8nOptions): Promise<N8nInstance> {
  options.signal?.throwIfAborted();
  const userFolder = options.userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-kopokopo-')));
  const temporary = options.userFolder === undefined && options.keep !== true;
  let instance: N8nInstance | undefined;
  try {
    await mkdir(userFolder, { recursive: true });
    await options.prepare?.(userFolder);
    instance = await launchOnFreePorts({ ...options, userFolder }, temporary, PORT_ATTEMPTS);
    return instance;
  } finally {
    if (instance === undefined && temporary) await removeFolder(userFolder);
  }
}

async function launchOnFreePorts(
  options: N8nOptions & { userFolder: string },
  temporary: boolean,
  attempts: number,
): Promise<N8nInstance> {
  const [port, brokerPort] = await choosePorts(options);
  const instance = new N8nInstance({ ...options, port, brokerPort }, temporary);
  return await instance.launch().then(
    () => instance,
    async (error: unknown) => {
      await instance.kill();
      // Between choosing a port and n8n listening there, somebody else may have taken it.
      const unlucky = error instanceof PortTakenError && options.port === undefined;
      if (!unlucky || attempts <= 1) throw error;
      return await launchOnFreePorts(options, temporary, attempts - 1);
    },
  );
}

async function choosePorts(options: N8nOptions): Promise<[number, number]> {
  const [main = 0, broker = 0] = await freePorts(2);
  return [options.port ?? main, options.brokerPort ?? broker];
}

class PortTakenError extends Error {}

type LaunchOptions = N8nOptions & { userFolder: string; port: number; brokerPort: number };

/** An n8n process with its user folder. */
export class N8nInstance {
  readonly command: N8nCommand;
  readonly userFolder: string;
  readonly port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly logFile: string;

  private child: OwnedProcess | undefined;

  /** Use {@link startN8n}. */
  constructor(
    private readonly options: LaunchOptions,
    private readonly temporary: boolean,
  ) {
    this.command = options.command ?? 'start';
    this.userFolder = options.userFolder;
    this.port = options.port;
    this.url = `http://127.0.0.1:${options.port}`;
    this.logFile = options.logFile ?? join(options.userFolder, `n8n-${this.command}.log`);
  }

  /** Process id of n8n, undefined while it is not running. */
  get pid(): number | undefined {
    return this.child?.hasEnded === false ? this.child.pid : undefined;
  }

  /**
   * Starts the process in its folder and on its ports, and waits until it is ready.
   *
   * @throws Error with the last log lines if it ends early or is not ready in time
   */
  async launch(): Promise<void> {
    const { install, args = [] } = this.options;
    // Else the other program's answers would be taken for this n8n's.
    if (!(await isFree(this.port))) {
      throw new PortTakenError(`Port ${this.port} is in use by another program.`);
    }
    this.child = new OwnedProcess({
      node: install.node,
      args: [install.n8n, this.command, ...args],
      cwd: this.userFolder,
      env: this.environment(),
      logFile: this.logFile,
    });
    await this.waitUntilReady(this.child);
  }

  /** Ends n8n: asks first, after 10 s ends its whole process group. Removes a temporary folder. */
  async stop(): Promise<void> {
    await this.child?.stop();
    if (this.temporary) await removeFolder(this.userFolder);
  }

  /** Ends n8n as a crash would, in the middle of whatever it does. The folder stays. */
  async kill(): Promise<void> {
    await this.child?.kill();
  }

  /** Ends n8n in the orderly way if it still runs, and starts it again: same folder, same ports. */
  async restart(): Promise<void> {
    await this.child?.stop();
    await this.launch();
  }

  /**
   * The end of n8n's log.
   *
   * @param lines how many lines at most
   */
  async log(lines = 20): Promise<string> {
    return await logTail(this.logFile, lines);
  }

  private environment(): NodeJS.ProcessEnv {
    // Settings of an n8n that the user runs otherwise (database, encryption key, …) are not for this one.
    const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_|CREDENTIALS_|NODE_OPTIONS$|npm_)/i;
    const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    return {
      ...Object.fromEntries(own),
      // A proxy that the user has set must not stand between n8n and a server on this machine.
      NO_PROXY: [process.env.NO_PROXY, '127.0.0.1', 'localhost'].filter(Boolean).join(','),
      N8N_USER_FOLDER: this.userFolder,
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_PORT: String(this.port),
      N8N_RUNNERS_BROKER_PORT: String(this.options.brokerPort),
      WEBHOOK_URL: `${this.url}/`,
      N8N_EDITOR_BASE_URL: `${this.url}/`,
      N8N_SECURE_COOKIE: 'false',
      // n8n 1 has one connection otherwise, on which executions get lost that come at the same time; n8n
      // 2 knows nothing else.
      DB_SQLITE_POOL_SIZE: '4',
      // Compiling n8n's files is a sixth of its start.
      NODE_COMPILE_CACHE: join(cacheFolder(), 'compiled'),
      ...(this.options.editor === false ? { N8N_DISABLE_UI: 'true' } : {}),
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
      N8N_TEMPLATES_ENABLED: 'false',
      N8N_PERSONALIZATION_ENABLED: 'false',
      N8N_HIRING_BANNER_ENABLED: 'false',
      N8N_DYNAMIC_BANNERS_ENABLED: 'false',
      // A worker has a port to ask for its health only when it is told so.
      ...(this.command === 'worker'
        ? { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(this.port) }
        : {}),
      ...this.options.env,
    };
  }

  private async waitUntilReady(n8n: OwnedProcess): Promise<void> {
    const { readyTimeoutMs = 120_000, signal } = this.options;
    const deadline = Date.now() + readyTimeoutMs;
    while (!(await this.isReady())) {
      signal?.throwIfAborted();
      if (n8n.hasEnded) throw await this.failure(`n8n ${this.command} ended while starting`);
      if (Date.now() > deadline) {
        throw await this.failure(
          `n8n ${this.command} was not ready after ${Math.round(readyTimeoutMs / 1_000)} s`,
        );
      }
      await delay(250, undefined, { signal });
    }
    // Another program may answer on the port that n8n could not get.
    if (n8n.hasEnded) throw await this.failure(`n8n ${this.command} ended while starting`);
  }

  private async isReady(): Promise<boolean> {
    const signs = [READY];
    if (this.command === 'start')
      signs.push(this.options.editor === false ? API_READY : EDITOR_READY);
    const answers = await Promise.all(
      signs.map(async ([path, expected]) => {
        try {
          const { status } = await axios.get(this.url + path, {
            timeout: 5_000,
            proxy: false,
            signal: this.options.signal,
            validateStatus: () => true,
          });
          return status === expected;
        } catch {
          return false;
        }
      }),
    );
    return answers.every((ready) => ready);
  }

  private async failure(what: string): Promise<Error> {
    const tail = await this.log();
    const place = this.temporary ? '' : ` (${this.logFile})`;
    const message = `${what}. The end of its log${place}:\n${tail}`;
    const portTaken = /EADDRINUSE|port \d+ is already in use/i.test(tail);
    return portTaken ? new PortTakenError(message) : new Error(message);
  }
}

/** n8n's children may still be writing a moment after it ended. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
