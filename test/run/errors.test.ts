import type { IDataObject, INode } from 'n8n-workflow';

import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters, type NodeRun } from '../stage/engine';
import { storedText } from '../stage/storedText';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const PAYMENT = documented('Payment: Create');
const SMS = documented('SMS Notification: Send');
const GET: NodeParameters = { resource: 'payment', operation: 'get', paymentId: 'some-id' };

const payments = () => sandbox.control.requests({ method: 'POST', path: 'payments' });

/** Sends payments, of which some meet faults. */
async function pay(
  faults: Fault[],
  {
    shillings = [100],
    node = {},
    more = {},
  }: { shillings?: number[]; node?: Partial<INode>; more?: NodeParameters } = {},
): Promise<NodeRun> {
  for (const fault of faults) sandbox.control.fault({ method: 'POST', path: 'payments', ...fault });
  shillings.forEach(() => sandbox.control.nextResult({ outcome: 'never' }));
  return await engine.runAction({
    items: shillings.map((value) => ({ value })),
    parameters: {
      ...PAYMENT.parameters,
      amount: '={{ $json.value }}',
      resultMode: 'none',
      ...more,
    },
    node,
  });
}

const said = (text: string) => ({ error_code: 400, error_message: text });

const CREDENTIAL_ADVICE =
  "Open the credential and test it: the 'Client ID' and 'Client Secret' have to belong to the chosen 'Environment'.";
const DO_NOT_REPEAT =
  'Do not simply send it again: it may have gone through. Look for it first on the Kopo Kopo dashboard (or in its webhook events), and send it again only if it is not there.';
const NOT_KNOWN = 'It is not known whether the payment was created';

describe('each documented status is a sentence, with the words of the API and what to do', () => {
  /** The advice of an error that certainly did nothing. */
  const REFUSED: Array<[status: number, sentence: string, advice: string]> = [
    [
      400,
      'Kopo Kopo did not accept the request: THE WORDS',
      'Correct what it names, and try again.',
    ],
    [401, 'Kopo Kopo did not accept the access token: THE WORDS', CREDENTIAL_ADVICE],
    [
      403,
      'Kopo Kopo does not allow this: THE WORDS',
      "Check that the credential's 'Environment' is right (app.kopokopo.com is the dashboard, not the API) and that your application has this permission on Kopo Kopo's Applications page.",
    ],
    [
      404,
      'Kopo Kopo does not know this: THE WORDS',
      'Check the ID, and that the credential is for the same environment: sandbox and production share no data.',
    ],
    [
      405,
      'Kopo Kopo does not offer this operation here: THE WORDS',
      "Check the credential's 'Base URL', and that this node is up to date.",
    ],
    [
      406,
      'Kopo Kopo cannot answer in the format that was asked for: THE WORDS',
      "Check that no proxy changes the requests, and that the credential's 'Base URL' is right.",
    ],
    [
      410,
      'Kopo Kopo no longer has this: THE WORDS',
      'It has been moved or removed: create it again, or update this node.',
    ],
    [
      418,
      'Kopo Kopo refused the request as unsuitable (status 418): THE WORDS',
      "Check the credential's 'Base URL', and ask Kopo Kopo's support if it is right.",
    ],
    [
      429,
      'Kopo Kopo is receiving too many requests: THE WORDS',
      "Nothing was done. Try again later, or set the option 'Requests per Second', where there is one, to a lower number.",
    ],
  ];

  it.each(REFUSED)('%d', async (status, sentence, advice) => {
    const headers = status === 429 ? { 'Retry-After': '86400' } : undefined;
    const { error } = await pay([{ status, body: said('THE WORDS'), headers, times: 9 }]);
    expect(error?.message).toBe(`${sentence} [item 0]`);
    expect(error?.description).toBe(advice);
    expect(error).toMatchObject({ httpCode: String(status), context: { outcome: 'refused' } });
    // After a 401 it is sent once more, with a new token.
    expect(payments()).toHaveLength(status === 401 ? 2 : 1);
  });

  it.each([500, 502, 503])('%d of a payment: nobody knows whether it was made', async (status) => {
    const { error } = await pay([{ status, body: said('THE WORDS'), times: 9 }]);
    expect(error?.message).toBe(
      `Kopo Kopo is having trouble (status ${status}): THE WORDS. ${NOT_KNOWN} [item 0]`,
    );
    expect(error?.description).toBe(DO_NOT_REPEAT);
    expect(error).toMatchObject({ httpCode: String(status), context: { outcome: 'unknown' } });
    expect(payments()).toHaveLength(1);
  });

  it.each([409, 422])('%d, which is not documented', async (status) => {
    const { error } = await pay([{ status, body: said('THE WORDS') }]);
    expect(error?.message).toBe('Kopo Kopo refused the request: THE WORDS [item 0]');
    expect(error?.description).toBe('Check the fields of the node and the credential.');
  });

  it('302: the token does not follow to another host', async () => {
    const headers = { Location: 'https://example.com/api/v1/payments' };
    const { error } = await pay([{ status: 302, headers }]);
    // Many programs answer so when they have done it.
    expect(error?.message).toBe(
      `Kopo Kopo answered with a redirect (status 302). ${NOT_KNOWN} [item 0]`,
    );
  });

  it('308: it was not done here', async () => {
    const headers = { Location: 'https://example.com/api/v1/payments' };
    const { error } = await pay([{ status: 308, headers }]);
    expect(error?.message).toBe(
      'Kopo Kopo answered with a redirect (status 308) instead of doing this [item 0]',
    );
    expect(error?.description).toBe(
      "Check the credential's 'Base URL': it must be the API's own address and start with https://.",
    );
  });
});

