/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, expectCode } from './thrown';

/** Who holds a lock. */
export interface LockOwner {
  pid: number;
  host: string;
}

export interface LockOptions {
  /** Called once if the lock is taken and this process has to wait. */
  onWait?: (owner: LockOwner) => void;
  /** Ends the waiting; the abort reason is thrown. */
  signal?: AbortSignal;
  /** Milliseconds between two looks at a taken lock. */
  pollMs?: number;
}

const OWNER_FILE = 'owner.json';
const HEARTBEAT_MS = 10_000;
const STALE_AFTER_MS = 90_000;

/**
 * Runs a task while no other process on this cache runs one under the same lock.
 *
 * The lock is a folder with the owner's process id in it. A lock whose owner died is taken over, so
 * a crash never needs cleaning up by hand.
 *
 * @param path the lock folder; its parent is created
 * @returns what the task returns; the lock is released also when the task throws
 */
export async function withLock<T>(
  path: string,
  task: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await acquire(path, options);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A failed touch only makes the lock look older; the task goes on.
    utimes(join(path, OWNER_FILE), now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    await remove(path);
  }
}

async function acquire(path: string, options: LockOptions): Promise<void> {
  const { onWait, signal, pollMs = 500 } = options;
  await mkdir(dirname(path), { recursive: true });
  let announced = false;
  while (!(await tryTake(path))) {
    signal?.throwIfAborted();
    const owner = await readOwner(path);
    if (owner === undefined) continue;
    if (await isStale(path, owner)) {
      await remove(path);
      continue;
    }
    if (!announced) onWait?.(owner);
    announced = true;
    await delay(pollMs, undefined, { signal });
  }
}

/** The folder appears together with its owner file: renaming is the one atomic step. */
async function tryTake(path: string): Promise<boolean> {
  const prepared = `${path}.${randomUUID()}`;
  await mkdir(prepared);
  const owner: LockOwner = { pid: process.pid, host: hostname() };
  await writeFile(join(prepared, OWNER_FILE), JSON.stringify(owner));
  try {
    await rename(prepared, path);
    return true;
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    // On Windows a taken name and a forbidden one give the same code: look whether it is there.
    if (!(await exists(path))) expectCode(error, 'ENOTEMPTY', 'EEXIST');
    expectCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES');
    return false;
  }
}

/** Renames first, so that nobody sees a lock folder without its owner file. */
async function remove(path: string): Promise<void> {
  const doomed = `${path}.${randomUUID()}`;
  try {
    await rename(path, doomed);
  } catch (error) {
    expectCode(error, 'ENOENT');
    return;
  }
  await rm(doomed, { recursive: true, force: true });
}

async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    return parseOwner(await readFile(join(path, OWNER_FILE), 'utf8'));
  } catch (error) {
    expectCode(error, 'ENOENT');
    return undefined;
  }
}

/** A file that says nothing, as after a power cut, counts as an owner that is gone. */
function parseOwner(text: string): LockOwner {
  const gone = { pid: 0, host: hostname() };
  try {
    const parsed: unknown = JSON.parse(text);
    return isLockOwner(parsed) ? parsed : gone;
  } catch {
    return gone;
  }
}

function isLockOwner(value: unknown): value is LockOwner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    typeof value.host === 'string'
  );
}

/** An owner on this machine is asked for; one elsewhere (a shared home folder) must show signs of life. */
async function isStale(path: string, owner: LockOwner): Promise<boolean> {
  if (owner.host === hostname() && !isRunning(owner.pid)) return true;
  try {
    const { mtimeMs } = await stat(join(path, OWNER_FILE));
    return Date.now() - mtimeMs > STALE_AFTER_MS;
  } catch (error) {
    expectCode(error, 'ENOENT');
    return false;
  }
}

/**
 * Whether a process with this id runs on this machine.
 *
 * @param pid process id
 */
export function isRunning(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    expectCode(error, 'ENOENT');
    return false;
  }
}
