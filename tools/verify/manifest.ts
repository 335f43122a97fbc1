/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `n8n-node lint` demands of a package in strict mode, white space aside. */
const STRICT_ESLINT_CONFIG =
  "import { config } from '@n8n/node-cli/eslint'; export default config;";

/** npm runs these on the computers of those who install the package. */
const INSTALL_SCRIPTS = [
  'preinstall',
  'install',
  'postinstall',
  'preprepare',
  'prepare',
  'postprepare',
  'prepublish',
];

interface Manifest {
  name?: string;
  version?: string;
  description?: string;
  license?: string;
  homepage?: string;
  author?: { name?: string; email?: string };
  repository?: { url?: string };
  keywords?: string[];
  files?: string[];
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  bundledDependencies?: string[];
  peerDependencies?: Record<string, string>;
  overrides?: unknown;
  n8n?: { n8nNodesApiVersion?: number; strict?: boolean; nodes?: string[]; credentials?: string[] };
}

/**
 * The rules for package.json and the files beside it.
 *
 * @param root the folder of the sources
 * @returns one sentence for each broken rule
 * Source: n8n's guidelines for verified community nodes.
 */
export async function checkManifest(root: string): Promise<string[]> {
  const manifest: Manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { n8n = {} } = manifest;
  const entries = [...(n8n.nodes ?? []), ...(n8n.credentials ?? [])];
  const rules: Array<[boolean, string]> = [
    [/^(@[^/]+\/)?n8n-nodes-/.test(manifest.name ?? ''), 'the name does not start with n8n-nodes-'],
    [
      manifest.keywords?.includes('n8n-community-node-package') === true,
      'the keyword n8n-community-node-package is missing',
    ],
    [manifest.license === 'MIT', 'the license is not MIT'],
    [filled(manifest.version) && filled(manifest.description), 'version or description is missing'],
    [
      filled(manifest.author?.name) && filled(manifest.author?.email),
      'author has no name or no email',
    ],
    [
      /github\.com/.test(manifest.repository?.url ?? '') && filled(manifest.homepage),
      'repository or homepage is missing',
    ],
    [
      isEmpty(manifest.dependencies) &&
        isEmpty(manifest.optionalDependencies) &&
        !manifest.bundledDependencies,
      'there are run-time dependencies',
    ],
    [
      JSON.stringify(manifest.peerDependencies) === '{"n8n-workflow":"*"}',
      'peerDependencies are not exactly {"n8n-workflow": "*"}',
    ],
    [manifest.overrides === undefined, 'there are overrides'],
    [
      !INSTALL_SCRIPTS.some((name) => name in (manifest.scripts ?? {})),
      'there is a script that npm runs at installation',
    ],
    [
      n8n.n8nNodesApiVersion === 1 && n8n.strict === true,
      'n8n.n8nNodesApiVersion is not 1 or n8n.strict is not true',
    ],
    [
      (n8n.nodes ?? []).length > 0 && entries.every((entry) => /^dist\/.*\.js$/.test(entry)),
      'n8n.nodes or n8n.credentials hold something that is not dist/….js',
    ],
    [
      (manifest.files ?? []).every((entry) => entry.startsWith('dist')),
      'files holds something outside dist',
    ],
    [
      strip(await readFile(join(root, 'eslint.config.mjs'), 'utf8')) ===
        strip(STRICT_ESLINT_CONFIG),
      "eslint.config.mjs is not n8n's own, as strict mode demands",
    ],
    [await exists(join(root, 'LICENSE.md')), 'LICENSE.md is missing'],
    [await exists(join(root, 'README.md')), 'README.md is missing'],
  ];
  return rules.flatMap(([holds, violation]) => (holds ? [] : [violation]));
}

const filled = (text: string | undefined) => text !== undefined && text.trim() !== '';

const isEmpty = (record: Record<string, string> | undefined) =>
  Object.keys(record ?? {}).length === 0;

const strip = (text: string) => text.replace(/\s+/g, '');

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
