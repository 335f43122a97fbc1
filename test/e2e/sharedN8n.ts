/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { Owner } from '../../tools/n8n/rest';

/** What every test file has to know of the run: handed over from the global set-up. */
export interface Packed {
  /** Whoever starts an n8n sets it up for this owner. */
  owner: Owner;
  /** This package as `npm pack` made it, for files that start an n8n of their own. */
  tarball: string;
}

export interface SharedN8n extends Packed {
  /** Of the n8n that all files share, without a slash at the end. */
  url: string;
  /** Of the owner's session: n8n lets nobody log in as often as there are test files. */
  cookies: Record<string, string>;
}

const VARIABLE = 'KOPOKOPO_E2E';

/** Hands it over to the test files, which run in other processes. */
export function announce(shared: Packed | SharedN8n): void {
  process.env[VARIABLE] = JSON.stringify(shared);
}

/** @throws Error when there was no set-up */
export function packed(): Packed {
  return announced();
}

/**
 * The n8n of this run.
 *
 * @throws Error when there is none, as in the load tests, which each have their own
 */
export function sharedN8n(): SharedN8n {
  const shared = announced();
  if (shared.url === undefined) throw new Error('These tests share no n8n: use ownN8n()');
  return shared as SharedN8n;
}

function announced(): Packed & Partial<SharedN8n> {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('Run it with: npx jest -c jest.e2e.config.js');
  return JSON.parse(text) as Packed & Partial<SharedN8n>;
}

/** What the test runner sets, and n8n must not see: with it, n8n leaves out what it does for users. */
export const LIKE_USERS = { NODE_ENV: 'production', JEST_WORKER_ID: '' };

/** What README advises to shops that are busy. */
export const BUSY_SHOP = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
