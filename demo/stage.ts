/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../sandbox';
import { ensureN8n } from '../tools/n8n/install';
import { type N8nInstance, startN8n } from '../tools/n8n/instance';
import { PACKAGE_NAME, packPackage, unpackPackage } from '../tools/n8n/pack';
import type { Log } from '../tools/n8n/progress';
import { type Credential, N8nRest, type Owner } from '../tools/n8n/rest';
import type { CleanUp } from '../tools/cleanUp';

/** Everything that the demo plays on. */
export interface Stage {
  sandbox: Sandbox;
  n8n: N8nInstance;
  rest: N8nRest;
  owner: Owner;
  /** A credential in n8n that leads to the sandbox. */
  credential: Credential;
}

/**
 * Starts the sandbox and an n8n that has this package installed, and makes n8n's first user and a
 * credential.
 *
 * @param cleanUp gets what has to be stopped and removed at the end
 * @param log gets one line per step
 * @param signal gives up; what was started until then is in `cleanUp`
 * @throws Error with a sentence for the user
 */
export async function setUpStage(cleanUp: CleanUp, log: Log, signal: AbortSignal): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), `${PACKAGE_NAME}-demo-`));
  cleanUp.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const userFolder = join(folder, 'n8n');

  const packed = async () => {
    const tarball = await packPackage(join(folder, 'package'), { log, signal });
    await unpackPackage(tarball, userFolder);
    log('✓ package built, and installed as its users get it');
  };
  const [install] = await Promise.all([ensureN8n({ log, signal }), packed()]);

  const sandbox = await startSandbox();
  cleanUp.add(() => sandbox.stop());
  log(`✓ Kopo Kopo sandbox   ${sandbox.url}`);
  signal.throwIfAborted();

  log(`starting n8n ${install.version} …`);
  const n8n = await startN8n({ install, userFolder, signal });
  cleanUp.add(() => n8n.stop());
  log(`✓ n8n ${install.version}          ${n8n.url}`);

  const rest = new N8nRest(n8n.url);
  const owner = { email: 'owner@example.com', password: randomPassword() };
  await rest.setUpOwner(owner);
  const { clientId, clientSecret, apiKey } = sandbox.credentials;
  const credential = await rest.createCredential('Kopo Kopo sandbox', 'kopoKopoApi', {
    environment: 'custom',
    baseUrl: sandbox.url,
    clientId,
    clientSecret,
    apiKey,
  });
  const test = await rest.testCredential(credential);
  if (test.status !== 'OK') {
    throw new Error(`The credential for the sandbox failed n8n's connection test: ${test.message}`);
  }
  log('✓ credential          connection tested');
  return { sandbox, n8n, rest, owner, credential };
}

/** n8n asks for a capital letter and a digit. */
function randomPassword(): string {
  return `K1-${randomBytes(9).toString('base64url')}`;
}
