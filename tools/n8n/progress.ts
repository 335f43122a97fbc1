/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where messages for the person at the terminal go: one call, one line. */
export type Log = (line: string) => void;

export interface ProgressOptions {
  /** What is going on, such as `installing n8n 2.40.7`. */
  title: string;
  /** The folder whose growth shows the progress. */
  folder: string;
  /** For lines, where there is no terminal to update one line in. */
  log: Log;
  /** Milliseconds between two lines. */
  everyMs?: number;
  /** The terminal, if there is one. */
  terminal?: NodeJS.WriteStream;
}

/**
 * Shows how long a download has been going on and how much has arrived.
 *
 * @returns a function that ends it
 */
export function showProgress(options: ProgressOptions): () => void {
  const { title, folder, log, terminal = process.stdout } = options;
  const inPlace = terminal.isTTY === true;
  const everyMs = options.everyMs ?? (inPlace ? 1_000 : 5_000);
  const started = Date.now();
  let bytes = 0;
  let measuring = false;

  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1_000);
    // npm first works out what to fetch: for a minute there is nothing to measure.
    const size = bytes < 1e6 ? '' : `${formatSize(bytes)}, `;
    const line = `${title} … ${size}${seconds} s`;
    if (inPlace) terminal.write(`\r\u001b[K${line}`);
    else log(line);
    if (measuring) return;
    measuring = true;
    void folderSize(folder).then((size) => {
      bytes = size;
      // Looking through some 200,000 files costs more than a tick: leave npm some time in between.
      setTimeout(() => (measuring = false), 4_000).unref();
    });
  }, everyMs);

  return () => {
    clearInterval(timer);
    if (inPlace) terminal.write('\r\u001b[K');
  };
}

/**
 * The size of what a folder holds; files that come and go meanwhile don't matter.
 *
 * @returns bytes, 0 if there is no such folder
 */
export async function folderSize(folder: string): Promise<number> {
  let total = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const current = next;
    const entries = await readdir(current, { withFileTypes: true }).catch(() => []);
    folders.push(
      ...entries.filter((entry) => entry.isDirectory()).map((entry) => join(current, entry.name)),
    );
    const sizes = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const stats = await lstat(join(current, entry.name)).catch(() => undefined);
          return stats?.size ?? 0;
        }),
    );
    total += sizes.reduce((sum, size) => sum + size, 0);
  }
  return total;
}

/**
 * A size for people.
 *
 * @param bytes number of bytes
 * @returns such as `340 MB` or `1.2 GB`
 */
export function formatSize(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${Math.round(bytes / 1e6)} MB`;
}
