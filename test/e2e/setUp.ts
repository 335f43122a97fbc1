/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CleanUp } from '../../tools/cleanUp';
import { ensureN8n } from '../../tools/n8n/install';
import { startN8n } from '../../tools/n8n/instance';
import { packPackage, unpackPackage } from '../../tools/n8n/pack';
import { N8nRest } from '../../tools/n8n/rest';
import { announceSharedN8n, LIKE_USERS } from './sharedN8n';

declare global {
  /** From the set-up to the tear-down, which run in one process. */
  var kopoKopoE2e: CleanUp | undefined;
}

/** Packs the package once, installs it as its users get it, and starts the n8n that all files share. */
export default async function setUp(): Promise<void> {
  const cleanUp = new CleanUp();
  let complete = false;
  try {
    const log = (line: string) => console.log(line);
    const install = await ensureN8n({ log });
    const folder = await mkdtemp(join(tmpdir(), 'kopokopo-e2e-'));
    cleanUp.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const tarball = await packPackage(join(folder, 'package'), { log });
    const userFolder = join(folder, 'n8n');
    await unpackPackage(tarball, userFolder);

    const n8n = await startN8n({ install, userFolder, env: LIKE_USERS });
    cleanUp.add(() => n8n.stop());
    const owner = { email: 'owner@example.com', password: `K1-${randomUUID()}` };
    const rest = new N8nRest(n8n.url);
    await rest.setUpOwner(owner);
    announceSharedN8n({
      version: install.version,
      url: n8n.url,
      owner,
      cookies: rest.cookies,
      tarball,
    });
    globalThis.kopoKopoE2e = cleanUp;
    complete = true;
  } finally {
    // Jest does not call the tear-down after a set-up that failed.
    if (!complete) await cleanUp.run();
  }
}
