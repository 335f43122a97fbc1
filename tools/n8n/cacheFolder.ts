/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where n8n and the Node.js that runs it are kept between runs: `$XDG_CACHE_HOME` if it is set to
 * an absolute path (the XDG rule), else `.cache` in the home folder.
 *
 * @param env the environment to read, this process's unless told
 * @returns an absolute path; the folder may not exist yet
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CACHE_HOME;
  const root = base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache');
  return join(root, 'n8n-nodes-kopokopo');
}
