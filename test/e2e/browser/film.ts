import type { Locator, Page } from 'playwright-core';

import { animatedWebp, type Picture } from './animatedWebp';

/** Pixels of the film for one of the window: enough for a sharp picture as wide as README. */
const SCALE = 1.4;
/** Of the encoder, from 0 to 1. */
const QUALITY = 0.82;
/** Milliseconds from one place of the pointer to the next. */
const STEP_MS = 50;
const STEPS = 10;

interface Shot {
  png: Buffer;
  duration: number;
}

/** Films what happens in the window, with a pointer and a line of words below. */
export class Film {
  private readonly shots: Shot[] = [];
  private pointer = { x: 0, y: 0 };

  private constructor(private readonly page: Page) {}

  static async begin(page: Page, pointer: { x: number; y: number }): Promise<Film> {
    const film = new Film(page);
    film.pointer = pointer;
    await page.evaluate(addProps);
    await film.putPointer();
    return film;
  }

  /** Says below what is happening, from the next picture on. */
  async say(words: string): Promise<void> {
    await this.page.evaluate((text) => {
      const caption = document.getElementById('film-caption');
      if (caption) caption.textContent = text;
    }, words);
  }

  /** @param duration how long it is to be seen, in milliseconds */
  async show(duration: number): Promise<void> {
    const png = await this.page.screenshot({ caret: 'hide', animations: 'allow' });
    this.shots.push({ png, duration });
  }

  /** Moves the pointer to the middle of an element, where it clicks. */
  async click(element: Locator, clicks = 1): Promise<void> {
    await this.moveTo(element);
    await this.hidePointer(true);
    if (clicks === 2) await element.dblclick();
    else await element.click();
    await this.hidePointer(false);
  }

  async moveTo(element: Locator): Promise<void> {
    const box = await element.boundingBox();
    if (!box) throw new Error('What is to be clicked is not visible.');
    const from = this.pointer;
    const to = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    for (let step = 1; step <= STEPS; step++) {
      // Slowly at both ends.
      const part = (1 - Math.cos((Math.PI * step) / STEPS)) / 2;
      this.pointer = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
      await this.putPointer();
      await this.show(STEP_MS);
    }
  }

  /** @returns the film as an animated WebP */
  async end(): Promise<Buffer> {
    const darkroom = await this.page.context().newPage();
    const pictures: Picture[] = [];
    let size = { width: 0, height: 0 };
    for (const [index, { png, duration }] of this.shots.entries()) {
      const source = `data:image/png;base64,${png.toString('base64')}`;
      const developed = await darkroom.evaluate(develop, {
        source,
        scale: SCALE / (await darkroom.evaluate(() => window.devicePixelRatio)),
        quality: QUALITY,
      });
      size = developed.size;
      const last = pictures.at(-1);
      if (!developed.part && last) last.duration += duration;
      if (!developed.part) continue;
      const { webp, ...place } = developed.part;
      if (index > 0 && !last) throw new Error('The film has no first picture.');
      pictures.push({ ...place, webp: Buffer.from(webp, 'base64'), duration });
    }
    await darkroom.close();
    return animatedWebp(size.width, size.height, pictures);
  }

  private async putPointer(): Promise<void> {
    await this.page.evaluate(({ x, y }) => {
      const pointer = document.getElementById('film-pointer');
      if (pointer) pointer.style.translate = `${x}px ${y}px`;
    }, this.pointer);
  }

  /** It would catch the click. */
  private async hidePointer(hidden: boolean): Promise<void> {
    await this.page.evaluate((isHidden) => {
      const pointer = document.getElementById('film-pointer');
      if (pointer) pointer.style.visibility = isHidden ? 'hidden' : 'visible';
    }, hidden);
  }
}

/** Runs in the page: what a film has and a window hasn't. */
function addProps(): void {
  const caption = document.createElement('div');
  caption.id = 'film-caption';
  caption.style.cssText =
    'position:fixed;left:0;right:0;bottom:0;height:52px;z-index:100000;pointer-events:none;' +
    'display:flex;align-items:center;justify-content:center;background:#0a7d43;color:#fff;' +
    'font:600 22px/1 Inter,system-ui,sans-serif';
  const pointer = document.createElement('div');
  pointer.id = 'film-pointer';
  pointer.style.cssText =
    'position:fixed;left:0;top:0;z-index:100001;pointer-events:none;width:24px;height:24px';
  pointer.innerHTML =
    '<svg width="24" height="24" viewBox="0 0 24 24"><path d="M2 1l17 12-8 1-4 7z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>';
  document.body.append(caption, pointer);
}

interface Developed {
  size: { width: number; height: number };
  /** What is other than in the picture before; undefined where nothing is. */
  part?: { webp: string; x: number; y: number; width: number; height: number };
}

/** Runs in a page of its own, which keeps the last picture: the browser knows how to encode. */
async function develop({
  source,
  scale,
  quality,
}: {
  source: string;
  scale: number;
  quality: number;
}): Promise<Developed> {
  const image = await createImageBitmap(await (await fetch(source)).blob());
  const width = Math.round((image.width * scale) / 2) * 2;
  const height = Math.round((image.height * scale) / 2) * 2;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new Error('There is no canvas.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const last: unknown = Reflect.get(window, 'lastPicture');
  Reflect.set(window, 'lastPicture', pixels);
  let [left, top, right, bottom] = [0, 0, width, height];
  if (last instanceof Uint32Array) {
    [left, top, right, bottom] = [width, height, 0, 0];
    for (let index = 0; index < pixels.length; index++) {
      if (pixels[index] === last[index]) continue;
      const [x, y] = [index % width, Math.floor(index / width)];
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
    if (right === 0) return { size: { width, height } };
    // The file's places are even.
    left -= left % 2;
    top -= top % 2;
  }
  const part = new OffscreenCanvas(right - left, bottom - top);
  part.getContext('2d', { alpha: false })?.drawImage(canvas, -left, -top);
  const blob = await part.convertToBlob({ type: 'image/webp', quality });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const webp = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return {
    size: { width, height },
    part: { webp, x: left, y: top, width: right - left, height: bottom - top },
  };
}
