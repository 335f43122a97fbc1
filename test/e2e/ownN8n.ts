/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CleanUp } from '../../tools/cleanUp';
import { ensureN8n } from '../../tools/n8n/install';
import { type N8nInstance, startN8n } from '../../tools/n8n/instance';
import { unpackPackage } from '../../tools/n8n/pack';
import { N8nRest } from '../../tools/n8n/rest';
import { LIKE_USERS, packed } from './sharedN8n';
import { Stage } from './stage';

/**
 * An n8n without an editor, for tests that end it: the others must not be there when it goes down.
 *
 * @param cleanUp gets what has to be stopped and removed
 * @param env more settings of n8n
 */
export async function ownN8n(
  cleanUp: CleanUp,
  env: Record<string, string> = {},
): Promise<{ n8n: N8nInstance; stage: Stage }> {
  const { owner, tarball } = packed();
  const userFolder = await mkdtemp(join(tmpdir(), 'kopokopo-e2e-own-'));
  cleanUp.add(() => rm(userFolder, { recursive: true, force: true, maxRetries: 5 }));
  await unpackPackage(tarball, userFolder);
  const install = await ensureN8n();
  const all = { ...LIKE_USERS, ...env };
  const n8n = await startN8n({ install, userFolder, env: all, editor: false });
  cleanUp.add(() => n8n.stop());
  const rest = new N8nRest(n8n.url);
  await rest.setUpOwner(owner);
  const stage = await Stage.on(n8n.url, rest);
  cleanUp.add(() => stage.close());
  return { n8n, stage };
}
