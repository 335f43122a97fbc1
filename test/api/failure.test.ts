import { failureOfAnswer, failureWithoutAnswer } from '../../nodes/KopoKopo/api/failure';

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

  it('that only says success may have gone through', () => {
    expect(failureOfAnswer(POST, 200, '<html></html>').kind).toBe('unknown');
  });

  it.each([500, 503])('with status %d of a question only means to try again', (status) => {
    expect(failureOfAnswer(GET, status, '')).toMatchObject({
      kind: 'unanswered',
      advice: 'Try again in a few minutes.',
    });
  });

  it('names a status that is not documented', () => {
    expect(failureOfAnswer(POST, 451, '').message).toBe(
      'Kopo Kopo refused the request (status 451)',
    );
  });
});

describe('no answer', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'CERT_HAS_EXPIRED'])(
    'because of %s: nothing was sent',
    (code) => {
      const failure = failureWithoutAnswer(POST, code);
      expect(failure.kind).toBe('refused');
      expect(failure.message).toMatch(/^Kopo Kopo could not be reached: /);
      expect(failure.advice).toMatch(/^Nothing was sent\./);
      expect(failureWithoutAnswer(GET, code).kind).toBe('unanswered');
    },
  );

  it.each(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_SOMETHING_NEW', ''])(
    'because of %j: it may have gone through',
    (code) => {
      const failure = failureWithoutAnswer(POST, code);
      expect(failure.kind).toBe('unknown');
      expect(failure.message).toMatch(
        /^Kopo Kopo did not answer: .+\. It is not known whether the payment was created$/,
      );
    },
  );
});
