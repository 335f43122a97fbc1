/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { packPackage } from '../../tools/n8n/pack';
import { checkManifest } from '../../tools/verify/manifest';
import { checkTarball } from '../../tools/verify/tarball';
import { unpacked } from '../../tools/verify/unpacked';

const ROOT = join(__dirname, '..', '..');

let folder: string;
let packed: string;
let copies = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verified-'));
  packed = await unpacked(await packPackage(join(folder, 'pack')), folder);
}, 120_000);

afterAll(async () => await rm(folder, { recursive: true, force: true }));

/** The files that the rules are about, to be spoiled; the scanner needs its plugins beside them. */
async function sources(): Promise<string> {
  const copy = join(folder, `sources-${copies++}`);
  await mkdir(copy);
  const names = [
    'package.json',
    'eslint.config.mjs',
    'LICENSE.md',
    'README.md',
    'icons',
    'nodes',
    'credentials',
  ];
  for (const name of names) await cp(join(ROOT, name), join(copy, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function tarball(): Promise<string> {
  const copy = join(folder, `tarball-${copies++}`);
  await cp(packed, copy, { recursive: true });
  return copy;
}

/** Runs the script as a maintainer does: the scanner is a module that jest can't load. */
async function verify(root: string): Promise<{ isGreen: boolean; output: string }> {
  const script = join(ROOT, 'tools', 'verify', 'main.ts');
  // Under jest's NODE_ENV the rules take every file for one of their own tests.
  const env = { ...process.env, NODE_ENV: undefined };
  return await promisify(execFile)(process.execPath, ['--import', 'tsx', script, root], {
    cwd: ROOT,
    env,
  }).then(
    ({ stdout }) => ({ isGreen: true, output: stdout }),
    (error: { stdout?: string; stderr?: string }) => ({
      isGreen: false,
      output: `${error.stdout}${error.stderr}`,
    }),
  );
}

async function change(file: string, edit: (text: string) => string): Promise<void> {
  const before = await readFile(file, 'utf8');
  const after = edit(before);
  expect(after).not.toBe(before);
  await writeFile(file, after);
}

async function changeManifest(
  root: string,
  edit: (manifest: Record<string, unknown>) => void,
): Promise<void> {
  const file = join(root, 'package.json');
  const manifest: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
  edit(manifest);
  await writeFile(file, JSON.stringify(manifest, null, 2));
}

describe('the rules for verified nodes', () => {
  it('hold for the package as it is', async () => {
    expect(await checkManifest(ROOT)).toEqual([]);
    const { isGreen, output } = await verify(await sources());
    expect(output).not.toMatch(/✗/);
    expect(isGreen).toBe(true);
    expect(await checkTarball(packed)).toEqual([]);
  }, 120_000);

  describe('for package.json', () => {
    it.each<[string, (manifest: Record<string, unknown>) => void, RegExp]>([
      [
        'a run-time dependency',
        (m) => (m.dependencies = { axios: '1.0.0' }),
        /run-time dependencies/,
      ],
      [
        'n8n-core as a peer',
        (m) => (m.peerDependencies = { 'n8n-workflow': '*', 'n8n-core': '*' }),
        /peerDependencies/,
      ],
      ['another license', (m) => (m.license = 'Apache-2.0'), /MIT/],
      ['an install script', (m) => (m.scripts = { prepare: 'husky' }), /at installation/],
      [
        'strict mode turned off',
        (m) => (m.n8n = { n8nNodesApiVersion: 1, nodes: ['dist/x.js'] }),
        /strict/,
      ],
      ['a missing keyword', (m) => (m.keywords = ['kopokopo']), /keyword/],
    ])('notice %s', async (_, edit, violation) => {
      const root = await sources();
      await changeManifest(root, edit);
      expect((await checkManifest(root)).join('\n')).toMatch(violation);
    });

    it('notice an eslint.config.mjs that is not the one of strict mode', async () => {
      const root = await sources();
      await change(join(root, 'eslint.config.mjs'), (text) => `${text}\n// more rules\n`);
      expect((await checkManifest(root)).join('\n')).toMatch(/eslint\.config\.mjs/);
    });
  });

  describe('for the sources', () => {
    const violations: Array<[string, string, (text: string) => string, RegExp]> = [
      [
        'a rule that is silenced',
        'nodes/KopoKopo/flow/pause.ts',
        (text) => `/* eslint-disable */\n${text}`,
        /pause\.ts: silences a rule/,
      ],
      [
        'a timer',
        'nodes/KopoKopo/flow/turns.ts',
        (text) => `${text}\nexport const later = () => setTimeout(() => {}, 1);\n`,
        /setTimeout/,
      ],
      [
        'a log to the console',
        'nodes/KopoKopo/flow/stop.ts',
        (text) => `${text}\nexport const log = () => console.log('x');\n`,
        /console/,
      ],
      [
        'a node without a subtitle',
        'nodes/KopoKopo/KopoKopo.node.ts',
        (text) => text.replace(/\n\s*subtitle,/, ''),
        /subtitle/,
      ],
      [
        'a secret that is shown',
        'credentials/KopoKopoApi.credentials.ts',
        (text) => text.replace(/typeOptions: \{ password: true \},/, ''),
        /sensitive/,
      ],
    ];

    // One scan sees them all: each takes seconds.
    let scan: Awaited<ReturnType<typeof verify>>;
    beforeAll(async () => {
      const root = await sources();
      for (const [, file, edit] of violations) await change(join(root, file), edit);
      scan = await verify(root);
    }, 120_000);

    it.each(violations)('notice %s', (_, _file, _edit, violation) => {
      expect(scan.output).toMatch(violation);
      expect(scan.isGreen).toBe(false);
    });
  });

  describe('for the tarball', () => {
    it.each<[string, string, string, RegExp]>([
      ['a test', 'dist/nodes/KopoKopo/api/amount.test.js', '', /does not belong/],
      ['build information', 'dist/tsconfig.tsbuildinfo', '{}', /does not belong/],
      ['a source map', 'dist/nodes/KopoKopo/api/amount.js.map', '{}', /does not belong/],
      [
        'an import that is not there at run time',
        'dist/nodes/KopoKopo/api/amount.js',
        'const a = require("axios");',
        /imports axios/,
      ],
      [
        'a key',
        'dist/nodes/KopoKopo/api/amount.js',
        `const key = "npm_${'a'.repeat(36)}";`,
        /looks like a key/,
      ],
      [
        'too much',
        'dist/nodes/KopoKopo/api/amount.js',
        '//'.padEnd(410_000, ' '),
        /bytes unpacked/,
      ],
      [
        'a codex without aliases',
        'dist/nodes/KopoKopo/KopoKopo.node.json',
        '{"categories":["Sales"]}',
        /alias/,
      ],
    ])('notice %s', async (_, file, content, violation) => {
      const contents = await tarball();
      await mkdir(dirname(join(contents, file)), { recursive: true });
      await writeFile(join(contents, file), content);
      expect((await checkTarball(contents)).join('\n')).toMatch(violation);
    });

    it.each(['Marketing', 'AI', 'Core Nodes'])(
      'notice the category %s, which n8n has not for such nodes',
      async (category) => {
        const contents = await tarball();
        await change(join(contents, 'dist/nodes/KopoKopo/KopoKopo.node.json'), (text) =>
          text.replace('"Sales"', `"${category}"`),
        );
        expect((await checkTarball(contents)).join('\n')).toMatch(/has no category, or one/);
      },
    );

    it('notice a codex that lacks a word by which users look', async () => {
      const contents = await tarball();
      await change(join(contents, 'dist/nodes/KopoKopo/KopoKopo.node.json'), (text) =>
        text.replace('"m-pesa",', ''),
      );
      expect((await checkTarball(contents)).join('\n')).toMatch(/lacks an alias/);
    });

    it.each([
      ['README.md', /README\.md is missing/],
      ['LICENSE.md', /LICENSE\.md is missing/],
      ['dist/nodes/KopoKopo/__schema__', /incomingPayment\/ is missing/],
      ['dist/nodes/KopoKopo/__schema__/v1.0.0/sendMoney', /sendMoney\/ is missing/],
    ])('notice that %s is missing', async (path, violation) => {
      const contents = await tarball();
      await rm(join(contents, path), { recursive: true });
      expect((await checkTarball(contents)).join('\n')).toMatch(violation);
    });

    it('notice a missing icon', async () => {
      const contents = await tarball();
      await rm(join(contents, 'dist/icons/kopokopo.dark.svg'));
      expect((await checkTarball(contents)).join('\n')).toMatch(/kopokopo\.dark\.svg is missing/);
    });
  });
});
