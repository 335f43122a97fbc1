/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where messages for the person at the terminal go: one call, one line. */
export type Log = (line: string) => void;

const CLEAR_LINE = '\r\u001b[K';

/** Writes a line to the terminal, in the place of a progress line if there is one. */
export const printLine: Log = (line) => {
  console.log(process.stdout.isTTY === true ? CLEAR_LINE + line : line);
};

export interface ProgressOptions {
  /** What is going on, such as `n8n 2.41.1`. */
  title: string;
  /** For lines, where there is no terminal to update one line in. */
  log: Log;
  /** Milliseconds between two lines. */
  everyMs?: number;
  /** The terminal, if there is one. */
  terminal?: { isTTY: boolean; write(text: string): unknown };
}

/** How many packages npm is through with. */
export interface Unpacking {
  downloaded: number;
  unpacked: number;
}

/** Tells a person how far something is. */
export interface Progress {
  /** What is being done now. */
  say(what: string): void;
  /** So many packages are to be downloaded, and then unpacked. */
  count(total: number, done: () => Promise<Unpacking>): void;
  end(): void;
}

/** Shows progress from now on: a line that changes in a terminal, else a line now and then. */
export function showProgress(options: ProgressOptions): Progress {
  const { title, log, terminal = process.stdout } = options;
  const inPlace = terminal.isTTY === true;
  const everyMs = options.everyMs ?? (inPlace ? 1_000 : 10_000);
  const started = Date.now();
  let status = async () => 'preparing';
  let isBusy = false;

  const show = async () => {
    // Counting may take longer than a tick.
    if (isBusy) return;
    isBusy = true;
    const seconds = Math.round((Date.now() - started) / 1_000);
    const line = `${title}: ${await status()} (${seconds} s)`;
    isBusy = false;
    if (!isOver) write(line);
  };
  const write = (line: string) => (inPlace ? terminal.write(CLEAR_LINE + line) : log(line));
  const timer = setInterval(() => void show(), everyMs);
  let isOver = false;

  return {
    say: (what) => {
      status = async () => what;
      void show();
    },
    count: (total, done) => {
      status = async () => {
        const { downloaded, unpacked } = await done();
        const [how, number] = unpacked > 0 ? ['unpacked', unpacked] : ['downloaded', downloaded];
        return `${thousands(number)} of ${thousands(total)} packages ${how}`;
      };
      void show();
    },
    end: () => {
      isOver = true;
      clearInterval(timer);
      if (inPlace) terminal.write(CLEAR_LINE);
    },
  };
}

/**
 * Counts the packages that npm has downloaded and unpacked: first all of the one, then of the other.
 *
 * @param folder the project
 * @param packages folders in it, such as `node_modules/axios`
 * @param logFile where npm tells of each download
 * @returns a function that counts anew
 */
export function packageCounter(
  folder: string,
  packages: string[],
  logFile: string,
): () => Promise<Unpacking> {
  const missing = new Set(packages);
  return async () => {
    const look = async (name: string) => {
      await access(join(folder, name, 'package.json')).then(
        () => missing.delete(name),
        () => undefined,
      );
    };
    await Promise.all([...missing].map(look));
    const log = await readFile(logFile, 'utf8').catch(() => '');
    const downloaded = log.match(/^npm http (cache |fetch GET 200 .*\.tgz)/gm)?.length ?? 0;
    const unpacked = packages.length - missing.size;
    return { downloaded: Math.min(packages.length, downloaded), unpacked };
  };
}

function thousands(value: number): string {
  return value.toLocaleString('en');
}
