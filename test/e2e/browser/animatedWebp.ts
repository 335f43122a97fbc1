/** One picture of an animation: a WebP file of the part that changes. */
export interface Picture {
  /** A still WebP, as a browser encodes it. */
  webp: Buffer;
  /** Pixels from the left and from the top: even numbers. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Milliseconds. */
  duration: number;
}

const ANIMATION = 0x02;
/** The picture replaces what was there. */
const NO_BLENDING = 0x02;
const FOR_EVER = 0;

/**
 * Puts still pictures together to a file that moves. Nothing is encoded again.
 *
 * @param width of the whole, in pixels
 * @param height of the whole, in pixels
 * @param pictures the first one covers it all
 * Source: WebP Container Specification, "Animation".
 */
export function animatedWebp(width: number, height: number, pictures: Picture[]): Buffer {
  const header = Buffer.concat([
    Buffer.from([ANIMATION, 0, 0, 0]),
    uint24(width - 1),
    uint24(height - 1),
  ]);
  const animation = Buffer.from([0xff, 0xff, 0xff, 0xff, FOR_EVER, 0]);
  const frames = pictures.map((picture) =>
    chunk(
      'ANMF',
      Buffer.concat([
        uint24(picture.x / 2),
        uint24(picture.y / 2),
        uint24(picture.width - 1),
        uint24(picture.height - 1),
        uint24(picture.duration),
        Buffer.from([NO_BLENDING]),
        ...imageChunks(picture.webp),
      ]),
    ),
  );
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('VP8X', header),
    chunk('ANIM', animation),
    ...frames,
  ]);
  return chunk('RIFF', body);
}

/** The chunks of a still file that hold the picture itself. */
function imageChunks(webp: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 12; at < webp.length;) {
    const size = webp.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (/^(VP8 |VP8L|ALPH)$/.test(webp.toString('latin1', at, at + 4))) {
      chunks.push(webp.subarray(at, end));
    }
    at = end;
  }
  return chunks;
}

function chunk(name: string, data: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), size, data, Buffer.alloc(data.length % 2)]);
}

function uint24(value: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(value, 0, 3);
  return bytes;
}
