/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import axios from 'axios';
import { sign } from '../../sandbox';
import { type Execution, nodeOutput, type StoredWorkflow } from '../../tools/n8n/rest';
import { sample } from '../stage/samples';
import { Stage, until } from './stage';
import { chain, kopoKopoTrigger, NEXT, nextNode } from './workflows';

/** What n8n's own body parser does before the node sees a delivery can only be seen here. */

let stage: Stage;
let workflow: StoredWorkflow;
let url: string;

beforeAll(async () => {
  stage = await Stage.open();
  workflow = await stage.publish(
    chain(
      'Deliveries',
      kopoKopoTrigger(stage.credential, stage.sandbox.tills.buyGoods),
      nextNode(),
    ),
  );
  url = stage.sandbox.control.subscriptions().at(-1)?.url ?? '';
});

afterAll(async () => {
  await stage?.close();
});

const JSON_TYPE = 'application/json';

/** The documented event, of a payment of its own, and with a name that not every charset has. */
function event(more: object = {}): string {
  const body = sample('webhook.buygoods_transaction_received');
  const { resource } = Object(body.event);
  const reference = randomUUID().slice(0, 10).toUpperCase();
  const named = { ...resource, reference, sender_first_name: 'Zoë 👩🏾‍🌾', ...more };
  return JSON.stringify({
    ...body,
    id: randomUUID(),
    event: { ...Object(body.event), resource: named },
  });
}

interface Message {
  body: Buffer;
  /** What is signed, where it isn't what is sent. */
  signed?: Buffer;
  headers?: Record<string, string>;
}

/** @returns the status, which every request has to get */
async function send({ body, signed = body, headers = {} }: Message, key?: string): Promise<number> {
  const { apiKey } = stage.sandbox.credentials;
  const { status } = await axios.post(url, body, {
    headers: {
      'Content-Type': JSON_TYPE,
      'X-KopoKopo-Signature': sign(signed, key ?? apiKey),
      ...headers,
    },
    proxy: false,
    timeout: 30_000,
    maxBodyLength: Infinity,
    transformRequest: (data: unknown) => data,
    validateStatus: () => true,
  });
  return status;
}

const plain = (text: string, contentType = JSON_TYPE): Message => ({
  body: Buffer.from(text),
  headers: { 'Content-Type': contentType },
});

const compressed = (
  encoding: string,
  compress: (bytes: Buffer) => Buffer,
  sign: 'before' | 'after',
): Message => {
  const bytes = Buffer.from(event());
  const body = compress(bytes);
  return {
    body,
    signed: sign === 'before' ? bytes : body,
    headers: { 'Content-Encoding': encoding },
  };
};

const executions = async () => await stage.rest.executions(workflow.id);

/** The execution that was started last, when there is one more than before. */
async function started(before: number): Promise<Execution> {
  await until('the execution', async () => (await executions()).length > before);
  const [last] = await executions();
  return await stage.ended(workflow.id, last?.id);
}

describe('n8n hands over, and the trigger accepts', () => {
  it.each<[string, () => Message, string?]>([
    ['JSON', () => plain(event())],
    ['JSON with a charset', () => plain(event(), 'application/json; charset=utf-8')],
    ['another kind of JSON', () => plain(event(), 'application/vnd.kopokopo+json')],
    ['text', () => plain(event(), 'text/plain')],
    ['no known type', () => plain(event(), 'application/octet-stream')],
    ['white space around it', () => plain(` \n${event()}\r\n`)],
    ['gzip', () => compressed('gzip', gzipSync, 'before')],
    ['deflate', () => compressed('deflate', deflateSync, 'before')],
    ['15 MB', () => plain(event({ large: 'x'.repeat(15 * 1024 * 1024) }))],
    [
      'another charset',
      () => ({
        body: Buffer.from(event({ sender_first_name: 'Zoë' }), 'latin1'),
        // n8n knows those that Node.js has a name for.
        headers: { 'Content-Type': 'text/plain; charset=latin1' },
      }),
      'Zoë',
    ],
  ])('%s', async (_what, message, name = 'Zoë 👩🏾‍🌾') => {
    const before = (await executions()).length;
    expect(await send(message())).toBe(200);
    expect(nodeOutput(await started(before), NEXT)).toMatchObject([
      { topic: 'buygoods_transaction_received', sender_first_name: name },
    ]);
  });
});

describe('nothing starts, and the sender gets an answer', () => {
  const withKey = (message: () => Message) => async () => await send(message(), 'another key');

  it.each<[string, () => Promise<number>, number[]]>([
    ['another key', withKey(() => plain(event())), [401]],
    ['another key, as text', withKey(() => plain(event(), 'text/plain')), [401]],
    ['another key, of an unknown type', withKey(() => plain(event(), 'image/png')), [401]],
    ['another key, 15 MB', withKey(() => plain(event({ a: 'x'.repeat(15 << 20) }))), [401]],
    [
      'signed after compressing',
      async () => await send(compressed('gzip', gzipSync, 'after')),
      [401],
    ],
    [
      'signed, but half of the JSON',
      async () => await send(plain(event().slice(0, 99))),
      [400, 422],
    ],
    [
      'signed, but half, as text',
      async () => await send(plain(event().slice(0, 99), 'text/plain')),
      [400],
    ],
    ['signed, but a list', async () => await send(plain(`[${event()}]`)), [400]],
    ['signed, but empty', async () => await send(plain('')), [400]],
    [
      'a form with files',
      async () =>
        await send(plain(`--x\r\n\r\n${event()}\r\n--x--`, 'multipart/form-data; boundary=x')),
      [400, 401, 422],
    ],
    [
      'said to be compressed, but it is not',
      async () => await send({ ...plain(event()), headers: { 'Content-Encoding': 'gzip' } }),
      [400, 422, 500],
    ],
    [
      'a compression that n8n does not know',
      async () => await send(compressed('br', brotliCompressSync, 'before')),
      [401, 422],
    ],
    [
      "more than n8n's limit",
      async () => await send(plain(event({ large: 'x'.repeat(17 * 1024 * 1024) }))),
      [400, 413, 422, 500],
    ],
  ])('%s', async (_what, delivered, statuses) => {
    const before = (await executions()).length;
    expect(statuses).toContain(await delivered());
    expect(await executions()).toHaveLength(before);
  });

  it('and a real event still gets through afterwards', async () => {
    const before = (await executions()).length;
    expect(await send(plain(event()))).toBe(200);
    expect(nodeOutput(await started(before), NEXT)).toHaveLength(1);
  });
});
