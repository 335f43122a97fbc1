import { createHmac } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';

import { sign } from '../../sandbox';
import { clock } from '../stage/clock';
import { sample } from '../stage/samples';
import { bytesOf, TriggerBench, type DeliveryOptions } from '../stage/triggerBench';

/*
 * What n8n itself answers never reaches the node, and isn't tested here: bodies over its limit,
 * application/json that doesn't parse, compression that it can't undo.
 */

let bench: TriggerBench;
let trigger: INode;

beforeAll(async () => {
  bench = await TriggerBench.start();
});
afterAll(async () => {
  await bench.stop();
});
beforeEach(() => {
  bench.logged.length = 0;
  // What comes twice is another test's business.
  trigger = bench.trigger({
    events: ['buygoods_transaction_received', 'api_result', 'other'],
    otherTopic: 'loan_repaid',
    options: { ignoreDuplicates: false },
  });
});

const event = sample('webhook.buygoods_transaction_received');
const text = JSON.stringify(event);
const { resource } = Object(event.event);
/** The documented event with other fields in its resource. */
const withResource = (fields: object): IDataObject => ({
  ...event,
  event: { ...Object(event.event), resource: { ...resource, ...fields } },
});
/** As text: a parsed `__proto__` would not be a field any more. */
const withField = (field: string) => text.replace('"resource":{', `"resource":{${field},`);
const nested = (depth: number, open: string, close: string) =>
  withField(`"deep":${open.repeat(depth)}0${close.repeat(depth)}`);
const key = () => bench.sandbox.credentials.apiKey;
const right = (body: unknown = text) => sign(bytesOf(body), key());

/** The same JSON, with the fields of each object in the other order. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, entry]) => [name, backwards(entry)]);
  return Object.fromEntries(fields.reverse());
}

/** Nothing that anybody could use, and nothing about the inside, may be answered or logged. */
function expectDiscreet(answer: unknown): void {
  const said = `${JSON.stringify(answer)} ${bench.logged.join(' ')}`;
  const { apiKey, clientSecret } = bench.sandbox.credentials;
  for (const secret of [apiKey, clientSecret, right()]) expect(said).not.toContain(secret);
  expect(said).not.toMatch(/\bat .*[.:]\d+|node_modules|\.js\b|Error:/);
}

type Case = [what: string, body: () => unknown, options?: () => DeliveryOptions];
/** jest takes a missing argument for its own callback. */
const complete = (cases: Case[]): Array<Required<Case>> =>
  cases.map(([what, body, options = () => ({})]) => [what, body, options]);

const signedWith = (signature: () => string | string[] | null) => () => ({
  signature: signature(),
});