describe('the words of the API are found in every form of its errors', () => {
  it.each<[string, unknown, string]>([
    ['a sentence', said("Till number can't be blank"), "Till number can't be blank"],
    [
      'a list',
      { error_code: 400, error_message: ['Amount is not a number', 'Currency is invalid'] },
      'Amount is not a number; Currency is invalid',
    ],
    [
      'errors',
      { errors: ['Scope is invalid', 'Url is invalid'] },
      'Scope is invalid; Url is invalid',
    ],
    [
      'OAuth',
      { error: 'invalid_client', error_description: 'Client authentication failed' },
      'Client authentication failed',
    ],
    ['OAuth without a description', { error: 'invalid_client' }, 'invalid_client'],
    ['fields', { errors: { amount: ['is not a number'] } }, 'amount is not a number'],
    [
      'a page',
      '<!DOCTYPE html><html><head><title>Blocked\n by the edge</title></head><body>x</body></html>',
      'Blocked by the edge',
    ],
    ['text', 'No such route', 'No such route'],
  ])('%s', async (_form, body, words) => {
    const contentType =
      typeof body === 'string' && !body.startsWith('<') ? 'text/plain' : undefined;
    const { error } = await pay([{ status: 400, body, contentType }]);
    expect(error?.message).toBe(`Kopo Kopo did not accept the request: ${words} [item 0]`);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a page without a title', '<html><body><h1>nginx</h1></body></html>'],
    ['null', 'null'],
  ])('%s: then the sentence does without', async (_form, body) => {
    const { error } = await pay([{ status: 403, body }]);
    expect(error?.message).toBe('Kopo Kopo does not allow this [item 0]');
  });

  it('are cut when they are too long to read', async () => {
    const { error } = await pay([{ status: 400, body: said('word '.repeat(500)) }]);
    expect(error?.message.length).toBeLessThan(400);
    expect(error?.message).toMatch(/word… \[item 0\]$|… \[item 0\]$/);
  });
});

