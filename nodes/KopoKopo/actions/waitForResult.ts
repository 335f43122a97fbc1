import { randomInt } from 'n8n-workflow';

import type { KopoKopoClient } from '../api/client';
import { outcomeOf, type Outcome } from '../api/outcome';
import { pause } from '../api/pause';
import { RESOURCE_TYPES } from '../api/resourceTypes';
import { resultIn } from '../api/simplify';
import type { CreateOperation } from './operation';
import type { Created } from './output';

type IsReady = NonNullable<CreateOperation['isReady']>;

/** A customer takes seconds to enter a PIN: ask quickly at first, then more and more slowly. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.4;

export interface Watched {
  /** The last JSON that the API answered, undefined when it never did. */
  body?: unknown;
  outcome: Outcome;
  /** Whether the workflow can go on: the outcome is final, or there is what it needs. */
  ready: boolean;
  /** The API's own word for it. */
  status: string;
  /** The last thing that went wrong while asking, in a sentence. */
  trouble?: string;
}

/**
 * Asks the status until it is final. A question that fails is asked again: the thing exists, and only
 * the time is limited.
 *
 * @param created what to ask about
 * @param until when to give up, in milliseconds since 1970
 * @param stop stops the asking at once, e.g. when the execution is cancelled
 * @param isReady whether the workflow can go on before the outcome is final
 * @returns the last state; `outcome` is `pending` when it wasn't final in time
 * Source: GET answers the same JSON as the callback, which may get lost on its way.
 */
export async function waitForResult(
  client: KopoKopoClient,
  created: Created,
  until: number,
  stop: AbortSignal,
  isReady?: IsReady,
): Promise<Watched> {
  let watched: Watched = { outcome: 'pending', ready: false, status: 'Pending' };
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * GROWTH, LONGEST_PAUSE_MS)) {
    const left = until - Date.now();
    if (left <= 0 || stop.aborted) return watched;
    // The jitter keeps a thousand items from asking in the same instant.
    await pause(Math.min(wait + randomInt(250), left), stop);
    if (stop.aborted) return watched;
    const now = await askForResult(client, created, isReady);
    watched = now.trouble === undefined ? now : { ...watched, trouble: now.trouble };
    if (watched.ready) return watched;
  }
}

/**
 * Asks the status once.
 *
 * @returns the state now; only `trouble` and `pending` when there was no usable answer
 */
export async function askForResult(
  client: KopoKopoClient,
  { type, id }: Created,
  isReady?: IsReady,
): Promise<Watched> {
  const { path, title } = RESOURCE_TYPES[type];
  const { answer, failure } = await client.ask({
    method: 'GET',
    path: `${path}/${id}`,
    what: title,
  });
  if (failure)
    return { outcome: 'pending', ready: false, status: 'Pending', trouble: failure.message };
  const result = resultIn(answer.body);
  if (!result) {
    return {
      outcome: 'pending',
      ready: false,
      status: 'Pending',
      trouble: "Kopo Kopo's answer can not be read",
    };
  }
  const { status } = result.attributes;
  const outcome = outcomeOf(result.type, result.attributes);
  return {
    body: answer.body,
    outcome,
    ready: outcome !== 'pending' || isReady?.(result.attributes) === true,
    status: typeof status === 'string' ? status : 'Pending',
  };
}
