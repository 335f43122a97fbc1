/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** Several checkouts may share what is installed: each compiles for itself. */
const CHECKOUT = createHash('sha256').update(ROOT).digest('hex').slice(0, 12);

/**
 * The package as the tests load it: what `npm run build` makes, file by file and without the checks of
 * the types, which take longer than most tests. The e2e tests install the real build.
 */
export const TEST_PACKAGE = join(
  ROOT,
  'node_modules',
  '.cache',
  'n8n-nodes-kopokopo',
  `test-package-${CHECKOUT}`,
);
