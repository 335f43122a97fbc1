/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { mkdirSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Bytes: GitHub's readers may be on a phone. */
const MOST_BYTES = 300_000;
const MOST_BYTES_OF_FILM = 3_000_000;

/** With `KOPOKOPO_PICTURES=1` the pictures of README are taken anew. */
export const isForReadme = process.env.KOPOKOPO_PICTURES === '1';

let temporary: string | undefined;

/** Where the pictures of this run go that are not for the README. */
export function temporaryFolder(): string {
  // One for all runs: pictures of failures are kept, the others replaced.
  temporary ??= join(tmpdir(), 'kopokopo-browser');
  mkdirSync(temporary, { recursive: true });
  return temporary;
}

function pictureFolder(): string {
  if (!isForReadme) return temporaryFolder();
  const folder = resolve(__dirname, '..', '..', '..', 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A part of the window, in pixels. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Takes a picture for the README.
 *
 * @param name of the file, such as `execution.png`
 * @param part what of the window; all of it unless told
 * @param scale `css` for one that is small rather than sharp
 * @throws Error when the picture is too large for a README
 */
export async function takePicture(
  name: string,
  page: Page,
  part?: Locator | Part,
  scale: 'css' | 'device' = 'device',
): Promise<void> {
  const path = join(pictureFolder(), name);
  mkdirSync(dirname(path), { recursive: true });
  const clip = part === undefined ? undefined : await boxOf(part);
  // Nothing is to look hovered over.
  await page.mouse.move(0, 0);
  await page.screenshot({ path, clip, scale, animations: 'disabled', caret: 'hide' });
  const { size } = await stat(path);
  checkSize(name, size, MOST_BYTES);
}

/**
 * Keeps a moving picture for the README.
 *
 * @param name of the file, such as `thank-you-sms.webp`
 * @throws Error when it is too large for a README
 */
export async function keepFilm(name: string, film: Buffer): Promise<void> {
  checkSize(name, film.length, MOST_BYTES_OF_FILM);
  await writeFile(join(pictureFolder(), name), film);
}

function checkSize(name: string, size: number, most: number): void {
  if (size > most) throw new Error(`${name} has ${size} bytes, more than ${most}.`);
}

/**
 * The part of the window that some elements take up.
 *
 * @param margin pixels around them
 */
export async function around(elements: Locator, margin: number): Promise<Part> {
  const boxes = await Promise.all((await elements.all()).map(boxOf));
  const left = Math.min(...boxes.map(({ x }) => x)) - margin;
  const top = Math.min(...boxes.map(({ y }) => y)) - margin;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + margin;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

async function boxOf(part: Locator | Part): Promise<Part> {
  if (!('boundingBox' in part)) return part;
  const box = await part.boundingBox();
  if (box === null) throw new Error('What the picture is to show is not visible.');
  return box;
}
