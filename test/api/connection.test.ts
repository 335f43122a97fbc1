import { disconnectionIn } from '../../nodes/KopoKopo/api/connection';

/** What n8n throws: its own error around axios's, around Node.js's. */
function thrown(facts: object, { name = 'Error' } = {}): Error {
  const original = Object.assign(new Error('what Node.js says'), facts, { name });
  const { code } = original as { code?: string };
  const ofAxios = Object.assign(new Error('what axios says', { cause: original }), {
    isAxiosError: true,
    ...(code === undefined ? {} : { code }),
  });
  return new Error('what n8n says', { cause: ofAxios });
}

const nothingSent = (facts: object) => disconnectionIn(thrown(facts))?.nothingSent;

describe('nothing was sent', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENETDOWN',
    'ETIMEDOUT',
    'EACCES',
    'EPERM',
    'EADDRNOTAVAIL',
  ])('when %s came while connecting', (code) => {
    expect(nothingSent({ code, syscall: 'connect' })).toBe(true);
    expect(nothingSent({ code, syscall: 'read' })).toBe(false);
    expect(nothingSent({ code, syscall: 'write' })).toBe(false);
    expect(nothingSent({ code })).toBe(false);
  });

  it.each([
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['ESERVFAIL', 'queryA'],
    ['ETIMEOUT', 'queryAaaa'],
  ])('when %s came while looking up the name with %s', (code, syscall) => {
    expect(nothingSent({ code, syscall })).toBe(true);
  });

  it('when each address of the host failed while connecting', () => {
    const connecting = Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' });
    const timedOut = Object.assign(new Error(), { code: 'ETIMEDOUT', syscall: 'connect' });
    const reading = Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'read' });
    const code = 'ECONNREFUSED';
    expect(nothingSent({ code, errors: [connecting, timedOut] })).toBe(true);
    expect(nothingSent({ code, errors: [connecting, reading] })).toBe(false);
    expect(nothingSent({ code, errors: [] })).toBe(false);
  });

  it.each(['SsrfBlockedIpError', 'SsrfBlockedHostnameError'])(
    "when n8n's own protection said no (%s)",
    (name) => {
      const own = Object.assign(new Error('restricted'), { name });
      for (const error of [own, new Error('n8n', { cause: own }), thrown({}, { name })]) {
        expect(disconnectionIn(error)).toMatchObject({
          nothingSent: true,
          lasts: true,
          reason: "n8n's settings do not let it connect to this address",
        });
      }
    },
  );
});

describe('the reason', () => {
  it.each([
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, 'the host refuses connections'],
    [{ code: 'ECONNRESET', syscall: 'connect' }, 'the host refuses connections'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'the connection broke'],
    [{ code: 'EPIPE', syscall: 'write' }, 'the connection broke'],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'the host name is not known'],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'the host name could not be looked up'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'the host did not take the connection in time'],
    [{ code: 'ETIMEDOUT' }, 'it took too long'],
    [{ code: 'ECONNABORTED' }, 'it took too long'],
    [{ code: 'EHOSTUNREACH', syscall: 'connect' }, 'there is no way to the host'],
    [{ code: 'EHOSTUNREACH', syscall: 'read' }, 'the way to the host broke'],
    [{ code: 'ENETUNREACH', syscall: 'connect' }, 'there is no network'],
    [{ code: 'ENETUNREACH', syscall: 'read' }, 'the network broke'],
    [{ code: 'ENETDOWN', syscall: 'connect' }, 'there is no network'],
    [{ code: 'ENETDOWN', syscall: 'read' }, 'the network broke'],
    [{ code: 'EACCES', syscall: 'connect' }, 'a firewall does not let the connection out'],
    [{ code: 'EPERM', syscall: 'connect' }, 'a firewall does not let the connection out'],
    [{ code: 'EPROTO' }, 'no secure connection was made, or it broke'],
    [{ code: 'ERR_CANCELED' }, 'the execution was cancelled'],
    [{ code: 'ESOMETHING', syscall: 'connect' }, 'the connection was not made'],
    [{ code: 'ESOMETHING' }, 'the connection was lost'],
    [{}, 'the connection was lost'],
  ])('of %j is in words', (facts, reason) => {
    expect(disconnectionIn(thrown(facts))).toMatchObject({ reason, lasts: false });
  });

  it.each([
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_REVOKED',
    'CERT_SIGNATURE_FAILURE',
    'UNSPECIFIED',
  ])('%s is a certificate, before anything was sent', (code) => {
    expect(disconnectionIn(thrown({ code }))).toMatchObject({
      nothingSent: true,
      lasts: true,
      reason: expect.stringMatching(/^its certificate was not accepted, because [a-z ]+/),
      advice: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });
});

describe('what the HTTP library has not thrown', () => {
  it.each([
    ['a database', Object.assign(new Error('no'), { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['text', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is none of its reasons: %s', (_what, error) => {
    expect(disconnectionIn(error)).toBeUndefined();
  });

  it('an error that is its own cause has an end', () => {
    const error = new Error('a');
    error.cause = error;
    expect(disconnectionIn(error)).toBeUndefined();
  });
});
