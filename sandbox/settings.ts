/**
 * How the sandbox words what it tells: as the documentation has it, or as official SDKs' fixtures, guides
 * and production code show it. The facts are the same.
 */
export const WORDINGS = ['as documented', 'as seen'] as const;
export type Wording = (typeof WORDINGS)[number];

/** What can be changed while the sandbox runs. Times are milliseconds unless the name says. */
export interface Settings {
  /** Added before every answer of the API. */
  latencyMs: number;
  /** From a create to its final result and callback. */
  resultDelayMs: number;
  /** Life of the tokens issued from now on. */
  tokenLifetimeSeconds: number;
  /** How many live tokens a client may have; a new one revokes the oldest. null = any number. */
  tokensPerClient: number | null;
  /** Share of callbacks and webhooks that never leave, 0 to 1. */
  callbackLossRate: number;
  /** Extra copies of each callback and webhook. */
  callbackDuplicates: number;
  /** Deliveries leave in a random order: each waits up to `shuffleWindowMs`. */
  shuffleDeliveries: boolean;
  shuffleWindowMs: number;
  /** How often a delivery that got no 2xx is sent again. */
  deliveryRetries: number;
  deliveryRetryDelayMs: number;
  /** How long a delivery waits for an answer. */
  deliveryTimeoutMs: number;
  /** What DELETE on a webhook subscription does; the docs know no deletion. */
  webhookDeletion: 'unsupported' | 'supported' | 'gone' | 'error';
  /** Answer 403 with an empty body to a request without a User-Agent, as the live edge does. */
  requireUserAgent: boolean;
  /** How results, events, tokens and refusals are worded from now on. */
  wording: Wording;
  /** Seed of the randomness behind loss and shuffling, so that a run can be repeated. */
  randomSeed: number;
}

export const DEFAULT_SETTINGS: Settings = {
  latencyMs: 0,
  resultDelayMs: 50,
  tokenLifetimeSeconds: 3600,
  tokensPerClient: null,
  callbackLossRate: 0,
  callbackDuplicates: 0,
  shuffleDeliveries: false,
  shuffleWindowMs: 100,
  deliveryRetries: 0,
  deliveryRetryDelayMs: 100,
  deliveryTimeoutMs: 10_000,
  webhookDeletion: 'unsupported',
  requireUserAgent: true,
  wording: 'as documented',
  randomSeed: 1,
};

/** A repeatable source of numbers from 0 up to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
