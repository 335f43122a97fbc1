/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { anchorOf } from '../../tools/assets/pages/markdown';

const ROOT = join(__dirname, '..', '..');

/** Where the documents are for people: beside the code, and in these folders. */
const documents = ['.', 'docs', 'docs/operations', 'examples', 'test'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

/** Addresses in links and pictures, and in what is written as HTML. */
const LINKS = /\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g;

const withoutCode = (text: string) => text.replace(/^```.*?^```$/gms, '');

function headings(path: string): string[] {
  const lines = withoutCode(readFileSync(join(ROOT, path), 'utf8')).split('\n');
  return lines.flatMap((line) => (/^#+ /.test(line) ? [anchorOf(line.replace(/^#+ /, ''))] : []));
}

function isThere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : relative(ROOT, join(ROOT, dirname(from), path));
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || headings(target).includes(anchor);
}

it.each(documents)('every link in %s leads somewhere', (document) => {
  const text = withoutCode(readFileSync(join(ROOT, document), 'utf8'));
  const links = [...text.matchAll(LINKS)].map(([, link, inHtml]) => link ?? inHtml ?? '');
  const own = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(own.filter((link) => !isThere(document, link))).toEqual([]);
});
