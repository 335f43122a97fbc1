import { idFrom, idInLocationHeader, locationOf } from '../../nodes/KopoKopo/api/location';
import { RESOURCE_TYPES, type ResourceType } from '../../nodes/KopoKopo/api/resourceTypes';
import { sample } from '../stage/samples';

const BASE = 'https://api.kopokopo.com';
const ID = '247b1bd8-f5a0-4b71-a898-f62f67b8ae1c';
const TYPES = Object.keys(RESOURCE_TYPES).filter((type): type is ResourceType =>
  Object.hasOwn(RESOURCE_TYPES, type),
);

describe('the location of a thing', () => {
  it('is on the host of the credential, whatever an answer says', () => {
    expect(locationOf(BASE, '/api/v1/incoming_payments', ID)).toBe(
      `${BASE}/api/v1/incoming_payments/${ID}`,
    );
  });

  it.each(TYPES)('of a %s is understood where its ID is asked for', (type) => {
    const { path } = RESOURCE_TYPES[type];
    expect(idFrom(locationOf(BASE, path, ID), type, BASE)).toEqual({ id: ID, path });
  });
});

describe('the ID in a Location header', () => {
  it.each([
    `https://sandbox.kopokopo.com/api/v1/payments/${ID}`,
    `http://localhost:3000/api/v1/payments/${ID}`,
    `https://sandbox.kopokopo.com/payments/${ID}`,
    `https://sandbox.kopokopo.com/api/v1/payments/${ID}/`,
    `https://sandbox.kopokopo.com/api/v1/payments/${ID}?a=/b#/c`,
    `/api/v1/payments/${ID}`,
    ` ${ID} `,
  ])('is found in %s', (location) => {
    expect(idInLocationHeader(location)).toBe(ID);
  });

  it('equals the ID of the documented result', () => {
    const { data } = sample('result.payment.success');
    expect(data).toMatchObject({
      id: idInLocationHeader(
        'https://sandbox.kopokopo.com/api/v1/payments/c6fda139-2480-4a93-95ed-f72c66b92364',
      ),
    });
  });

  it.each<unknown>([
    ...[undefined, null, '', '/', 'https://', 'https://a.b/..', ['x'], 7, '/a/b c'],
    ...['https://localhost', '//localhost/', 'https://sandbox.kopokopo.com/api/v1/'],
    ...TYPES.map((type) => `https://sandbox.kopokopo.com${RESOURCE_TYPES[type].path}`),
    'https://sandbox.kopokopo.com/webhook-subscriptions/',
    'https://sandbox.kopokopo.com/api/v1/payments/?id=7#8',
  ])('is not in %j', (location) => {
    expect(idInLocationHeader(location)).toBeUndefined();
  });
});

describe('an ID that somebody enters', () => {
  it.each([
    ID,
    ` ${ID}\n`,
    `${BASE}/api/v1/payments/${ID}`,
    `${BASE}/api/v1/payments/${ID}/`,
    `${BASE}/payments/${ID}`,
    `HTTPS://API.KOPOKOPO.COM/api/v1/payments/${ID}`,
    `https://api.kopokopo.com:443/api/v1/payments/${ID}?a=b`,
    `http://api.kopokopo.com/api/v1/payments/${ID}`,
  ])('may be %j', (entered) => {
    expect(idFrom(entered, 'payment', BASE)).toEqual({ id: ID, path: '/api/v1/payments' });
  });

  it('may be in a path with hyphens', () => {
    const entered = `${BASE}/webhook-subscriptions/${ID}`;
    const path = '/api/v1/webhook_subscriptions';
    expect(idFrom(entered, 'webhook_subscription', BASE)).toEqual({ id: ID, path });
  });

  it('is asked for by the version of its URL, where things of its type are kept in several', () => {
    const path = '/api/v2/webhook_subscriptions';
    const entered = `${BASE}${path}/${ID}`;
    expect(idFrom(entered, 'webhook_subscription', BASE)).toEqual({ id: ID, path });
    // A payment is kept in version 1 alone, whatever a link says.
    expect(idFrom(`${BASE}/api/v2/payments/${ID}`, 'payment', BASE)).toMatchObject({
      path: '/api/v1/payments',
    });
  });

  it.each([
    'ftp://api.kopokopo.com',
    'https://api.kopokopo.com:8443',
    'https://sandbox.kopokopo.com',
    'https://api.kopokopo.com.evil.example',
    'https://api.kopokopo.com@evil.example',
  ])('is refused on another host: %s', (origin) => {
    expect(idFrom(`${origin}/api/v1/payments/${ID}`, 'payment', BASE)).toEqual({
      refusal: expect.stringMatching(
        /^is a URL of .+, but the credential is for https:\/\/api\.kopokopo\.com\. Enter the ID alone, or choose the credential that the payment was made with$/,
      ),
    });
  });

  it.each([
    `${BASE}/api/v1/polling/${ID}`,
    `${BASE}/api/v1/payments`,
    `${BASE}/api/v1/payments/`,
    `${BASE}/api/v1/payments/${ID}/cancel`,
    `${BASE}/api/v1/payments/../polling/${ID}`,
    `${BASE}/api/v1/payments/%2e%2e`,
    `${BASE}/api/v1/payments/a%2Fb`,
    `${BASE}/x/api/v1/payments/${ID}`,
  ])('is refused when it is the location of something else: %s', (entered) => {
    expect(idFrom(entered, 'payment', BASE)).toEqual({
      refusal: `is not the location URL of the payment: "${entered}". It should look like ${BASE}/api/v1/payments/…`,
    });
  });

  it.each(['../payments', 'a b', 'a/b', '..', '%2e', '-a', 'https:/x', 'javascript:alert(1)'])(
    'is not %j',
    (entered) => {
      expect(idFrom(entered, 'payment', BASE)).toEqual({
        refusal: `is not an ID: "${entered}". Enter the ID or the location URL of the payment`,
      });
    },
  );

  it.each(['https://', 'https://a b/payments/1', 'https://api.kopokopo.com:x/payments/1'])(
    'is no URL that can be read: %j',
    (entered) => {
      expect(idFrom(entered, 'payment', BASE)).toEqual({
        refusal: `is not a URL: "${entered}". Enter the ID or the location URL of the payment`,
      });
    },
  );
});
