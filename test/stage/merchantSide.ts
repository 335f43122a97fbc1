/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axios, { type AxiosResponse } from 'axios';
import createFastify from 'fastify';
import type { Sandbox } from '../../sandbox';
import { isObject, type JsonObject } from '../../sandbox/json';

/** An answer of the API: what the tests look at. */
export interface Answer {
  status: number;
  location: string;
  /** The bytes of the body as text. */
  text: string;
  json: JsonObject;
}

/** Something that was posted to the merchant. */
export interface Post {
  body: Buffer;
  signature: string;
  contentType: string;
  json: JsonObject;
}

/** A documented sample. */
export function sample(name: string): JsonObject {
  const path = join(__dirname, '../fixtures/docs', `${name}.json`);
  return objectFrom(readFileSync(path, 'utf8'));
}

export function objectFrom(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** A value deep in a JSON object, by its keys and indexes. */
export function at(value: unknown, ...keys: (string | number)[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isObject(inner) ? inner[key] : undefined;
  }, value);
}

/** A client of the API that sends exactly what it is told. */
export class ApiClient {
  private token = '';

  constructor(private readonly sandbox: Sandbox) {}

  /** Gets a token, as every test of a resource needs one. */
  async signIn(): Promise<string> {
    const answer = await this.form('/oauth/token', { grant_type: 'client_credentials' });
    this.token = String(answer.json.access_token);
    return this.token;
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await axios.post<string>(
      this.urlOf(path),
      typeof body === 'string' ? body : JSON.stringify(body),
      this.options({ 'Content-Type': 'application/json', ...headers }),
    );
    return answerOf(answer);
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return answerOf(await axios.get<string>(this.urlOf(path), this.options(headers)));
  }

  async delete(path: string): Promise<Answer> {
    return answerOf(await axios.delete<string>(this.urlOf(path), this.options({})));
  }

  /** Posts a form with the client's keys; `fields` may replace them. */
  async form(path: string, fields: Record<string, string>): Promise<Answer> {
    const { clientId, clientSecret } = this.sandbox.credentials;
    const form = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      ...fields,
    });
    return answerOf(await axios.post<string>(this.urlOf(path), form, this.options({})));
  }

  private urlOf(path: string): string {
    return path.startsWith('http') ? path : this.sandbox.url + path;
  }

  private options(headers: Record<string, string>) {
    return {
      headers: {
        Accept: 'application/json',
        ...(this.token === '' ? {} : { Authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      responseType: 'text' as const,
      transformResponse: (text: string) => text,
      validateStatus: () => true,
      timeout: 10_000,
    };
  }
}

function answerOf(answer: AxiosResponse<string>): Answer {
  return {
    status: answer.status,
    location: String(answer.headers.location ?? ''),
    text: answer.data,
    json: objectFrom(answer.data),
  };
}

/** The merchant's own server, to which callbacks and webhooks are posted. */
export async function startReceiver() {
  const posts: Post[] = [];
  const server = createFastify({ forceCloseConnections: true, bodyLimit: 100 * 1024 * 1024 });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.post('/*', (request) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    posts.push({
      body,
      signature: String(request.headers['x-kopokopo-signature']),
      contentType: String(request.headers['content-type']),
      json: objectFrom(body.toString()),
    });
    return { ok: true };
  });
  const base = await server.listen({ port: 0, host: '127.0.0.1' });
  return { url: `${base}/callback`, posts, stop: () => server.close() };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
