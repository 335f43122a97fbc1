/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CleanUp } from '../tools/cleanUp';
import { ensureN8n, type N8nInstall } from '../tools/n8n/install';
import { startN8n, type N8nInstance } from '../tools/n8n/instance';
import { installPackage } from '../tools/n8n/pack';
import { type Credential, N8nRest, type Owner, type WorkflowJson } from '../tools/n8n/rest';
import { SandboxProcess } from './sandboxProcess';

/** What everything is measured on: a real n8n with the packed package, and the sandbox beside it. */
export interface Stage {
  install: N8nInstall;
  n8n: N8nInstance;
  rest: N8nRest;
  sandbox: SandboxProcess;
  /** For what is made on the way; removed at the end. */
  folder: string;
  /** The package as it is installed. */
  packageFolder: string;
  /** For our nodes. */
  credential: Credential;
  /** For the HTTP Request node. */
  oauth: Credential;
}

/**
 * @param cleanUp gets what has to be stopped and removed at the end
 * @param profileFolder n8n writes a CPU profile there when it ends
 */
export async function setUpStage(
  cleanUp: CleanUp,
  log: (line: string) => void,
  signal: AbortSignal,
  profileFolder?: string,
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'kopokopo-bench-'));
  cleanUp.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const userFolder = join(folder, 'n8n');
  await mkdir(userFolder);
  const packageFolder = await installPackage(userFolder, { signal });
  await addVersion1(packageFolder);
  const install = await ensureN8n({ log, signal });

  const sandbox = await SandboxProcess.start(folder);
  cleanUp.add(() => sandbox.stop());
  // Results are asked for; callbacks would only take time from n8n.
  await sandbox.control('configure', { callbackLossRate: 1 });

  const env: Record<string, string> = {};
  if (profileFolder) env.NODE_OPTIONS = `--cpu-prof --cpu-prof-dir=${profileFolder}`;
  const n8n = await startN8n({ install, userFolder, signal, env });
  cleanUp.add(() => n8n.stop());
  const rest = new N8nRest(n8n.url);
  await rest.setUpOwner(newOwner());
  return { install, n8n, rest, sandbox, folder, packageFolder, ...(await connect(rest, sandbox)) };
}

/**
 * Another n8n beside that of the stage, on the same sandbox.
 *
 * @param name of its folder
 * @param env settings of n8n
 */
export async function besides(
  stage: Stage,
  cleanUp: CleanUp,
  name: string,
  env: Record<string, string>,
): Promise<Stage> {
  const { install, folder, sandbox } = stage;
  const userFolder = join(folder, name);
  await mkdir(userFolder);
  await addVersion1(await installPackage(userFolder));
  const n8n = await startN8n({ install, userFolder, env });
  cleanUp.add(() => n8n.stop());
  const rest = new N8nRest(n8n.url);
  await rest.setUpOwner(newOwner());
  return { ...stage, n8n, rest, ...(await connect(rest, sandbox)) };
}

const TRIGGER_FILE = 'dist/nodes/KopoKopo/KopoKopoTrigger.node.js';

/** Lets a workflow have the trigger as it was before, with n8n's work for a node of version 1. */
async function addVersion1(packageFolder: string): Promise<void> {
  const file = join(packageFolder, TRIGGER_FILE);
  const before = await readFile(file, 'utf8');
  const after = before.replace('version: 2,', 'version: [1, 2],');
  if (after === before) throw new Error(`${file} names no version 2`);
  await writeFile(file, after);
}

/** Where events go to, and what they start. */
export interface Target {
  workflowId: string;
  url: string;
}

/** Publishes a workflow with our trigger, which subscribes to events of its own. */
export async function publishTrigger(
  { rest, sandbox }: Pick<Stage, 'rest' | 'sandbox'>,
  workflow: WorkflowJson,
): Promise<Target> {
  const known = await sandbox.subscriptionUrls();
  const { id } = await rest.createWorkflow(workflow);
  await rest.activate(id);
  const url = (await sandbox.subscriptionUrls()).find((candidate) => !known.includes(candidate));
  if (url === undefined) throw new Error(`The trigger of "${workflow.name}" has not subscribed`);
  return { workflowId: id, url };
}

/** The first user of an n8n. */
export function newOwner(): Owner {
  const password = `K1-${randomBytes(9).toString('base64url')}`;
  return { email: 'owner@example.com', password };
}

/** Makes the credentials for a sandbox. */
export async function connect(
  rest: N8nRest,
  { url: baseUrl, clientId, clientSecret, apiKey }: SandboxProcess,
): Promise<Pick<Stage, 'credential' | 'oauth'>> {
  const credential = await rest.createCredential('Kopo Kopo', 'kopoKopoApi', {
    environment: 'custom',
    baseUrl,
    clientId,
    clientSecret,
    apiKey,
  });
  const oauth = await rest.createCredential('OAuth2', 'oAuth2Api', {
    grantType: 'clientCredentials',
    accessTokenUrl: `${baseUrl}/oauth/token`,
    clientId,
    clientSecret,
    scope: '',
    authentication: 'body',
    sendAdditionalBodyProperties: false,
    additionalBodyProperties: '',
  });
  return { credential, oauth };
}
