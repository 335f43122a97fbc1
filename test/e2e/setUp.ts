/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CleanUp } from '../../tools/cleanUp';
import { ensureN8n, type N8nInstall } from '../../tools/n8n/install';
import { startN8n } from '../../tools/n8n/instance';
import { packPackage, unpackPackage } from '../../tools/n8n/pack';
import { N8nRest } from '../../tools/n8n/rest';
import { isN8n2 } from '../../tools/n8n/versions';
import { announce, LIKE_USERS, type Packed } from './sharedN8n';

declare global {
  /** From the set-up to the tear-down, which run in one process. */
  var kopoKopoE2e: CleanUp | undefined;
}

/** Packs the package once, installs it as its users get it, and starts the n8n that all files share. */
export default async function setUp(): Promise<void> {
  await kept(async (cleanUp) => {
    const { install, folder, ...shared } = await pack(cleanUp);
    const userFolder = join(folder, 'n8n');
    await unpackPackage(shared.tarball, userFolder);
    // The editor of n8n 1 is not looked at.
    const n8n = await startN8n({ install, userFolder, env: LIKE_USERS, editor: isN8n2() });
    cleanUp.add(() => n8n.stop());
    const rest = new N8nRest(n8n.url);
    await rest.setUpOwner(shared.owner);
    announce({ ...shared, url: n8n.url, cookies: rest.cookies });
  });
}

/** Only packs it, for tests that each start an n8n of their own. */
export async function setUpPackage(): Promise<void> {
  await kept(async (cleanUp) => {
    const { owner, tarball } = await pack(cleanUp);
    announce({ owner, tarball });
  });
}

async function pack(cleanUp: CleanUp): Promise<Packed & { install: N8nInstall; folder: string }> {
  const log = (line: string) => console.log(line);
  const install = await ensureN8n({ log });
  const folder = await mkdtemp(join(tmpdir(), 'kopokopo-e2e-'));
  cleanUp.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const tarball = await packPackage(join(folder, 'package'), { log });
  const owner = { email: 'owner@example.com', password: `K1-${randomUUID()}` };
  return { install, folder, owner, tarball };
}

/** Keeps what is there for the tear-down, which jest does not call after a set-up that failed. */
async function kept(start: (cleanUp: CleanUp) => Promise<void>): Promise<void> {
  const cleanUp = new CleanUp();
  try {
    await start(cleanUp);
    globalThis.kopoKopoE2e = cleanUp;
  } finally {
    if (globalThis.kopoKopoE2e !== cleanUp) await cleanUp.run();
  }
}
