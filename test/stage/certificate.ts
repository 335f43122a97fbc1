import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate and its key, as Node.js's servers take them. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface CertificateOptions {
  /** The host name that it is for. */
  name: string;
  from?: Date;
  to?: Date;
  /** Who has issued it; itself where nobody is named. */
  issuer?: Authority;
}

/** Somebody who issues certificates. */
export interface Authority extends Certificate {
  name: string;
  privateKey: KeyObject;
}

const DAY_MS = 86_400_000;

/** @returns a new certificate; in X.509 as Node.js can't make them by itself */
export function certificate(options: CertificateOptions): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [extension([2, 5, 29, 17], sequence(tagged(0x82, Buffer.from(options.name))))];
  return signed({ ...options, privateKey, publicKey, extensions });
}

/** @returns somebody who is trusted by whoever is given this certificate as `ca` */
export function authority(name: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = extension([2, 5, 29, 19], sequence(tagged(0x01, Buffer.from([0xff]))));
  const own = signed({ name, privateKey, publicKey, extensions: [isAuthority] });
  return { ...own, name, privateKey };
}

function signed({
  name,
  from = new Date(Date.now() - DAY_MS),
  to = new Date(Date.now() + DAY_MS),
  issuer,
  privateKey,
  publicKey,
  extensions,
}: CertificateOptions & {
  privateKey: KeyObject;
  publicKey: KeyObject;
  extensions: Buffer[];
}): Certificate {
  const algorithm = sequence(oid([1, 2, 840, 10045, 4, 3, 2]));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguished(issuer?.name ?? name),
    sequence(time(from), time(to)),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const whole = sequence(body, algorithm, bits(signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

// DER, as far as a certificate needs it.

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const more = length < 0x100 ? [0x81] : [0x82, length >> 8];
  const size = length < 0x80 ? [length] : [...more, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));
const integer = (bytes: Buffer) => tagged(0x02, bytes);
const bits = (bytes: Buffer) => tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));

function oid([first = 0, second = 0, ...others]: number[]): Buffer {
  const bytes = others.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let rest = part >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80);
    return groups;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

function distinguished(name: string): Buffer {
  const attribute = sequence(oid([2, 5, 4, 3]), tagged(0x0c, Buffer.from(name)));
  return sequence(tagged(0x31, attribute));
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(digits));
}

function extension(id: number[], value: Buffer): Buffer {
  return sequence(oid(id), tagged(0x04, value));
}
