import { randomInt } from 'n8n-workflow';

import type { KopoKopoClient } from '../api/client';
import { outcomeOf, type Outcome } from '../api/outcome';
import { pause } from '../api/pause';
import { RESOURCE_TYPES, type ResourceType } from '../api/resourceTypes';
import { resultIn } from '../api/simplify';

/** A customer takes seconds to enter a PIN: ask quickly at first, then more and more slowly. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.4;

export interface Watched {
  /** The last JSON that the API answered, undefined when it never did. */
  body?: unknown;
  outcome: Outcome;
  /** The API's own word for it. */
  status: string;
  /** The last thing that went wrong while asking, in a sentence. */
  trouble?: string;
}

/**
 * Asks the status until it is final. A question that fails is asked again: the thing exists, and only
 * the time is limited.
 *
 * @param id of what was created
 * @param until when to give up, in milliseconds since 1970
 * @param stop stops the asking at once, e.g. when the execution is cancelled
 * @returns the last state; `outcome` is `pending` when it wasn't final in time
 * Source: GET answers the same JSON as the callback, which may get lost on its way.
 */
export async function waitForResult(
  client: KopoKopoClient,
  type: ResourceType,
  id: string,
  until: number,
  stop: AbortSignal,
): Promise<Watched> {
  let watched: Watched = { outcome: 'pending', status: 'Pending' };
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * GROWTH, LONGEST_PAUSE_MS)) {
    const left = until - Date.now();
    if (left <= 0 || stop.aborted) return watched;
    // The jitter keeps a thousand items from asking in the same instant.
    await pause(Math.min(wait + randomInt(250), left), stop);
    if (stop.aborted) return watched;
    const now = await askForResult(client, type, id);
    watched = now.trouble === undefined ? now : { ...watched, trouble: now.trouble };
    if (watched.outcome !== 'pending') return watched;
  }
}

/**
 * Asks the status once.
 *
 * @returns the state now; only `trouble` and `pending` when there was no usable answer
 */
export async function askForResult(
  client: KopoKopoClient,
  type: ResourceType,
  id: string,
): Promise<Watched> {
  const { path, title } = RESOURCE_TYPES[type];
  const { answer, failure } = await client.ask({
    method: 'GET',
    path: `${path}/${id}`,
    what: title,
  });
  if (failure) return { outcome: 'pending', status: 'Pending', trouble: failure.message };
  const result = resultIn(answer.body);
  if (!result) {
    return { outcome: 'pending', status: 'Pending', trouble: "Kopo Kopo's answer can not be read" };
  }
  const { status } = result.attributes;
  return {
    body: answer.body,
    outcome: outcomeOf(result.type, result.attributes),
    status: typeof status === 'string' ? status : 'Pending',
  };
}
