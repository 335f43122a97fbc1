/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Assets } from './asset';

/** What the icon has on a light and on a dark canvas. */
const COLOURS = [
  // The tile: a brighter green, which doesn't sink into the dark.
  { light: 'fill="#0a7d43"', dark: 'fill="#2fb673"' },
];

/**
 * The icon for the dark theme, made from the one for the light theme.
 *
 * @param root the project folder
 * @throws Error when the light icon has none of a colour any more
 */
export function darkIcon(root: string): Assets {
  const source = 'icons/kopokopo.svg';
  const text = COLOURS.reduce(
    (svg, { light, dark }) => {
      if (!svg.includes(light)) {
        throw new Error(`${source} has no ${light}: correct COLOURS in tools/assets/darkIcon.ts`);
      }
      return svg.replaceAll(light, dark);
    },
    readFileSync(join(root, source), 'utf8'),
  );
  return { task: 'icons', folders: [], files: [{ path: 'icons/kopokopo.dark.svg', text }] };
}
