/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { Owner } from '../../tools/n8n/rest';

/** What every test file has to know of the run: handed over from the global set-up. */
export interface SharedN8n {
  version: string;
  /** Of the n8n that all files share, without a slash at the end. */
  url: string;
  owner: Owner;
  /** Of the owner's session: n8n lets nobody log in as often as there are test files. */
  cookies: Record<string, string>;
  /** This package as `npm pack` made it, for files that start an n8n of their own. */
  tarball: string;
}

const VARIABLE = 'KOPOKOPO_E2E';

/** Hands it over to the test files, which run in other processes. */
export function announceSharedN8n(shared: SharedN8n): void {
  process.env[VARIABLE] = JSON.stringify(shared);
}

/**
 * The n8n of this run.
 *
 * @throws Error when there is none
 */
export function sharedN8n(): SharedN8n {
  const announced = process.env[VARIABLE];
  if (announced === undefined) throw new Error('Run it with: npx jest -c jest.e2e.config.js');
  const shared: SharedN8n = JSON.parse(announced);
  return shared;
}

/** Whether this n8n publishes workflows, from 2.0 on; before, they are set active. */
export function isN8n2(): boolean {
  return !sharedN8n().version.startsWith('1.');
}

/** What the test runner sets, and n8n must not see: with it, n8n leaves out what it does for users. */
export const LIKE_USERS = { NODE_ENV: 'production', JEST_WORKER_ID: '' };
