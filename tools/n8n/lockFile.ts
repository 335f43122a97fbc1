/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectCode } from './thrown';

/** One package in a lock file: what npm needs to place and check it. */
export interface LockedPackage {
  /** Where it differs from the folder's. */
  name?: string;
  version?: string;
  resolved?: string;
  integrity?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  extraneous?: boolean;
  [field: string]: unknown;
}

/** A lock file of npm, by its folders: `node_modules/axios`, …; the empty one is the project itself. */
export interface LockFile {
  lockfileVersion: number;
  requires?: boolean;
  packages: Record<string, LockedPackage>;
}

/** Fields that npm only shows to people, or warns by: n8n runs on a Node.js of its own. */
const NEEDLESS = new Set(['license', 'funding', 'engines', 'deprecated', 'workspaces']);

/**
 * The lock file of an n8n version.
 *
 * @returns undefined if there is none
 */
export async function lockOf(version: string): Promise<LockFile | undefined> {
  try {
    const lock: LockFile = JSON.parse(await readFile(lockPath(version), 'utf8'));
    return lock;
  } catch (error) {
    expectCode(error, 'ENOENT');
    return undefined;
  }
}

/** Where the lock file of an n8n version is. */
export function lockPath(version: string): string {
  return join(__dirname, 'locks', version, 'package-lock.json');
}

/** The folders of the packages that npm puts on this machine, such as `node_modules/axios`. */
export function foldersHere({ packages }: LockFile): string[] {
  const allows = (list: unknown, value: string) => !Array.isArray(list) || list.includes(value);
  return Object.entries(packages)
    .filter(([folder]) => folder !== '')
    .filter(([, { os, cpu, libc }]) => {
      return allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, 'glibc');
    })
    .map(([folder]) => folder);
}

/**
 * A lock file as it is kept: without what installing doesn't need.
 *
 * @throws Error if a package doesn't come from the npm registry, or has no hash
 */
export function slim(lock: LockFile): LockFile {
  const packages: LockFile['packages'] = {};
  for (const [folder, entry] of Object.entries(lock.packages)) {
    if (entry.extraneous === true) continue;
    if (entry.resolved !== undefined) {
      throw new Error(
        `${folder} is not from the npm registry but from ${entry.resolved}: override it.`,
      );
    }
    if (folder !== '' && entry.integrity === undefined) throw new Error(`${folder} has no hash.`);
    const kept = Object.entries(entry).filter(([field]) => !NEEDLESS.has(field));
    packages[folder] = Object.fromEntries(kept);
  }
  return { lockfileVersion: lock.lockfileVersion, requires: true, packages };
}

/** The text of a lock file, one package a line. */
export function textOf({ packages, ...head }: LockFile): string {
  const lines = Object.entries(packages).map(
    ([folder, entry]) => `${JSON.stringify(folder)}: ${JSON.stringify(entry)}`,
  );
  return `${JSON.stringify(head).slice(0, -1)},"packages":{\n${lines.join(',\n')}\n}}\n`;
}

/**
 * A lock file that says where each package is. Without that, npm asks the registry about every single
 * one before it downloads it.
 *
 * @param registry address of a registry that has its files where npm's own has them
 */
export function located(lock: LockFile, registry: string): LockFile {
  const base = registry.replace(/\/*$/, '/');
  const packages = Object.entries(lock.packages).map(([folder, entry]) => {
    if (folder === '') return [folder, entry] as const;
    const name = nameOf(folder, entry);
    const file = `${name.split('/').at(-1)}-${entry.version}.tgz`;
    return [folder, { ...entry, resolved: `${base}${name}/-/${file}` }] as const;
  });
  return { ...lock, packages: Object.fromEntries(packages) };
}

/**
 * The part of a lock file that some of its packages need, in the same folders.
 *
 * @param names packages that the project is to have, of those in its top folder
 */
export function part(lock: LockFile, names: string[]): LockFile {
  const wanted = new Set<string>();
  const add = (name: string, from: string) => {
    const folder = folderSeenFrom(lock, name, from);
    if (folder === undefined || wanted.has(folder)) return;
    wanted.add(folder);
    const { dependencies, optionalDependencies } = lock.packages[folder] ?? {};
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) add(next, folder);
  };
  for (const name of names) add(name, '');
  const kept = Object.entries(lock.packages).filter(([folder]) => wanted.has(folder));
  const root = { dependencies: versionsOf(lock, names) };
  return { ...lock, packages: { '': root, ...Object.fromEntries(kept) } };
}

/** The versions of packages in the top folder, as a package.json asks for them. */
export function versionsOf(lock: LockFile, names: string[]): Record<string, string> {
  const versions = names.map(
    (name) => [name, lock.packages[`node_modules/${name}`]?.version ?? ''] as const,
  );
  return Object.fromEntries(versions.filter(([, version]) => version !== ''));
}

/** The folder in which Node.js would find a package: the nearest above. */
function folderSeenFrom({ packages }: LockFile, name: string, from: string): string | undefined {
  for (
    let above = from;
    ;
    above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/')))
  ) {
    const folder = above === '' ? `node_modules/${name}` : `${above}/node_modules/${name}`;
    if (packages[folder] !== undefined) return folder;
    if (above === '') return undefined;
  }
}

function nameOf(folder: string, entry: LockedPackage): string {
  const marker = 'node_modules/';
  return entry.name ?? folder.slice(folder.lastIndexOf(marker) + marker.length);
}
