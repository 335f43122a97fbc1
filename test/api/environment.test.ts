import { UserError } from 'n8n-workflow';

import { baseUrlOf } from '../../nodes/KopoKopo/api/environment';

const custom = (baseUrl: unknown) => baseUrlOf({ environment: 'custom', baseUrl });

describe('the base URL of a credential', () => {
  it('is that of its environment, whatever was left in the other field', () => {
    expect(baseUrlOf({ environment: 'sandbox', baseUrl: 'https://example.com' })).toBe(
      'https://sandbox.kopokopo.com',
    );
    expect(baseUrlOf({ environment: 'production' })).toBe('https://api.kopokopo.com');
  });

  it('is the sandbox where nothing is chosen', () => {
    expect(baseUrlOf({})).toBe('https://sandbox.kopokopo.com');
  });

  it.each([
    ['https://api.kopokopo.com', 'https://api.kopokopo.com'],
    ['https://api.kopokopo.com/', 'https://api.kopokopo.com'],
    [' https://api.kopokopo.com/api/v1/ ', 'https://api.kopokopo.com'],
    ['HTTPS://API.KopoKopo.com:443', 'https://api.kopokopo.com'],
    ['https://proxy.example:8443/kopokopo', 'https://proxy.example:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('may be typed as %j', (typed, url) => {
    expect(custom(typed)).toBe(url);
  });

  it.each<[unknown, RegExp]>([
    ['', /^Fill in the credential's 'Base URL'/],
    [undefined, /^Fill in the credential's 'Base URL'/],
    [' ', /^Fill in the credential's 'Base URL'/],
    ['sandbox.kopokopo.com', /is not a URL: "sandbox\.kopokopo\.com"/],
    ['ftp://sandbox.kopokopo.com', /is not a URL/],
    ['javascript:alert(1)', /is not a URL/],
    ['http://sandbox.kopokopo.com', /must start with https:\/\//],
    ['http://localhost.evil.example', /must start with https:\/\//],
    ['http://192.168.1.5', /must start with https:\/\//],
    ['https://me:secret@api.kopokopo.com', /holds a user name or password/],
    ['https://me@api.kopokopo.com', /holds a user name or password/],
    ['https://:secret@api.kopokopo.com', /holds a user name or password/],
    ['https://app.kopokopo.com/applications', /^app\.kopokopo\.com is Kopo Kopo's dashboard/],
  ])('is refused as %j, in a sentence', (typed, sentence) => {
    expect(() => custom(typed)).toThrow(UserError);
    expect(() => custom(typed)).toThrow(sentence);
  });

  it('never repeats a password', () => {
    expect(() => custom('https://me:secret@api.kopokopo.com')).not.toThrow(/secret@|me:/);
  });

  it('of an environment that is not there says what there is', () => {
    expect(() => baseUrlOf({ environment: 'staging' })).toThrow(
      "The credential's 'Environment' is \"staging\". Choose Sandbox, Production or Custom",
    );
  });
});
