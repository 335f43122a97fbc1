/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expectCode } from './thrown';

export interface OwnedProcessOptions {
  /** Absolute path of the Node.js binary. */
  node: string;
  /** The script and its arguments. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** stdout and stderr are appended to this file. */
  logFile: string;
}

export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set if the process could not be started at all. */
  error?: Error;
}

/**
 * A Node.js process that can't outlive this one: it leads a process group of its own, and ends with
 * its children as soon as this process ends, in whatever way.
 */
export class OwnedProcess {
  /** Resolves when the process has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;

  private readonly child: ChildProcess;
  private end: ProcessEnd | undefined;

  /**
   * Starts the process.
   *
   * @throws Error if the log file can't be opened
   */
  constructor(options: OwnedProcessOptions) {
    const log = openSync(options.logFile, 'a');
    try {
      this.child = spawn(
        options.node,
        ['--require', join(__dirname, 'endWithParent.cjs'), ...options.args],
        {
          cwd: options.cwd,
          env: options.env,
          stdio: ['ignore', log, log, 'pipe'],
          // Windows has no process groups: there, detached would open a console window.
          detached: process.platform !== 'win32',
        },
      );
    } finally {
      closeSync(log);
    }
    this.ended = new Promise((resolve) => {
      const settle = (end: ProcessEnd) => {
        this.end = end;
        resolve(end);
      };
      this.child.once('exit', (code, signal) => settle({ code, signal }));
      this.child.once('error', (error) => settle({ code: null, signal: null, error }));
    });
  }

  /** Process id, which is also the id of its group; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /**
   * Asks the process to end, and ends what is left of its group after a grace period.
   *
   * @param graceMs milliseconds it may take, 10 s unless told
   */
  async stop(graceMs = 10_000): Promise<void> {
    if (!this.hasEnded) {
      this.child.kill('SIGTERM');
      const timer = new AbortController();
      await Promise.race([
        this.ended,
        delay(graceMs, undefined, { signal: timer.signal }).catch(() => undefined),
      ]);
      timer.abort();
    }
    await this.kill();
  }

  /** Ends the whole group at once and waits until the process is gone. */
  async kill(): Promise<void> {
    await this.signalGroup('SIGKILL');
    await this.ended;
  }

  private async signalGroup(signal: NodeJS.Signals): Promise<void> {
    const { pid } = this.child;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      const taskkill = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
      await Promise.race([once(taskkill, 'exit'), once(taskkill, 'error')]);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: nobody left. EPERM: macOS says so for a group of zombies.
      expectCode(error, 'ESRCH', 'EPERM');
    }
  }
}

/**
 * The end of a log file.
 *
 * @param path the file
 * @param lines how many lines at most
 * @returns the last lines without terminal colours; empty if there is no such file
 */
export async function logTail(path: string, lines: number): Promise<string> {
  const TAIL_BYTES = 64 * 1024;
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, TAIL_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      const text = buffer.toString('utf8', 0, bytesRead);
      return stripVTControlCharacters(text).trimEnd().split('\n').slice(-lines).join('\n');
    } finally {
      await file.close();
    }
  } catch (error) {
    expectCode(error, 'ENOENT');
    return '';
  }
}
