import { DateTime } from 'luxon';

import type { KopoKopoClient } from '../../api/client';
import { apiTime } from '../../api/dateTime';
import { NO_ID, type Failure } from '../../api/failure';
import { list } from '../../api/json';
import { idInLocationHeader } from '../../api/location';
import { paymentListBody } from '../../api/paymentList';
import { RESOURCE_TYPES } from '../../api/resourceTypes';
import { resultIn } from '../../api/result';
import { unusedCallbackUrl } from '../../api/targetUrl';
import { now } from '../../flow/clock';
import type { Stop } from '../../flow/stop';
import { waitForResult } from '../../api/waitForResult';
import { paymentIn, type Payment, type Unread } from './payment';
import type { Scope } from './search';

const { path: PATH, title } = RESOURCE_TYPES.polling;

/** A list of thousands takes Kopo Kopo a while. */
const LONGEST_WAIT_MS = 5 * 60_000;

const NOT_YET: Failure = {
  kind: 'unanswered',
  message: 'Kopo Kopo did not have the list of payments ready in time',
  advice: 'The next look asks again.',
};

export type Listing =
  | { payments: Payment[]; unread: Unread[]; failure?: undefined }
  | { payments?: undefined; unread?: undefined; failure: Failure };

/**
 * Asks Kopo Kopo for the payments of a time.
 *
 * @param from milliseconds since 1970
 * @param to the same
 * @param topics those that are waited for
 */
export async function listPayments(
  client: KopoKopoClient,
  scope: Scope,
  from: number,
  to: number,
  topics: string[],
  stop: Stop,
): Promise<Listing> {
  const request = requestFor(client, scope, from, to);
  const { answer, failure } = await client.send(request);
  const id = answer && idInLocationHeader(answer.headers.location);
  if (id === undefined) return { failure: failure ?? NO_ID };
  const created = { type: 'polling' as const, id, location: '' };
  const result = await waitForResult(client, created, now() + LONGEST_WAIT_MS, stop);
  if (result.outcome !== 'succeeded') return { failure: result.trouble ?? NOT_YET };
  const payments: Payment[] = [];
  const unread: Unread[] = [];
  for (const each of list(resultIn(result.body, created)?.attributes.transactions)) {
    const read = paymentIn(each, topics);
    if (read && 'key' in read) payments.push(read);
    else if (read) unread.push(read);
  }
  return { payments, unread };
}

/** @returns those of these topics that were not taken back */
export function paymentsOf({ payments = [] }: Listing, topics: string[]): Payment[] {
  return payments.filter(({ topic, isUndone }) => topics.includes(topic) && !isUndone);
}

/** @returns how many of them may be payments of these topics */
export function unreadOf({ unread = [] }: Listing, topics: string[]): number {
  return unread.filter(({ topic }) => topic === undefined || topics.includes(topic)).length;
}

/** @returns why Kopo Kopo gives no list for a scope; undefined when it does */
export async function reasonNotListed(
  client: KopoKopoClient,
  scope: Scope,
): Promise<Failure | undefined> {
  return (await client.tryOnce(requestFor(client, scope, now() - 60_000, now()))).failure;
}

function requestFor(client: KopoKopoClient, { till }: Scope, from: number, to: number) {
  return {
    method: 'POST' as const,
    path: PATH,
    what: title,
    body: {
      ...paymentListBody(till, timeOf(from), timeOf(to)),
      _links: { callback_url: unusedCallbackUrl(client.baseUrl) },
    },
  };
}

function timeOf(milliseconds: number): string {
  return apiTime(DateTime.fromMillis(milliseconds, { zone: 'utc' }));
}
