import { randomBytes } from 'node:crypto';
import { Application } from './application';
import type { Credentials } from './application';
import { controlOf, type SandboxControl } from './control';
import { REFERENCES, TILLS, type References } from './merchant';
import { buildServer } from './server';
import { DEFAULT_SETTINGS, type Wording } from './settings';

export type { Credentials, SentMessage } from './application';
export type { BusinessPayment, CustomerPayment, SandboxControl, SeedOptions } from './control';
export type { Delivery } from './deliveries';
export type { Fault } from './faults';
export type { References } from './merchant';
export { PHONES, type Phone } from './phones';
export type { RequestFilter } from './pathFilter';
export type { ReceivedRequest } from './requestLog';
export type { CreatedResource, ResultOutcome } from './resources/resource';
export type { NextResult } from './results';
export { WORDINGS } from './settings';
export type { Settings, Wording } from './settings';
export { sign } from './signature';
export type { WebhookEvent } from './webhookEvent';
export type { Fired, Subscription } from './webhooks';

export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** The keys of the application; made up where they aren't given. */
  clientId?: string;
  clientSecret?: string;
  apiKey?: string;
  /** Life of a token in seconds. Default 3600. */
  tokenLifetimeSeconds?: number;
  /** Milliseconds added before every answer. Default 0. */
  latencyMs?: number;
  /** Milliseconds from a create to its final result and callback. Default 50. */
  resultDelayMs?: number;
  /** Default 'as documented'. */
  wording?: Wording;
}

/** A running sandbox. */
export interface Sandbox {
  /** Where it listens, without a slash at the end. */
  url: string;
  credentials: Credentials;
  /** A till of the merchant for each use: buy goods, and online payments (STK push). */
  tills: { buyGoods: string; online: string };
  /** Destinations that exist from the start. */
  references: References;
  control: SandboxControl;
  /** Closes every connection, hanging ones too, and drops what was still to happen. */
  stop(): Promise<void>;
}

/**
 * Starts a local Kopo Kopo: the documented API, with nothing behind it but memory.
 *
 * @throws the system's error when the port can't be had
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { tokenLifetimeSeconds, latencyMs, resultDelayMs, wording } = options;
  const app = new Application(
    {
      clientId: options.clientId ?? madeUpKey(),
      clientSecret: options.clientSecret ?? madeUpKey(),
      apiKey: options.apiKey ?? madeUpKey(),
    },
    {
      ...DEFAULT_SETTINGS,
      ...(tokenLifetimeSeconds === undefined ? {} : { tokenLifetimeSeconds }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(resultDelayMs === undefined ? {} : { resultDelayMs }),
      ...(wording === undefined ? {} : { wording }),
    },
  );
  const server = await buildServer(app);
  app.url = await server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return {
    url: app.url,
    credentials: app.credentials,
    tills: { ...TILLS },
    references: REFERENCES,
    control: controlOf(app),
    stop: async () => {
      app.outstanding.stop();
      await server.close();
    },
  };
}

function madeUpKey(): string {
  return randomBytes(24).toString('base64url');
}
