/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder';
import { withLock } from './folderLock';
import { type Log, type Progress, showProgress } from './progress';
import { expectCode } from './thrown';

export interface InstallOptions {
  /** Gets one line per message; nothing is printed without it. */
  log?: Log;
  /** Ends the installation and removes what it had begun. */
  signal?: AbortSignal;
}

/** A folder that is being filled. */
export interface Draft {
  folder: string;
  /** For npm's output. */
  logFile: string;
  progress: Progress;
  signal?: AbortSignal;
}

const MARKER = 'complete.json';

/**
 * Fills a folder of the cache once. It is filled under another name and renamed when it is whole, so
 * that an interrupted installation is never taken for a complete one.
 *
 * @param name of the folder
 * @param title of what is in it, for people
 * @returns its path
 */
export async function cachedFolder(
  name: string,
  title: string,
  { log = () => undefined, signal }: InstallOptions,
  fill: (draft: Draft) => Promise<void>,
): Promise<string> {
  const cache = cacheFolder();
  const target = join(cache, name);
  if (await isComplete(target)) return target;

  const onWait = ({ pid }: { pid: number }) =>
    log(`process ${pid} is installing ${title} already; waiting for it …`);
  await withLock(
    join(cache, `${name}.lock`),
    async () => {
      if (await isComplete(target)) return;
      await removeLeftOvers(cache, name);
      const folder = join(cache, `${name}.installing-${randomUUID()}`);
      await mkdir(folder, { recursive: true });
      const logFile = join(cache, `${name}.install.log`);
      await rm(logFile, { force: true });
      const started = Date.now();
      const progress = showProgress({ title, log });
      try {
        await fill({ folder, logFile, progress, signal });
        const marker = { name: title, platform: process.platform, arch: process.arch };
        await writeFile(
          join(folder, MARKER),
          `${JSON.stringify({ ...marker, installedAt: new Date().toISOString() }, null, 2)}\n`,
        );
        await rm(target, { recursive: true, force: true });
        await rename(folder, target);
      } finally {
        progress.end();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
      log(`✓ ${title} installed in ${Math.round((Date.now() - started) / 1_000)} s`);
    },
    { onWait, signal },
  );
  return target;
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
