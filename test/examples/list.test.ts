/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { EXAMPLES, exampleNames } from '../e2e/exampleFiles';

/** Bytes: they are looked at on phones. */
const MOST_BYTES = 100_000;

const list = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');

describe('The list of the examples', () => {
  it('names all of them, and no other', () => {
    const named = [...list.matchAll(/\]\(([\w-]+\.json)\)/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(exampleNames().sort());
  });

  it('shows a small picture of each', () => {
    const shown = [...list.matchAll(/\]\((\.\.\/docs\/images\/examples\/([\w-]+)\.png)\)/g)];
    expect(shown.map(([, , name]) => `${name}.json`).sort()).toEqual(exampleNames().sort());
    for (const [, path = ''] of shown) {
      expect(statSync(join(EXAMPLES, path)).size).toBeLessThan(MOST_BYTES);
    }
  });
});
