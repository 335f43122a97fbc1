/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';
import { logTail, OwnedProcess } from '../tools/n8n/ownedProcess';

const PROJECT = resolve(__dirname, '..');
const READY_MS = 30_000;

/** The sandbox in a process of its own, so that it takes no time from what is measured. */
export class SandboxProcess {
  private constructor(
    private readonly process: OwnedProcess,
    readonly url: string,
    readonly clientId: string,
    readonly clientSecret: string,
    readonly apiKey: string,
  ) {}

  /**
   * Starts `sandbox/main.ts` on a free port.
   *
   * @param folder where its log goes
   * @throws Error with the end of its log when it does not start
   */
  static async start(folder: string): Promise<SandboxProcess> {
    const logFile = join(folder, 'sandbox.log');
    const owned = new OwnedProcess({
      node: process.execPath,
      args: ['--import', 'tsx', join(PROJECT, 'sandbox', 'main.ts'), '--port', '0'],
      cwd: PROJECT,
      env: process.env,
      logFile,
    });
    for (const deadline = Date.now() + READY_MS; Date.now() < deadline && !owned.hasEnded;) {
      const log = await readFile(logFile, 'utf8');
      const value = (name: string) => new RegExp(`^ *${name} +(\\S+)`, 'm').exec(log)?.[1];
      const [url, id, secret, key] = ['Base URL', 'Client ID', 'Client Secret', 'API Key'].map(
        value,
      );
      if (url && id && secret && key) return new SandboxProcess(owned, url, id, secret, key);
      await delay(50);
    }
    await owned.kill();
    throw new Error(`The sandbox did not start. Its log:\n${await logTail(logFile, 20)}`);
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  /** POST to the control surface, see `sandbox/controlRoutes.ts`. */
  async control(action: string, body: object = {}): Promise<void> {
    await axios.post(`${this.url}/sandbox/${action}`, body, { proxy: false });
  }

  /** How many requests the API got since `clear-requests`. */
  async requests(filter: { method?: string; path: string }): Promise<number> {
    const { data } = await axios.get<unknown[]>(`${this.url}/sandbox/requests`, {
      params: filter,
      proxy: false,
      maxContentLength: Infinity,
    });
    return data.length;
  }

  /** How many things of a JSON:API type there are. */
  async created(type: string): Promise<number> {
    const { data } = await axios.get<unknown[]>(`${this.url}/sandbox/created/${type}`, {
      proxy: false,
      maxContentLength: Infinity,
    });
    return data.length;
  }

  /** Where events go to. */
  async subscriptionUrls(): Promise<string[]> {
    const { data } = await axios.get<Array<{ url?: string }>>(`${this.url}/sandbox/subscriptions`, {
      proxy: false,
    });
    return data.flatMap(({ url }) => (url === undefined ? [] : [url]));
  }
}
