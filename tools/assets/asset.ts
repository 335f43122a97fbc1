/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of the package that is made from others. */
export interface Asset {
  /** From the project folder, with `/`. */
  path: string;
  text: string;
}

/** What one task makes. */
export interface Assets {
  /** The gulp task that writes them. */
  task: string;
  /** Everything in these folders is made by the task; from the project folder. */
  folders: string[];
  files: Asset[];
}

/**
 * What is not as it would be made now.
 *
 * @param assets what a task would write
 * @param root the project folder
 * @returns one sentence for each file, with what to run; empty when all is well
 */
export function outOfDate({ task, folders, files }: Assets, root: string): string[] {
  const command = `npx gulp ${task}`;
  const changed = files
    .filter(({ path, text }) => textOf(join(root, path)) !== text)
    .map(({ path }) => `${path} is out of date: run ${command}`);
  const left = leftovers(folders, files, root).map(
    (path) => `${path} belongs to nothing any more: run ${command}`,
  );
  return [...changed, ...left];
}

/** Writes what has changed, and removes what is left over in the folders. */
export function write({ folders, files }: Assets, root: string): void {
  for (const { path, text } of files) {
    const target = join(root, path);
    if (textOf(target) === text) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  for (const path of leftovers(folders, files, root)) rmSync(join(root, path));
}

function leftovers(folders: string[], files: Asset[], root: string): string[] {
  const made = new Set(files.map(({ path }) => path));
  return folders.flatMap((folder) => filesIn(folder, root)).filter((path) => !made.has(path));
}

function filesIn(folder: string, root: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(`${folder}/${entry.name}`, root) : [`${folder}/${entry.name}`],
  );
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

const WIDTH = 100;

/**
 * JSON as Prettier writes it: two spaces, and lists of texts on one line where they fit.
 *
 * @param value anything that JSON can hold
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const shortLists = text.replace(/^(.*)\[\n((?: *"[^"\n]*",?\n)+) *\](,?)$/gm, (...match) => {
    const [whole, before, entries, after] = match.map(String);
    const line = `${before}[${(entries ?? '').trim().replace(/\n\s*/g, ' ')}]${after}`;
    return line.length <= WIDTH ? line : String(whole);
  });
  return `${shortLists}\n`;
}
