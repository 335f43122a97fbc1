/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Agent } from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import { errorMessage } from './thrown';

/** n8n's REST interface answered with an error status. */
export class N8nRestError extends Error {
  override readonly name = 'N8nRestError';

  /**
   * @param status HTTP status
   * @param request method and path, such as `POST /rest/credentials`
   * @param reason what n8n said
   */
  constructor(
    readonly status: number,
    readonly request: string,
    readonly reason: string,
  ) {
    super(`n8n answered ${status} to ${request}: ${reason}`);
  }
}

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Requests to one n8n that keep its cookies, as a browser does. */
export class RestSession {
  private readonly http: AxiosInstance;
  private readonly cookies: Map<string, string>;

  /**
   * @param url n8n's address, such as `http://127.0.0.1:5678`
   * @param cookies of a session that goes on, by name
   */
  constructor(
    readonly url: string,
    cookies: Record<string, string> = {},
  ) {
    this.cookies = new Map(Object.entries(cookies));
    this.http = axios.create({
      baseURL: url,
      timeout: 60_000,
      proxy: false,
      // n8n closes a connection after some seconds without a request, perhaps just when the next one is sent.
      httpAgent: new Agent({ keepAlive: false }),
      maxContentLength: Infinity,
      validateStatus: () => true,
    });
  }

  /** What the session can be continued with elsewhere, e.g. in a browser. */
  get currentCookies(): Record<string, string> {
    return Object.fromEntries(this.cookies);
  }

  /**
   * Sends one request.
   *
   * @param path such as `/rest/workflows`
   * @param body sent as JSON
   * @returns the answer's body
   * @throws N8nRestError for a status from 400 on; Error if n8n can't be reached
   */
  async request<T>(method: HttpMethod, path: string, body?: object): Promise<T> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.http
      .request<T>({ method, url: path, data: body, headers: cookie === '' ? {} : { cookie } })
      .catch((error: unknown) => {
        throw new Error(
          `n8n at ${this.url} did not answer ${method} ${path}: ${errorMessage(error)}`,
        );
      });
    for (const line of response.headers['set-cookie'] ?? []) this.keepCookie(line);
    if (response.status >= 400) {
      throw new N8nRestError(response.status, `${method} ${path}`, reasonIn(response.data));
    }
    return response.data;
  }

  private keepCookie(line: string): void {
    const [pair = ''] = line.split(';');
    const separator = pair.indexOf('=');
    if (separator > 0) this.cookies.set(pair.slice(0, separator), pair.slice(separator + 1));
  }
}

function reasonIn(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  return typeof body === 'string' ? body.slice(0, 300) : JSON.stringify(body);
}