describe('what moves money is never sent twice by itself', () => {
  it.each<[string, Fault, string]>([
    [
      'the connection breaks after the payment was made',
      { action: 'drop-after' },
      'Kopo Kopo did not answer: the connection broke (ECONNRESET)',
    ],
    [
      'the connection breaks before',
      { action: 'drop' },
      'Kopo Kopo did not answer: the connection broke (ECONNRESET)',
    ],
    [
      'no answer comes',
      { action: 'hang' },
      'Kopo Kopo did not answer: it took too long (ECONNABORTED)',
    ],
    [
      'a proxy gives up after the payment was made',
      { action: 'answer-after', status: 504 },
      'Kopo Kopo is having trouble (status 504)',
    ],
  ])('%s', async (_what, fault, sentence) => {
    const { error } = await pay([{ ...fault, times: 9 }], { more: { options: { timeout: 1 } } });
    expect(error?.message).toBe(`${sentence}. ${NOT_KNOWN} [item 0]`);
    expect(error?.description).toBe(DO_NOT_REPEAT);
    expect(error).toMatchObject({ context: { outcome: 'unknown' } });
    expect(payments()).toHaveLength(1);
  });

  it('also when its ID is missing', async () => {
    const { error } = await pay([{ status: 201, times: 9 }]);
    expect(error?.message).toBe(
      'Kopo Kopo accepted the payment (status 201) but did not say its ID [item 0]',
    );
    expect(error?.description).toBe(
      'Look for it on the Kopo Kopo dashboard. Do not send it again: it exists.',
    );
    expect(payments()).toHaveLength(1);
  });

  it('also when somebody else answers in its place', async () => {
    const { error } = await pay([{ status: 200, body: '<html>Welcome</html>', times: 9 }]);
    expect(error?.message).toBe(
      `Kopo Kopo's answer (status 200) cannot be read. ${NOT_KNOWN} [item 0]`,
    );
    expect(error?.description).toBe(DO_NOT_REPEAT);
    expect(payments()).toHaveLength(1);
  });

  it('nor is an SMS', async () => {
    sandbox.control.fault({ method: 'POST', path: SMS.path, action: 'answer-after', status: 500 });
    const { error } = await engine.runAction({ parameters: SMS.parameters });
    expect(error?.message).toBe(
      'Kopo Kopo is having trouble (status 500). It is not known whether the customer SMS was created [item 0]',
    );
    expect(sandbox.control.created(SMS.type)).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ['the connection breaks', { action: 'drop' }],
    ['its ID is missing', { status: 201 }],
  ])(
    'but a list may be asked for again, for which nobody has to look: %s',
    async (_what, fault) => {
      sandbox.control.fault({ method: 'POST', path: 'polling', times: 9, ...fault });
      const list = { resource: 'polling', scopeReference: '000000' };
      const { error } = await engine.runAction({ parameters: { ...list, operation: 'getAll' } });
      expect(error?.context?.outcome).toBe('unknown');
      expect(error?.description).toBe(
        'Try again in a few minutes: should there be two of them then, that does no harm.',
      );
      // With a key it would be refused the next time.
      const { parameters } = documented('Polling: Create (company)');
      const once = await engine.runAction({
        parameters: { ...parameters, options: { idempotencyKey: 'June' } },
      });
      expect(once.error?.description).toMatch(/on the Kopo Kopo dashboard/);
    },
  );

  it('when the host cannot be reached, nothing was sent', async () => {
    await engine.runAction({ parameters: { resource: 'accessToken', operation: 'getInfo' } });
    await sandbox.stop();
    const { error } = await pay([]);
    expect(error?.message).toBe(
      'Kopo Kopo could not be reached: the host refuses connections (ECONNREFUSED) [item 0]',
    );
    expect(error?.description).toBe(
      "Nothing was sent. Check the internet connection of n8n, its proxy, and the credential's 'Environment'.",
    );
    expect(error).toMatchObject({ context: { outcome: 'refused' } });
  });
});

