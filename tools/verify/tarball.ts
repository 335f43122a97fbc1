/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The only kinds of files that a user of the package needs. */
const ALLOWED = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE\.md$/,
  /^dist\/credentials\/KopoKopoApi\.credentials\.js$/,
  /^dist\/icons\/kopokopo(\.dark)?\.svg$/,
  /^dist\/nodes\/KopoKopo\/[\w./-]+\.js$/,
  /^dist\/nodes\/KopoKopo\/KopoKopo(Trigger)?\.node\.json$/,
  // Of an operation's output, and of a node's without operations.
  /^dist\/nodes\/KopoKopo\/__schema__\/v[\d.]+\/[\w/-]+\.json$/,
  /^dist\/nodes\/KopoKopo\/__schema__\/v\d+\.\d+\.\d+\.json$/,
];

const MUST_HAVE = [
  'package.json',
  'README.md',
  'LICENSE.md',
  'dist/credentials/KopoKopoApi.credentials.js',
  'dist/icons/kopokopo.svg',
  'dist/icons/kopokopo.dark.svg',
  'dist/nodes/KopoKopo/KopoKopo.node.js',
  'dist/nodes/KopoKopo/KopoKopo.node.json',
  'dist/nodes/KopoKopo/KopoKopoTrigger.node.js',
  'dist/nodes/KopoKopo/KopoKopoTrigger.node.json',
];

/** By these words users look for the nodes. */
const MUST_BE_FOUND_BY = ['kopo', 'mpesa', 'm-pesa', 'stk', 'till', 'sms', 'payment'];

/** Verified nodes may import these; everything else is missing where they run. */
const IMPORTABLE = new Set(['n8n-workflow', 'luxon', 'crypto', 'node:crypto', 'lodash', 'zod']);

/** Texts that look like keys or name a folder of whoever built it. */
const SECRETS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\/(?:home|Users|root)\/[\w.-]+\//,
];

/**
 * Source: n8n's documentation, "Codex files". A node in "AI" would be left out of the node panel's search.
 */
const CODEX_CATEGORIES = new Set([
  'Analytics',
  'Communication',
  'Data & Storage',
  'Development',
  'Finance & Accounting',
  'Marketing & Content',
  'Miscellaneous',
  'Productivity',
  'Sales',
  'Utility',
]);

/** As npm unpacks it. */
export const MOST_BYTES = 500_000;

/**
 * What the published package holds: exactly what its users need.
 *
 * @param contents the unpacked tarball
 * @returns one sentence for each violation
 */
export async function checkTarball(contents: string): Promise<string[]> {
  const files = await filesIn(contents);
  const violations: string[] = [];
  let bytes = 0;
  for (const file of files) {
    if (!ALLOWED.some((pattern) => pattern.test(file)) || /\.(test|spec)\./.test(file)) {
      violations.push(`${file} does not belong into the package`);
    }
    bytes += (await stat(join(contents, file))).size;
    if (/\.(js|json|md)$/.test(file)) {
      const text = await readFile(join(contents, file), 'utf8');
      if (SECRETS.some((pattern) => pattern.test(text))) {
        violations.push(`${file} holds something that looks like a key or a path of a computer`);
      }
      if (file.endsWith('.js')) violations.push(...foreignImports(file, text));
    }
  }
  for (const file of MUST_HAVE) if (!files.includes(file)) violations.push(`${file} is missing`);
  for (const resource of resourcesIn(files)) {
    const folder = `dist/nodes/KopoKopo/__schema__/v1.0.0/${resource}/`;
    if (!files.some((file) => file.startsWith(folder)))
      violations.push(`${folder} is missing: the editor could not show what the nodes give`);
  }
  for (const file of files.filter((name) => name.endsWith('.node.json'))) {
    violations.push(...(await codexViolations(contents, file)));
  }
  if (bytes > MOST_BYTES) violations.push(`${bytes} bytes unpacked, more than ${MOST_BYTES}`);
  return violations;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replace(/\\/g, '/'))
    .sort();
}

/** Each has a folder for its operations, with an index. */
function resourcesIn(files: string[]): Set<string> {
  const index = /^dist\/nodes\/KopoKopo\/operations\/(\w+)\/index\.js$/;
  return new Set(files.map((file) => index.exec(file)?.[1]).filter((name) => name !== undefined));
}

function foreignImports(file: string, text: string): string[] {
  const imported = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
  return imported
    .filter((name) => !name.startsWith('.') && !IMPORTABLE.has(name))
    .map((name) => `${file} imports ${name}, which is not there when n8n runs it`);
}

async function codexViolations(contents: string, file: string): Promise<string[]> {
  const codex: {
    node?: string;
    categories?: string[];
    alias?: string[];
    resources?: { primaryDocumentation?: unknown[]; credentialDocumentation?: unknown[] };
  } = JSON.parse(await readFile(join(contents, file), 'utf8'));
  const { categories = [], alias = [], resources = {} } = codex;
  const rules: Array<[boolean, string]> = [
    [
      categories.length > 0 && categories.every((name) => CODEX_CATEGORIES.has(name)),
      'has no category, or one that n8n does not know',
    ],
    [
      MUST_BE_FOUND_BY.every((word) => alias.includes(word)),
      `lacks an alias by which users look for the node: ${MUST_BE_FOUND_BY.join(', ')}`,
    ],
    [(resources.primaryDocumentation ?? []).length > 0, 'links no documentation'],
    [
      (resources.credentialDocumentation ?? []).length > 0,
      'links no documentation of the credential',
    ],
  ];
  return rules.flatMap(([holds, violation]) => (holds ? [] : [`${file} ${violation}`]));
}
