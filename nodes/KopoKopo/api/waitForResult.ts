import { randomInt, type IDataObject } from 'n8n-workflow';

import type { CreatedFor } from './asked';
import type { ApiRequest, KopoKopoClient } from './client';
import { failureOfAnswer, type Failure } from './failure';
import type { Outcome } from './moves';
import { outcomeOf } from './outcome';
import { now, unhurried } from '../flow/clock';
import { pause } from '../flow/pause';
import { RESOURCE_TYPES } from './resourceTypes';
import { isSameId, resultIn } from './result';
import type { Stop } from '../flow/stop';

type IsReady = (attributes: IDataObject) => boolean;

/** Some results take seconds, others hours: ask quickly at first, then more and more slowly. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.4;
/** As long as a prompt is on the phone, somebody stands at the counter and waits. */
const PROMPT_MS = 90_000;
const PROMPT_PAUSE_MS = 2_000;
/** Where many prompts are waited for, nobody does: so many questions a second are enough. */
const MOST_QUESTIONS_PER_SECOND = 20;
/** What the last question may take when the time is nearly up. */
const LEAST_TIMEOUT_MS = 2_000;
/** So often in a row: a firewall on the way may say 403 in passing. */
const MOST_REFUSALS = 3;

export interface Watched {
  /** The last JSON that the API answered, undefined when it never did. */
  body?: unknown;
  outcome: Outcome;
  /** Whether the workflow can go on: the outcome is final, or there is what it needs. */
  ready: boolean;
  /** The API's own word for it. */
  status: string;
  /** The last thing that went wrong while asking. */
  trouble?: Failure;
}

/** Of what was created a moment ago. */
export const NOTHING_YET: Watched = { outcome: 'pending', ready: false, status: 'Pending' };

/**
 * Asks the status until it is final. A question that fails in passing is asked again: the thing
 * exists, and only the time is limited.
 *
 * @param created what to ask about
 * @param until when to give up, in milliseconds since 1970
 * @param stop stops the asking at once, e.g. when the execution is cancelled
 * @param isReady whether the workflow can go on before the outcome is final
 * @returns the last state; `outcome` is `pending` when it wasn't final in time, or can't be asked for
 * Source: GET answers the same JSON as the callback, which may get lost on its way.
 */
export async function waitForResult(
  client: KopoKopoClient,
  created: CreatedFor,
  until: number,
  stop: Stop,
  isReady?: IsReady,
): Promise<Watched> {
  countWaiting(client, 1);
  return await askUntil(client, created, until, stop, isReady).finally(() =>
    countWaiting(client, -1),
  );
}

async function askUntil(
  client: KopoKopoClient,
  created: CreatedFor,
  until: number,
  stop: Stop,
  isReady?: IsReady,
): Promise<Watched> {
  let watched = NOTHING_YET;
  let refusals = 0;
  const start = now();
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * GROWTH, LONGEST_PAUSE_MS)) {
    const left = until - now();
    if (left <= 0 || stop.stopped) return watched;
    const isPrompt = created.type === 'incoming_payment' && now() - start < PROMPT_MS;
    const soon = isPrompt ? Math.min(wait, pauseAtCounter(client)) : wait;
    // The jitter keeps a thousand items from asking in the same instant.
    const next = Math.max(soon + randomInt(250), watched.trouble?.retryAfter ?? 0);
    await pause(Math.min(next, left), stop);
    const timeout = Math.max(until - now(), LEAST_TIMEOUT_MS);
    // It may have to wait for its turn, or for a new token: that counts, too.
    const question = Promise.race([
      askForResult(client, created, isReady, timeout),
      unhurried(timeout).then(() => undefined),
    ]);
    const told = await stop.unlessStopped(question);
    if (!told) return watched;
    watched = told.trouble === undefined ? told : { ...watched, trouble: told.trouble };
    refusals = told.trouble?.lasts ? refusals + 1 : 0;
    if (watched.ready || refusals >= MOST_REFUSALS) return watched;
  }
}

/** How many results each client waits for. */
const waiting = new WeakMap<KopoKopoClient, number>();

function countWaiting(client: KopoKopoClient, change: number): void {
  waiting.set(client, (waiting.get(client) ?? 0) + change);
}

function pauseAtCounter(client: KopoKopoClient): number {
  const fairShare = ((waiting.get(client) ?? 0) / MOST_QUESTIONS_PER_SECOND) * 1000;
  return Math.max(PROMPT_PAUSE_MS, fairShare);
}

/**
 * Asks the status once.
 *
 * @param timeout milliseconds, where it may take less time than the settings allow
 * @returns the state now; only `trouble` and `pending` when there was no usable answer
 */
export async function askForResult(
  client: KopoKopoClient,
  { type, id, asked }: CreatedFor,
  isReady?: IsReady,
  timeout?: number,
): Promise<Watched> {
  const { path, title } = RESOURCE_TYPES[type];
  const question: ApiRequest = {
    method: 'GET',
    path: `${path}/${id}`,
    what: title,
    timeout,
    until: timeout === undefined ? undefined : now() + timeout,
  };
  const { answer, failure } = await client.tryOnce(question);
  if (failure) return { ...NOTHING_YET, trouble: failure };
  const result = resultIn(answer.body, { id, type });
  // The result of another request says nothing of this one.
  if (!result || !isSameId(result.id, id)) {
    return { ...NOTHING_YET, trouble: failureOfAnswer(question, answer.status, answer.body) };
  }
  const { status } = result.attributes;
  const outcome = outcomeOf(result.type, result.attributes, asked);
  return {
    body: answer.body,
    outcome,
    ready: outcome !== 'pending' || isReady?.(result.attributes) === true,
    status: typeof status === 'string' ? status : 'Pending',
  };
}