describe('forged', () => {
  const forged: Case[] = [
    ['no signature', () => text, signedWith(() => null)],
    ['an empty signature', () => text, signedWith(() => '')],
    ['another key', () => text, signedWith(() => sign(bytesOf(text), 'another key'))],
    [
      'the client secret as the key',
      () => text,
      signedWith(() => sign(bytesOf(text), bench.sandbox.credentials.clientSecret)),
    ],
    [
      'the client id as the key',
      () => text,
      signedWith(() => sign(bytesOf(text), bench.sandbox.credentials.clientId)),
    ],
    ['an empty key', () => text, signedWith(() => sign(bytesOf(text), ''))],
    ['the key with a line break', () => text, signedWith(() => sign(bytesOf(text), `${key()}\n`))],
    ['one byte altered', () => text.replace('100.0', '900.0'), signedWith(() => right())],
    ['one byte more', () => `${text} `, signedWith(() => right())],
    ['one byte less', () => text.slice(0, -1), signedWith(() => right())],
    ['a byte order mark in front', () => `\uFEFF${text}`, signedWith(() => right())],
    ['no body', () => '', signedWith(() => right())],
    [
      'the signature of other spacing',
      () => JSON.stringify(event, null, 2),
      signedWith(() => right()),
    ],
    [
      'the signature of another order of fields',
      () => JSON.stringify(Object.fromEntries(Object.entries(event).reverse())),
      signedWith(() => right()),
    ],
    [
      'the signature of other escapes',
      () => text.replace('Jane', '\\u004aane'),
      signedWith(() => right()),
    ],
    [
      'the signature of another event',
      () => text,
      signedWith(() => right(sample('webhook.customer_created'))),
    ],
    ['the signature of no body', () => text, signedWith(() => right(''))],
    [
      'the signature of the body in another charset',
      () => Buffer.from(withField('"name":"Zoë"'), 'latin1'),
      signedWith(() => right(withField('"name":"Zoë"'))),
    ],
    [
      "SHA-1, as the docs' sample shows it",
      () => text,
      signedWith(() => createHmac('sha1', key()).update(text).digest('hex')),
    ],
    [
      'SHA-512',
      () => text,
      signedWith(() => createHmac('sha512', key()).update(text).digest('hex')),
    ],
    [
      'the first half of SHA-512',
      () => text,
      signedWith(() => createHmac('sha512', key()).update(text).digest('hex').slice(0, 64)),
    ],
    [
      'base64',
      () => text,
      signedWith(() => createHmac('sha256', key()).update(text).digest('base64')),
    ],
    ['a prefix, as others have it', () => text, signedWith(() => `sha256=${right()}`)],
    ['an odd length', () => text, signedWith(() => right().slice(0, -1))],
    ['two characters less', () => text, signedWith(() => right().slice(0, -2))],
    ['two characters more', () => text, signedWith(() => `${right()}00`)],
    ['characters that are not hex', () => text, signedWith(() => `${right().slice(0, -2)}zz`)],
    ['capitals', () => text, signedWith(() => right().toUpperCase())],
    ['a space in front', () => text, signedWith(() => ` ${right()}`)],
    ['a space behind', () => text, signedWith(() => `${right()} `)],
    ['a line break behind', () => text, signedWith(() => `${right()}\n`)],
    ['quotes', () => text, signedWith(() => `"${right()}"`)],
    ['only zeros', () => text, signedWith(() => '0'.repeat(64))],
    ['a very long one', () => text, signedWith(() => 'a'.repeat(100_000))],
    ['full-width digits', () => text, signedWith(() => right().replace(/\d/g, '０'))],
    ['a null byte', () => text, signedWith(() => `${right()}\0`)],
    ['two headers, as Node.js joins them', () => text, signedWith(() => `${right()}, ${right()}`)],
    ['two headers, as a list', () => text, signedWith(() => [right(), right()])],
    [
      'the signature under another name',
      () => text,
      () => ({ signature: null, headers: { 'x-hub-signature': right() } }),
    ],
    [
      'the signature in the body',
      () => withField(`"signature":"${right()}"`),
      signedWith(() => null),
    ],
    ['the bytes before n8n decompressed them', () => text, signedWith(() => right(`gz${text}`))],
  ];

  it.each(complete(forged))('%s: 401, and nothing starts', async (_what, body, options) => {
    const { status, answer, items, unanswered } = await bench.deliver(trigger, body(), options());
    expect({ status, answer, items, unanswered }).toEqual({
      status: 401,
      answer: { message: 'The signature is missing or wrong' },
      items: undefined,
      unanswered: false,
    });
    expect(bench.logged.join()).toContain(
      "the 'API Key' in the credential is not the application's",
    );
    expectDiscreet(answer);
  });

  it('and the real one still works afterwards', async () => {
    expect(await bench.receive(trigger, text)).toHaveLength(1);
  });
});

