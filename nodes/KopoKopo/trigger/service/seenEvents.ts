import type { IWebhookFunctions } from 'n8n-workflow';

import { now } from '../../flow/clock';
import { PerNode } from '../../process/perNode';
import { isTest } from '../isTest';

/** What has come to a trigger's address in this process. */
interface Seen {
  /** When the last event was let in, in milliseconds since 1970. */
  letInAt?: number;
  /** The last one that was not, and why. */
  turnedAway?: { at: number; because: string };
}

/** In memory only: n8n's database would have to be written to with each event. */
export const seenEvents = new PerNode<Seen>();

/** @param because why an event is not let in; without it, it is */
export function noteSeen(context: IWebhookFunctions, because?: string): void {
  if (isTest(context)) return;
  const seen = seenEvents.getOrMake(context, () => ({}));
  if (because === undefined) seen.letInAt = now();
  else seen.turnedAway = { at: now(), because };
}