describe('what is certainly safe is sent again', () => {
  it('after a 429, when the API says', async () => {
    const headers = { 'Retry-After': '0' };
    const { json, error } = await pay([{ status: 429, headers, times: 4 }]);
    expect(error).toBeUndefined();
    expect(json).toMatchObject([{ outcome: 'pending' }]);
    expect(payments().map(({ status }) => status)).toEqual([429, 429, 429, 429, 201]);
  });

  it('after a 429, when the API gives a date that has passed', async () => {
    const headers = { 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' };
    const { error } = await pay([{ status: 429, headers }]);
    expect(error).toBeUndefined();
    expect(payments().map(({ status }) => status)).toEqual([429, 201]);
  });

  it('but not for ever', async () => {
    const headers = { 'Retry-After': '0' };
    const { error } = await pay([{ status: 429, headers, times: Infinity }]);
    expect(error?.message).toBe('Kopo Kopo is receiving too many requests [item 0]');
    expect(payments()).toHaveLength(5);
  });

  it('after a 401, with a new token', async () => {
    await pay([]);
    sandbox.control.expireTokens();
    const { error } = await pay([]);
    expect(error).toBeUndefined();
    expect(payments().map(({ status, tokenNumber }) => [status, tokenNumber])).toEqual([
      [201, 1],
      [401, 1],
      [201, 2],
    ]);
    expect(sandbox.control.created('payment')).toHaveLength(2);
  });

  it.each<[string, Fault]>([
    ['500', { status: 500 }],
    ['connection that breaks', { action: 'drop' }],
  ])('a question, after a %s', async (_what, fault) => {
    await pay([]);
    const [made] = sandbox.control.created('payment');
    sandbox.control.fault({ method: 'GET', path: 'payments', ...fault });
    const { json } = await engine.runAction({ parameters: { ...GET, paymentId: made?.id ?? '' } });
    expect(json).toMatchObject([{ id: made?.id, status: 'Scheduled', outcome: 'pending' }]);
    expect(sandbox.control.requests({ method: 'GET' })).toHaveLength(2);
  });

  it('but not a question that is sent elsewhere, where the token must not go', async () => {
    const headers = { Location: 'https://example.com/api/v1/payments' };
    sandbox.control.fault({ method: 'GET', path: 'payments', status: 302, headers, times: 9 });
    const { error } = await engine.runAction({ parameters: GET });
    expect(error?.message).toBe('Kopo Kopo answered with a redirect (status 302) [item 0]');
    expect(error?.description).toBe('Try again in a few minutes.');
    expect(sandbox.control.requests({ method: 'GET' })).toHaveLength(1);
  });

  it('nor one that was answered with a no', async () => {
    const { error } = await engine.runAction({ parameters: GET });
    expect(error?.message).toBe(
      'Kopo Kopo does not know this: The specified resource could not be found [item 0]',
    );
    expect(sandbox.control.requests({ method: 'GET' })).toHaveLength(1);
  });
});

describe('an error among several items', () => {
  const refuseTheSecond: Fault = { skip: 1, status: 400, body: said('Amount is too small') };
  const SENTENCE = 'Kopo Kopo did not accept the request: Amount is too small [item 1]';

  it('stops what comes after it, and names what has gone through', async () => {
    const { error } = await pay([refuseTheSecond], { shillings: [100, 1, 200, 300] });
    const [sent] = sandbox.control.created('payment');
    expect(error?.message).toBe(SENTENCE);
    expect(error?.description).toBe(
      [
        'Correct what it names, and try again.',
        'Already sent before this happened, leave these out when you run it again:',
        `item 0: ${sent?.id} ${sent?.location}`,
        'Not sent: 2 other items.',
      ].join('\n'),
    );
    expect(error?.context?.alreadySent).toEqual([
      { item: 0, id: sent?.id, location: sent?.location },
    ]);
    expect(payments()).toHaveLength(2);
  });

  it('is an item of its own when the node goes on', async () => {
    const { outputs } = await pay([refuseTheSecond], {
      shillings: [100, 1, 200],
      node: { onError: 'continueRegularOutput' },
    });
    expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
      { item: 0 },
      { item: 1 },
      { item: 2 },
    ]);
    expect(outputs[0]?.map(({ json }) => json.outcome)).toEqual(['pending', undefined, 'pending']);
    expect(outputs[0]?.[1]?.json).toEqual({
      error: {
        message: SENTENCE,
        what_to_do: 'Correct what it names, and try again.',
        outcome: 'refused',
        http_status: 400,
      },
    });
  });

  it('goes to the error output, with its input and its pairing', async () => {
    const { outputs } = await pay([{ skip: 1, status: 500 }], {
      shillings: [100, 1, 200],
      node: { onError: 'continueErrorOutput' },
    });
    const [good = [], bad = []] = outputs;
    expect(good.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
    expect(bad.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
    expect(bad[0]?.json).toEqual({
      value: 1,
      error: {
        message: `Kopo Kopo is having trouble (status 500). ${NOT_KNOWN} [item 1]`,
        what_to_do: DO_NOT_REPEAT,
        outcome: 'unknown',
        http_status: 500,
      },
    });
  });

  it('also when it is a Get', async () => {
    await pay([]);
    const [made] = sandbox.control.created('payment');
    const { outputs } = await engine.runAction({
      items: [{ id: 'unknown' }, { id: made?.id }],
      parameters: { ...GET, paymentId: '={{ $json.id }}' },
      node: { onError: 'continueErrorOutput' },
    });
    expect(outputs[0]?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
      [made?.id, { item: 1 }],
    ]);
    expect(outputs[1]?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
      ['unknown', { item: 0 }],
    ]);
  });
});

