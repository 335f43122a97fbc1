/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** As the scanner itself calls it for a tarball. */
const TARBALL_PATTERNS = ['**/*.js', 'package.json'];

/**
 * Runs the scanner that n8n's reviewers run. It ignores `eslint-disable` comments, so that one is a
 * violation here too: it would hide from the editor what the reviewers see.
 *
 * @param folder the sources, or an unpacked tarball
 * @returns one line for each violation
 */
export async function checkScan(folder: string, what: 'sources' | 'tarball'): Promise<string[]> {
  const scanner = await import('@n8n/scan-community-package/scanner/scanner.mjs');
  const patterns = what === 'sources' ? scanner.SOURCE_FILE_PATTERNS : TARBALL_PATTERNS;
  const { passed, message = '', details = '' } = await scanner.analyzePackage(folder, patterns);
  const violations = passed
    ? []
    : [message, ...details.split('\n')].filter((line) => line.trim() !== '');
  return what === 'sources' ? [...violations, ...(await silencedRules(folder))] : violations;
}

async function silencedRules(root: string): Promise<string[]> {
  const violations: string[] = [];
  for (const folder of ['nodes', 'credentials']) {
    for (const entry of await readdir(join(root, folder), {
      recursive: true,
      withFileTypes: true,
    })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const text = await readFile(path, 'utf8');
      if (/eslint-disable|@ts-(ignore|nocheck|expect-error)/.test(text)) {
        violations.push(`${path.slice(root.length + 1)}: silences a rule`);
      }
    }
  }
  return violations;
}
