/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { exampleNames } from '../e2e/exampleFiles';

/** What the nodes' parts were called in the API's words. In brackets a developer may still look for them. */
const OLD = [
  'Incoming Payment',
  'SMS Notification',
  'Pay Recipient',
  'External Recipient',
  'Settlement Account',
  'Settlement Transfer',
  'Polling',
  'Reversal',
  'Access Token',
];

const ROOT = join(__dirname, '..', '..');
const PAGES = [
  'README.md',
  'examples/README.md',
  ...exampleNames().map((name) => `examples/${name}`),
];

describe('The words that people read', () => {
  it.each(PAGES)('%s calls nothing as it was called before', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8').replace(/\([^)]*\)/g, '');
    expect(OLD.filter((words) => text.includes(words))).toEqual([]);
  });
});
