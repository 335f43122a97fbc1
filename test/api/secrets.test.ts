import { withoutSecrets } from '../../nodes/KopoKopo/api/secrets';

const SECRETS = ['s3cret/+=', 'an-api-key', 'an-api-key-and-more', 'p@ss "word"', 'short', ''];

describe('what is said back', () => {
  it.each([
    ['a text', 'client_secret s3cret/+= is wrong', 'client_secret *** is wrong'],
    ['a form', 'client_secret=s3cret%2F%2B%3D&x=1', 'client_secret=***&x=1'],
    ['a form in small letters', 'client_secret=s3cret%2f%2b%3d&x=1', 'client_secret=***&x=1'],
    ['a form with blanks', 'x=p%40ss+%22word%22', 'x=***'],
    ['JSON in a text', '{"sent":"p@ss \\"word\\""}', '{"sent":"***"}'],
    ['one that begins like another', 'an-api-key-and-more', '***'],
    ['what is too short to be one', 'in short', 'in short'],
    ['twice', 'an-api-key, an-api-key', '***, ***'],
    ['a field', { error: { sent: ['an-api-key', 1] } }, { error: { sent: ['***', 1] } }],
    ['a name of a field', { 'an-api-key': 'unknown' }, { '***': 'unknown' }],
    ['nothing secret', { error: null, code: 400 }, { error: null, code: 400 }],
    ['no body', undefined, undefined],
  ])('has no secret in it: %s', (_what, said, shown) => {
    expect(withoutSecrets(said, SECRETS)).toEqual(shown);
  });
});
