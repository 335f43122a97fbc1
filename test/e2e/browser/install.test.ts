/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thankYouWorkflow } from '../../../demo/exampleWorkflow';
import { ensureN8n } from '../../../tools/n8n/install';
import { type N8nInstance, startN8n } from '../../../tools/n8n/instance';
import { N8nRest, type StoredWorkflow } from '../../../tools/n8n/rest';
import { LIKE_USERS, sharedN8n } from '../sharedN8n';
import { Stage, until } from '../stage';
import { Editor } from './editor';
import { NpmWithLocalPackage } from './npmWithLocalPackage';
import { takePicture } from './pictures';

const PACKAGE = 'n8n-nodes-kopokopo';
const PACKAGE_NAME_INPUT = 'input[data-test-id=package-name-input]';
const NEXT_VERSION = '99.0.0';

let folder: string;
let npm: NpmWithLocalPackage;
let version: string;
let n8n: N8nInstance;
let rest: N8nRest;
let editor: Editor;
let stage: Stage;
let workflow: StoredWorkflow;
const step = (what: () => Promise<void>) => Editor.step(() => editor, what);

// An n8n that has never heard of the package.
beforeAll(async () => {
  const { owner, tarball } = sharedN8n();
  folder = await mkdtemp(join(tmpdir(), 'kopokopo-install-'));
  npm = await NpmWithLocalPackage.create(join(folder, 'npm'), tarball);
  version = await npm.version(tarball);
  n8n = await startN8n({
    install: await ensureN8n(),
    userFolder: join(folder, 'n8n'),
    env: { ...LIKE_USERS, PATH: npm.path },
  });
  rest = new N8nRest(n8n.url);
  await rest.setUpOwner(owner);
  editor = await Editor.open({ url: n8n.url, cookies: rest.cookies });
});

afterAll(async () => {
  await editor?.close();
  await stage?.close();
  await n8n?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const card = () => editor.part('community-package-card');

async function pay(): Promise<void> {
  const { deliveries } = await stage.sandbox.control.customerPays({
    amount: 100,
    firstName: 'Jane',
    tillNumber: stage.sandbox.tills.buyGoods,
  });
  expect(deliveries.map(({ status }) => status)).toEqual([200]);
}

/** As many thank-you SMS as payments. */
async function thanked(times: number): Promise<void> {
  await until(`${times} SMS`, () => stage.sandbox.control.messages().length === times);
}

describe("Installing the package from n8n's settings", () => {
  it(
    'takes its name, and lists both nodes',
    step(async () => {
      await editor.goTo('/settings/community-nodes');
      await editor.page.getByText('Install a community node').click();
      await editor.page.locator(PACKAGE_NAME_INPUT).fill(PACKAGE);
      await editor.part('user-agreement-checkbox').click();
      await takePicture('install-1.png', editor.page, { x: 0, y: 0, width: 1280, height: 600 });
      await editor.part('install-community-package-button').click();
      await card().waitFor();
      const text = await card().innerText();
      expect(text).toContain(`v${version}`);
      expect(text).toMatch(/2 nodes:\s+Kopo Kopo,\s*Kopo Kopo Trigger/);
      await editor.part('communityPackageInstall-modal').waitFor({ state: 'hidden' });
      await editor.page.getByText('Package installed').waitFor({ state: 'hidden' });
      await takePicture('install-2.png', editor.page, { x: 0, y: 0, width: 1280, height: 480 });
    }),
  );

  it(
    'works without a restart',
    step(async () => {
      stage = await Stage.on(n8n.url, rest);
      const { buyGoods } = stage.sandbox.tills;
      workflow = await stage.publish(await thankYouWorkflow(stage.credential, buyGoods));
      await pay();
      await thanked(1);
    }),
  );

  it(
    'updates to the next version, and the published workflow keeps working',
    step(async () => {
      await npm.release(sharedN8n().tarball, NEXT_VERSION);
      await editor.page.reload();
      await card().getByRole('button', { name: 'Update' }).click();
      await editor.page.getByRole('button', { name: 'Confirm update' }).click();
      await card().getByText(`v${NEXT_VERSION}`).waitFor();
      await pay();
      await thanked(2);
      const live = stage.sandbox.control.subscriptions().filter(({ deleted }) => !deleted);
      expect(live).toHaveLength(1);
    }),
  );

  it(
    'uninstalls, and is gone',
    step(async () => {
      await rest.deactivate(workflow.id);
      await card().getByTestId('action-toggle').click();
      await editor.part('action-uninstall').click();
      await editor.page.getByRole('button', { name: 'Confirm uninstall' }).click();
      await card().waitFor({ state: 'detached' });
      const types = [...(await rest.nodeTypes()).keys()];
      expect(types.filter((name) => name.startsWith(PACKAGE))).toEqual([]);
    }),
  );
});