describe('genuine', () => {
  const type = (contentType: string) => () => ({ headers: { 'content-type': contentType } });
  const genuine: Case[] = [
    ['the documented event', () => event],
    ['application/json with a charset', () => text, type('application/json; charset=utf-8')],
    ['text/plain', () => text, type('text/plain')],
    ['a JSON type of its own', () => text, type('application/vnd.kopokopo+json')],
    ['application/octet-stream', () => text, type('application/octet-stream')],
    ['a form type', () => text, type('application/x-www-form-urlencoded')],
    ['an empty type', () => text, type('')],
    ['a type that is none', () => text, type(';;;charset=')],
    ['a charset that nobody knows', () => text, type('application/json; charset=klingon')],
    ['indented', () => JSON.stringify(event, null, 4)],
    ['Windows line ends', () => JSON.stringify(event, null, 1).replace(/\n/g, '\r\n')],
    ['white space around it', () => `\n\t ${text} \r\n`],
    ['a byte order mark', () => `\uFEFF${text}`],
    ['escaped letters', () => text.replace('Jane', '\\u004a\\u0061ne')],
    ['escaped slashes', () => text.replace(/\//g, '\\/')],
    ['emoji and other scripts', () => withResource({ sender_first_name: '👩🏾‍🌾 وانجيرو 王' })],
    ['half an emoji', () => withField('"note":"\\ud83d"')],
    ['null characters', () => withField('"note":"a\\u0000b"')],
    ['bytes that are not UTF-8', () => Buffer.from(withField('"note":"caf\u00e9"'), 'latin1')],
    ['a field called __proto__', () => withField('"__proto__":{"polluted":true}')],
    [
      'fields called constructor and prototype',
      () => withField('"constructor":{"prototype":{"polluted":true}},"prototype":1'),
    ],
    [
      'fields called toString, toJSON and then',
      () => withField('"toString":1,"toJSON":2,"then":3'),
    ],
    ['a field twice', () => withField('"amount":"1"')],
    ['huge numbers', () => withField('"big":1e999,"long":123456789012345678901234567890')],
    ['90 levels', () => nested(90, '[', ']')],
    ['100,000 fields', () => withField(`"many":[${'1,'.repeat(99_999)}1]`)],
    ['15 MB', () => withField(`"large":"${'x'.repeat(15 * 1024 * 1024)}"`)],
    ['fields that are not documented', () => ({ ...event, version: 2, extra: { a: [1] } })],
    ['no created_at and no links', () => ({ ...event, created_at: undefined, _links: undefined })],
    ['no phone, only its hash', () => withResource({ sender_phone_number: undefined })],
    ['an empty resource', () => ({ ...event, event: { type: 'x', resource: {} } })],
    [
      'a topic that is not known yet, in its own shape',
      () => ({ topic: 'loan_repaid', id: '1', event: { loan: 5 } }),
    ],
    ['its fields beside the event', () => ({ topic: 'loan_repaid', id: 7, resource: { loan: 5 } })],
    ['its fields in data', () => ({ topic: 'loan_repaid', data: { attributes: { loan: 5 } } })],
    ['a result for a callback URL', () => sample('result.incoming_payment.success')],
    ['a header that is a list', () => text, () => ({ headers: { 'x-forwarded-for': ['1', '2'] } })],
  ];

  it.each(complete(genuine))(
    '%s: starts one execution with one item',
    async (_what, body, options) => {
      const { status, answer, items } = await bench.deliver(trigger, body(), options());
      expect({ status, answer }).toEqual({ status: 200, answer: { message: 'Received' } });
      expect(items).toHaveLength(1);
      const run = await bench.engine.runTrigger(trigger, items ?? []);
      expect(run.error).toBeUndefined();
      expect(run.json).toHaveLength(1);
      expect(run.items[0]).toEqual({ json: items?.[0]?.json, pairedItem: { item: 0 } });
      expect(bench.logged).toEqual([]);
    },
  );

  it.each([
    ['iso-8859-1', 'latin1'],
    ['windows-1252', 'latin1'],
    ['UTF-16LE', 'utf16le'],
    ['"utf-8"', 'utf8'],
  ] as const)('reads names in charset %s', async (charset, encoding) => {
    const body = Buffer.from(JSON.stringify(withResource({ sender_first_name: 'Zoë' })), encoding);
    const headers = { 'content-type': `text/plain; charset=${charset}` };
    expect(await bench.receive(trigger, body, { headers })).toMatchObject([
      { sender_first_name: 'Zoë' },
    ]);
  });

  it('keeps every letter and null character as it was sent', async () => {
    const name = '👩🏾‍🌾 وانجيرو 王 \0 "quoted" \\';
    expect(await bench.receive(trigger, withResource({ sender_first_name: name }))).toMatchObject([
      { sender_first_name: name },
    ]);
  });
});

describe('signed, of an odd shape', () => {
  const topic = event.topic;
  const withoutRepetitions = (id: string) =>
    bench.trigger({ ...trigger.parameters, options: {} }, { id });

  it.each<[string, object, object]>([
    ['no event', { event: undefined }, { id: event.id, event_type: null }],
    ['an event that is null', { event: null }, { id: event.id, event_type: null }],
    ['an event that is a text', { event: 'paid' }, { id: event.id, event: 'paid' }],
    ['no resource', { event: { type: 'Buygoods' } }, { event_type: 'Buygoods' }],
    ['a resource that is null', { event: { resource: null } }, { id: event.id }],
    ['a resource in a list', { event: { resource: [resource] } }, { id: event.id, amount: 100 }],
    ['two resources', { event: { resource: [resource, {}] } }, { resource: [{ amount: 100 }, {}] }],
    ['no id', { id: undefined }, { id: null, amount: 100 }],
    ['an id that is an object', { id: { $ne: '' } }, { id: null, amount: 100 }],
    ['an empty id', { id: '' }, { id: null, amount: 100 }],
    ['an id that is a number', { id: 7 }, { id: 7, amount: 100 }],
    ['a till that is a number', { event: { resource: { till_number: 12 } } }, { till_number: 12 }],
    ['a time that is a number', { created_at: 1603352600 }, { created_at: 1603352600 }],
  ])('%s: starts with what is there, once', async (what, odd, item) => {
    const own = withoutRepetitions(what);
    const body = { ...event, ...odd };
    expect(await bench.receive(own, body)).toMatchObject([{ topic, ...item }]);
    expect(await bench.receive(own, body)).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['no reference', { TransactionType: 'Buy Goods', TransAmount: 5 }, { amount: 5 }],
    [
      'no more than its type',
      { TransactionType: 'Buy Goods' },
      { event_type: 'Buy Goods', origination_time: null },
    ],
    ['a reference that is a number', { TransID: 7, TransAmount: '5' }, { reference: 7 }],
    ['other capitals', { transID: 'A', TRANSAMOUNT: '5.00' }, { reference: 'A', amount: 5 }],
    [
      'a time and a till that are numbers',
      { TransTime: 20260204081845, TransID: 'B', BusinessShortCode: 1 },
      { origination_time: '2026-02-04T08:18:45+03:00', till_number: 1 },
    ],
  ])('in the shape of Daraja, %s', async (what, body, item) => {
    const own = withoutRepetitions(what);
    expect(await bench.receive(own, body)).toMatchObject([{ id: null, topic, ...item }]);
    expect(await bench.receive(own, body)).toEqual([]);
  });

  it('a result whose fields come in another order is the same', async () => {
    const own = withoutRepetitions('order');
    const result = sample('result.payment.success');
    expect(await bench.receive(own, result)).toHaveLength(1);
    expect(await bench.receive(own, backwards(result))).toEqual([]);
  });

  it('a topic that is not known: its ID decides, whatever its reference may name', async () => {
    const own = withoutRepetitions('unknown');
    for (const id of ['one', 'two']) {
      const body = { ...event, topic: 'loan_repaid', id };
      expect(await bench.receive(own, body)).toMatchObject([{ id, reference: resource.reference }]);
      expect(await bench.receive(own, { ...body, more: 1 })).toEqual([]);
    }
  });

  it('a later event of what is in no list says how it went on', async () => {
    const card = 'card_transaction_received';
    const own = bench.trigger({ events: [card], options: {} }, { id: card });
    const came = async (status: string) =>
      await bench.receive(own, { ...withResource({ status }), topic: card, id: status });
    expect(await came('Received')).toMatchObject([{ status: 'Received' }]);
    expect(await came('Settled')).toMatchObject([{ status: 'Settled' }]);
    expect(await came('Settled')).toEqual([]);
  });

  it('an ID that is a number: it is the same event, whatever else is changed', async () => {
    const own = withoutRepetitions('number');
    expect(await bench.receive(own, { ...event, id: 7, more: 1 })).toHaveLength(1);
    expect(await bench.receive(own, { ...event, id: 7, more: 2 })).toEqual([]);
  });
});

describe('signed, but nothing to start with', () => {
  const ignored = (because: string) => ({
    status: 200,
    answer: { message: `Ignored: ${because}` },
  });
  const useless = {
    status: 400,
    answer: { message: 'The body is not a JSON object that can be used' },
  };
  // Nothing that is signed is lost: it is to be sent again, until this node can read it.
  const unknown = { status: 500, answer: { message: 'Neither an event nor a result' } };
  const unwanted = ignored('not an event that this workflow waits for');
  const plain = (contentType = 'text/plain') => ({ headers: { 'content-type': contentType } });

  it.each<[string, () => unknown, object]>([
    ['an empty body', () => '', useless],
    ['white space', () => ' \n', useless],
    ['half of the JSON', () => text.slice(0, 200), useless],
    ['JSON twice', () => text + text, useless],
    ['a comma too many', () => `${text.slice(0, -1)},}`, useless],
    ['a null byte behind', () => `${text}\0`, useless],
    ['HTML', () => '<html>', useless],
    ['a form', () => 'topic=buygoods_transaction_received&id=1', useless],
    ['random bytes', () => Buffer.from([0xff, 0x00, 0x80, 0x1f, 0x8b]), useless],
    ['an array of events', () => [event, event], useless],
    ['a text', () => '"buygoods_transaction_received"', useless],
    ['a number', () => '42', useless],
    ['null', () => 'null', useless],
    ['NaN', () => 'NaN', useless],
    ['101 levels of lists', () => nested(101, '[', ']'), useless],
    ['5,000 levels of objects', () => nested(5_000, '{"a":', '}'), useless],
    ['a million levels of lists', () => nested(1_000_000, '[', ']'), useless],
    ['an empty object', () => ({}), unknown],
    ['no topic', () => ({ ...event, topic: undefined }), unknown],
    ['a topic that is a list', () => ({ ...event, topic: [event.topic] }), unknown],
    ['a topic in the prototype only', () => '{"__proto__":{"topic":"loan_repaid"}}', unknown],
    ['a result with nothing in it', () => ({ data: {} }), unknown],
    ['an event of another topic', () => sample('webhook.customer_created'), unwanted],
    ['the topic in capitals', () => ({ ...event, topic: 'LOAN_REPAID' }), unwanted],
    ['a topic called other', () => ({ ...event, topic: 'other' }), unwanted],
    ['a topic called __proto__', () => ({ ...event, topic: '__proto__' }), unwanted],
    ['a topic called api_result', () => ({ ...event, topic: 'api_result' }), unknown],
  ])('%s', async (_what, body, expected) => {
    const { status, answer, items, unanswered } = await bench.deliver(trigger, body(), plain());
    expect({ status, answer }).toEqual(expected);
    expect({ items, unanswered }).toEqual({ items: undefined, unanswered: false });
    expectDiscreet(answer);
  });

  it('nor a body that is lost without a word: the log has it', async () => {
    await bench.deliver(trigger, { hello: 'there' });
    expect(bench.logged.join()).toContain('error Kopo Kopo: a signed message could not be read');
  });

  it('an API result where none is chosen', async () => {
    const { status, items } = await bench.deliver(
      bench.trigger(),
      sample('result.payment.success'),
    );
    expect({ status, items }).toEqual({ status: 200, items: undefined });
  });

  it('and the real one still works afterwards', async () => {
    expect(await bench.receive(trigger, text)).toHaveLength(1);
  });
});

describe('nothing that is sent changes how objects behave', () => {
  it.each(['simplify', 'raw'])('%s', async (form) => {
    const body = withField(
      '"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":2},"\\u005f_proto__":{"polluted":3}},"b":[{"__proto__":{"polluted":4}}]',
    ).replace('{"topic"', '{"__proto__":{"polluted":5},"topic"');
    const node = { ...trigger, parameters: { ...trigger.parameters, simplify: form !== 'raw' } };
    const [json] = await bench.receive(node, body);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(JSON.stringify(json)).not.toMatch(/polluted|__proto__/);
    expect(json?.polluted).toBeUndefined();
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  });
});

describe('what is not the fault of the sender', () => {
  it('no bytes, as with multipart: 400', async () => {
    const { status, unanswered } = await bench.engine.deliver(trigger, Object({ body: undefined }));
    expect({ status, unanswered }).toEqual({ status: 400, unanswered: false });
  });

  it('a credential that lost its API key: 500, so that it is sent again', async () => {
    const { apiKey } = bench.store.credential;
    bench.store.credential.apiKey = '';
    const { status, answer, items } = await bench.deliver(trigger, text, {
      signature: sign(bytesOf(text), ''),
    });
    bench.store.credential.apiKey = apiKey;
    expect({ status, answer, items }).toEqual({
      status: 500,
      answer: { message: 'The webhook is not set up' },
      items: undefined,
    });
    expect(bench.logged.join()).toContain("has no 'API Key'");
  });

  describe("n8n's database does not answer", () => {
    const unreadable = async (after: number) => {
      const { store } = bench;
      const { credential } = store;
      await clock.sleep(after);
      Object.defineProperty(store, 'credential', {
        configurable: true,
        get: () => {
          throw new Error('SQLITE_BUSY: database is locked');
        },
      });
      const delivered = await bench.deliver(trigger, text);
      const forged = await bench.deliver(trigger, text, { signature: '0'.repeat(64) });
      Object.defineProperty(store, 'credential', { value: credential, writable: true });
      return { delivered, forged };
    };

    it('a key that was read not long ago is used; what it does not fit is put off', async () => {
      await bench.deliver(trigger, text);
      const { delivered, forged } = await unreadable(300_000);
      expect(delivered).toMatchObject({ status: 200, items: [expect.anything()] });
      expect(forged).toMatchObject({ status: 500, items: undefined });
    });

    it('a key that was read long ago is not: the event is put off, and the log says why', async () => {
      await bench.deliver(trigger, text);
      const { delivered } = await unreadable(600_000);
      expect(delivered).toMatchObject({
        status: 500,
        answer: { message: 'The credential could not be read' },
        items: undefined,
      });
      expect(bench.logged.join()).toContain('SQLITE_BUSY: database is locked');
      expect(bench.logged.join()).not.toContain("no 'API Key'");
    });
  });

  it('a new API key in the credential: counts at once, and the old one is refused 10 seconds later', async () => {
    const { store } = bench;
    const { apiKey } = store.credential;
    const withKey = async (secret: string) => {
      const { status } = await bench.deliver(trigger, text, {
        signature: sign(bytesOf(text), secret),
      });
      return status;
    };
    expect(await withKey(key())).toBe(200);
    store.credential.apiKey = 'the-new-key';
    await clock.sleep(10_000);
    expect(await withKey(key())).toBe(401);
    expect(await withKey('the-new-key')).toBe(200);
    store.credential.apiKey = apiKey;
    expect(await withKey(key())).toBe(200);
  });

  it('a field of the node that cannot be read: 500, so that it is sent again', async () => {
    const broken = bench.trigger({ simplify: '={{ $(  }}' });
    const { status, answer, items, unanswered } = await bench.deliver(broken, text);
    expect({ status, answer, items, unanswered }).toEqual({
      status: 500,
      answer: { message: 'The event could not be handled' },
      items: undefined,
      unanswered: false,
    });
    expect(bench.logged.join()).toContain('could not be handled');
    expectDiscreet(answer);
  });
});
