import { createHmac } from 'crypto';

import { isSignedBy } from '../../nodes/KopoKopo/api/signature';
import { sample } from '../stage/samples';

const KEY = 'the-api-key';
const body = Buffer.from(JSON.stringify(sample('webhook.buygoods_transaction_received')));
const hex = (bytes: Buffer, key = KEY) => createHmac('sha256', key).update(bytes).digest('hex');

describe('a signature', () => {
  it('is the HMAC-SHA256 of the bytes, in lower-case hex', () => {
    expect(isSignedBy(body, hex(body), KEY)).toBe(true);
    // RFC 4231, test case 2: nothing that this package has computed itself.
    expect(
      isSignedBy(
        Buffer.from('what do ya want for nothing?'),
        '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
        'Jefe',
      ),
    ).toBe(true);
  });

  it('is over the bytes as they came', () => {
    const spaced = Buffer.from(JSON.stringify(sample('webhook.customer_created'), null, 2));
    const compact = Buffer.from(JSON.stringify(sample('webhook.customer_created')));
    expect(isSignedBy(spaced, hex(spaced), KEY)).toBe(true);
    expect(isSignedBy(compact, hex(spaced), KEY)).toBe(false);
  });

  it('is over bytes, not over text', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
    expect(isSignedBy(bytes, hex(bytes), KEY)).toBe(true);
    expect(isSignedBy(Buffer.from(bytes.toString()), hex(bytes), KEY)).toBe(false);
  });

  it('of an empty body is one, too', () => {
    expect(isSignedBy(Buffer.alloc(0), hex(Buffer.alloc(0)), KEY)).toBe(true);
  });

  it('is wrong with another key, or with a changed body', () => {
    expect(isSignedBy(body, hex(body, 'the-client-secret'), KEY)).toBe(false);
    const changed = Buffer.from(body.toString().replace('100.0', '900.0'));
    expect(isSignedBy(changed, hex(body), KEY)).toBe(false);
  });

  const right = hex(body);
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['capitals', right.toUpperCase()],
    ['spaces around it', ` ${right}`],
    ['a line break behind it', `${right}\n`],
    ['a prefix', `sha256=${right}`],
    ['the half of it', right.slice(0, 32)],
    ['twice the header', [right, right]],
    ['base64', createHmac('sha256', KEY).update(body).digest('base64')],
    ['no hex', 'z'.repeat(64)],
    ['an object', { toString: () => right }],
  ])('is wrong as %s', (_what, signature) => {
    expect(isSignedBy(body, signature, KEY)).toBe(false);
  });

  it('is always wrong when there is no key', () => {
    expect(isSignedBy(body, hex(body, ''), '')).toBe(false);
  });
});
