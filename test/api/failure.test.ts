import {
  failureOfAnswer,
  failureWithoutAnswer,
  isNotDone,
  type Failure,
} from '../../nodes/KopoKopo/api/failure';

const POST = { method: 'POST', what: 'payment' } as const;
const GET = { method: 'GET', what: 'payment' } as const;

const body = { error_code: 400, error_message: 'THE WORDS' };

/** The documented table of errors. */
const DOCUMENTED = [400, 401, 403, 404, 405, 406, 410, 418, 429, 500, 503];
const REFUSED = DOCUMENTED.filter((status) => status < 500);

describe('a failure', () => {
  it.each(DOCUMENTED)('with status %d has one sentence with the words of the API', (status) => {
    const { message, advice } = failureOfAnswer(POST, status, body);
    expect(message).toContain(': THE WORDS');
    expect(message).toMatch(/^Kopo Kopo .+[^.]$/);
    expect(advice).toMatch(/^[A-Z].+\.$/);
    expect(advice).not.toContain('THE WORDS');
  });

  it('has a sentence of its own for each status', () => {
    const sentences = DOCUMENTED.map((status) => failureOfAnswer(GET, status, '').message);
    expect(new Set(sentences).size).toBe(DOCUMENTED.length);
  });

  it.each(REFUSED)('with status %d did nothing for certain', (status) => {
    expect(failureOfAnswer(POST, status, body)).toMatchObject({ kind: 'refused', status, body });
  });

  it.each([500, 502, 503, 504, 599])('with status %d may have gone through', (status) => {
    const failure = failureOfAnswer(POST, status, '');
    expect(failure.kind).toBe('unknown');
    expect(failure.message).toMatch(/\. It is not known whether the payment was created$/);
    expect(failure.advice).toMatch(/^Do not simply send it again: it may have gone through\./);
  });

  it.each([408, 499])('with status %d is a gateway that gave up waiting', (status) => {
    expect(failureOfAnswer(POST, status, '').kind).toBe('unknown');
  });

  it.each([
    [300, 'unknown'],
    [301, 'refused'],
    [302, 'unknown'],
    [303, 'unknown'],
    [304, 'unknown'],
    [307, 'refused'],
    [308, 'refused'],
  ])('with status %d, a redirect, is %s', (status, kind) => {
    const failure = failureOfAnswer(POST, status, '');
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(`a redirect (status ${status})`);
  });

  it.each([NaN, 0, 100, 199])('with status %d, which says nothing, is unknown', (status) => {
    expect(failureOfAnswer(POST, status, '').kind).toBe('unknown');
  });

  it('of a DELETE is a question: asked again, nothing is done twice', () => {
    expect(failureOfAnswer({ method: 'DELETE', what: 'x' }, 500, '').kind).toBe('unanswered');
  });

  it('that only says success may have gone through', () => {
    expect(failureOfAnswer(POST, 200, '<html></html>').kind).toBe('unknown');
  });

  it.each([500, 503])('with status %d of a question only means to try again', (status) => {
    expect(failureOfAnswer(GET, status, '')).toMatchObject({
      kind: 'unanswered',
      advice: 'Try again in a few minutes.',
    });
  });

  it('names a status that is not documented, where the API says nothing itself', () => {
    expect(failureOfAnswer(POST, 403, '').message).toBe('Kopo Kopo does not allow this');
    expect(failureOfAnswer(POST, 451, body).message).toBe(
      'Kopo Kopo refused the request: THE WORDS',
    );
    expect(failureOfAnswer(POST, 451, '').message).toBe(
      'Kopo Kopo refused the request (status 451)',
    );
  });
});

it.each<[Failure['kind'], boolean]>([
  ['refused', true],
  ['not_sent', true],
  ['unknown', false],
  ['unanswered', false],
])('what is %s was certainly not done: %j', (kind, isCertain) => {
  expect(isNotDone({ kind, message: '', advice: '' })).toBe(isCertain);
});

describe('no answer', () => {
  const lost = { reason: 'THE REASON', advice: 'THE ADVICE.', code: 'ECODE', lasts: false };

  it('before there was a connection: nothing was sent', () => {
    const disconnection = { ...lost, nothingSent: true };
    expect(failureWithoutAnswer(POST, disconnection)).toMatchObject({
      kind: 'refused',
      message: 'Kopo Kopo could not be reached: THE REASON (ECODE)',
      advice: 'Nothing was sent. THE ADVICE.',
    });
    expect(failureWithoutAnswer(GET, disconnection).kind).toBe('unanswered');
  });

  it('for a reason that lasts: a question is not asked again either', () => {
    const disconnection = { ...lost, nothingSent: true, lasts: true };
    expect(failureWithoutAnswer(GET, disconnection)).toMatchObject({
      kind: 'refused',
      lasts: true,
    });
  });

  it('after that: it may have gone through', () => {
    const disconnection = { ...lost, nothingSent: false };
    expect(failureWithoutAnswer(POST, disconnection)).toMatchObject({
      kind: 'unknown',
      message:
        'Kopo Kopo did not answer: THE REASON (ECODE). It is not known whether the payment was created',
    });
    expect(failureWithoutAnswer(GET, disconnection).kind).toBe('unanswered');
    expect(failureWithoutAnswer(GET, { ...disconnection, code: '' }).message).toBe(
      'Kopo Kopo did not answer: THE REASON',
    );
  });
});