describe('secrets', () => {
  const always = { times: Infinity };
  it.each<[string, Fault]>([
    ['a refused request', { status: 400, body: said('no') }],
    ['a token that is never accepted', { status: 401, ...always }],
    ['a server in trouble', { status: 500, body: '<html></html>' }],
    ['a lost answer', { action: 'drop-after' }],
    ['no answer', { action: 'hang' }],
    ['half an answer', { action: 'half' }],
    ['a redirect', { status: 302, headers: { Location: 'https://example.com/' } }],
    ['an accepted request', { skip: 99 }],
  ])('are not in what n8n keeps of %s', async (_what, fault) => {
    for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
      sandbox.control.clearFaults();
      const { run } = await pay([fault], {
        node: { onError },
        more: { options: { timeout: 1 } },
      });
      expectNoSecrets(storedText(run));
    }
  });

  it.each<[string, string, IDataObject]>([
    ['a wrong secret', 'stopWorkflow', { clientSecret: 'a-secret-that-is-wrong' }],
    ['a wrong ID', 'continueRegularOutput', { clientId: 'an-id-that-is-wrong' }],
  ])('are not in what n8n keeps of %s', async (_what, onError, wrong) => {
    Object.assign(engine.store.credential, wrong);
    const { run } = await pay([], { node: { onError: onError as INode['onError'] } });
    const stored = storedText(run);
    expectNoSecrets(stored);
    expect(stored).not.toContain('a-secret-that-is-wrong');
    expect(stored).toContain('did not accept the');
  });

  it.each(['/api/', '/oauth/token'])(
    'are not in what n8n keeps of an answer of %s that says them back',
    async (path) => {
      const { clientSecret, apiKey } = engine.store.credential;
      const body = said(`you sent ${String(clientSecret)} and ${String(apiKey)}`);
      sandbox.control.fault({ path, status: 400, body, ...always });
      const { run } = await pay([]);
      const stored = storedText(run);
      expectNoSecrets(stored);
      expect(stored).toContain('you sent ***');
    },
  );

  it('are not in what n8n keeps of an answer that says back what would resume the execution', async () => {
    const callback_url = 'https://n8n.example/webhook-waiting/7?signature=who-knows-it';
    const body = { ...said('no'), sent: [{ _links: { callback_url } }] };
    const { run } = await pay([{ status: 400, body }]);
    const stored = storedText(run);
    expect(stored).not.toContain('who-knows-it');
    expect(stored).toContain('webhook-waiting/7?signature=***');
  });

  it('are not in what n8n keeps when no token can be had', async () => {
    sandbox.control.fault({ path: '/oauth/token', action: 'drop', ...always });
    const { run } = await pay([]);
    const stored = storedText(run);
    expectNoSecrets(stored);
    expect(stored).toContain('could not be reached');
  });

  function expectNoSecrets(stored: string): void {
    const { accessToken, clientSecret, apiKey } = engine.store.credential;
    for (const secret of [accessToken, clientSecret, apiKey, sandbox.credentials.clientSecret]) {
      if (secret !== undefined && secret !== '') expect(stored).not.toContain(secret);
    }
  }
});
