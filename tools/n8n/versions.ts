/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** What has to be known about one n8n version to install it. */
export interface N8nRelease {
  version: string;
  /** Versions that n8n's package.json names without being able to get them from the npm registry. */
  overrides: Record<string, string>;
}

/** The Node.js that every n8n below runs on, as published in the `node-<platform>-<arch>` packages. */
export const NODE_VERSION = '24.21.0';

/** Native modules whose install script must run; every other install script is skipped. */
export const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];

/**
 * The n8n versions that everything here is tested on, the newest first: the first one is the one that
 * is used. Each has a lock file in `locks/`; `npx tsx tools/n8n/lock.ts <version>` writes it.
 */
const releases: N8nRelease[] = [
  { version: '2.41.1', overrides: {} },
  { version: '2.40.7', overrides: {} },
  // It asks for xlsx from a host that is not the npm registry.
  { version: '1.123.81', overrides: { xlsx: '0.18.5' } },
];

/**
 * The n8n versions with a lock file.
 *
 * @returns versions such as `2.41.1`, the newest first
 */
export function supportedVersions(): string[] {
  return releases.map((release) => release.version);
}

/**
 * The n8n to run: N8N_VERSION if it is set, else the newest that is tested. `1` means the tested n8n 1;
 * another exact version is tried without a lock file.
 *
 * @param env the environment to read, this process's unless told
 * @throws Error if N8N_VERSION is not a version
 */
export function chosenRelease(env: NodeJS.ProcessEnv = process.env): N8nRelease {
  const wanted = env.N8N_VERSION ?? '';
  const known = releases.find(({ version }) => `${version}.`.startsWith(wanted && `${wanted}.`));
  if (known !== undefined) return known;
  if (/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(wanted)) return { version: wanted, overrides: {} };
  throw new Error(
    `N8N_VERSION is "${wanted}", which is no version of n8n. Tested are: ${supportedVersions().join(', ')}.`,
  );
}

/** Whether the n8n to run publishes workflows, as from 2.0 on; before, they are set active. */
export function isN8n2(): boolean {
  return !chosenRelease().version.startsWith('1.');
}
