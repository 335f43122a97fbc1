import { DateTime } from 'luxon';

import type { KopoKopoClient, Reply } from '../../api/client';
import { apiTime } from '../../api/dateTime';
import type { Failure } from '../../api/failure';
import { list, withoutEmpty } from '../../api/json';
import { idInLocationHeader } from '../../api/location';
import { RESOURCE_TYPES } from '../../api/resourceTypes';
import { resultIn } from '../../api/result';
import { unusedCallbackUrl } from '../../api/targetUrl';
import { waitForResult } from '../../api/waitForResult';
import { now, unhurried } from '../../flow/clock';
import { MINUTE_MS } from '../../flow/durations';
import type { Stop } from '../../flow/stop';
import { ASK_AGAIN } from '../activationErrors';
import { UNREADABLE } from '../subscriptions/subscriptionState';
import { paymentIn, type Payment, type Unread } from './payment';
import type { Scope } from './search';

const { path: PATH, title } = RESOURCE_TYPES.polling;

/** A person waits. */
export const LONGEST_FOR_A_PERSON_MS = 20_000;

/** For how long a list is waited for, and what becomes of it then. */
export interface Patience {
  /** In milliseconds since 1970. */
  until: number;
  /** Who asks for it again: a sentence. */
  advice: string;
}

type Failed = { payments?: undefined; unread?: undefined; failure: Failure };

export type Listing = { payments: Payment[]; unread: Unread[]; failure?: undefined } | Failed;

/**
 * Asks Kopo Kopo for the payments of a time.
 *
 * @param from milliseconds since 1970
 * @param to the same
 */
export async function listPayments(
  client: KopoKopoClient,
  scope: Scope,
  [from, to]: [from: number, to: number],
  { until, advice }: Patience,
  stop: Stop,
): Promise<Listing> {
  const { id, failure } = idIn(await client.send(requestFor(client, scope, from, to)));
  // A list that may have been made is no money: it is asked for again.
  if (failure) return { failure: failure.kind === 'unknown' ? { ...failure, advice } : failure };
  const created = { type: 'polling' as const, id, location: '' };
  const result = await waitForResult(client, created, until, stop);
  if (result.outcome !== 'succeeded') return { failure: result.trouble ?? notYet(advice) };
  const payments: Payment[] = [];
  const unread: Unread[] = [];
  for (const each of list(resultIn(result.body, created)?.attributes.transactions)) {
    const read = paymentIn(each);
    if (read && 'key' in read) payments.push(read);
    else if (read) unread.push(read);
  }
  return { payments, unread };
}

/**
 * Asks for the payments of several scopes, for a person who waits: it takes no longer than
 * {@link LONGEST_FOR_A_PERSON_MS}.
 *
 * @returns all of them; the first failure, and of which till, where there is one
 */
export async function listAllSoon(
  client: KopoKopoClient,
  scopes: Scope[],
  time: [from: number, to: number],
  stop: Stop,
): Promise<Listing & Scope> {
  const patience = { until: now() + LONGEST_FOR_A_PERSON_MS, advice: ASK_AGAIN };
  // Sending the question may take longer than waiting for the answer.
  const timeIsUp = unhurried(LONGEST_FOR_A_PERSON_MS).then(() => ({ failure: notYet(ASK_AGAIN) }));
  const all: Listing = { payments: [], unread: [] };
  for (const scope of scopes) {
    const listing = await Promise.race([
      listPayments(client, scope, time, patience, stop),
      timeIsUp,
    ]);
    if (listing.failure) return { ...listing, ...scope };
    all.payments.push(...listing.payments);
    all.unread.push(...listing.unread);
  }
  return all;
}

function notYet(advice: string): Failure {
  const message = 'Kopo Kopo did not have the list of payments ready in time';
  return { kind: 'unanswered', message, advice };
}

/** @returns those of these topics that were not taken back */
export function paymentsOf({ payments = [] }: Listing, topics: string[]): Payment[] {
  return payments.filter(({ topic, isUndone }) => topics.includes(topic) && !isUndone);
}

/** @returns how many of them may be payments of these topics */
export function unreadOf({ unread = [] }: Listing, topics: string[]): number {
  return unread.filter(({ topic }) => topic === undefined || topics.includes(topic)).length;
}

/** @returns what to do about transactions that can't be read; undefined where there are none */
export function sentenceOfUnread(count: number): string | undefined {
  if (count === 0) return undefined;
  const many = count === 1 ? 'One transaction' : `${count} transactions`;
  return `${many} in Kopo Kopo's list of payments can't be read: the type, the time or the reference is not written as it is known here. No look lets such payments in. See by 'Get Many' of the payments received what they are, and whether your workflow has had them; then update this package, and report it if that does not help.`;
}

/** @returns why Kopo Kopo gives no list for a scope; undefined when it does */
export async function reasonNotListed(
  client: KopoKopoClient,
  scope: Scope,
): Promise<Failure | undefined> {
  return idIn(await client.tryOnce(requestFor(client, scope, now() - MINUTE_MS, now()))).failure;
}

/** @returns the ID of the list that is asked for, else why there is none */
function idIn({
  answer,
  failure,
}: Reply): { id: string; failure?: undefined } | { id?: undefined; failure: Failure } {
  if (failure) return { failure };
  const id = idInLocationHeader(answer.headers.location);
  return id === undefined ? { failure: UNREADABLE } : { id };
}

/** Source: API documentation, "Polling". */
function requestFor(client: KopoKopoClient, { till }: Scope, from: number, to: number) {
  return {
    method: 'POST' as const,
    path: PATH,
    what: title,
    body: {
      ...withoutEmpty({ scope: till === undefined ? 'company' : 'till', scope_reference: till }),
      from_time: apiTime(DateTime.fromMillis(from, { zone: 'utc' })),
      to_time: apiTime(DateTime.fromMillis(to, { zone: 'utc' })),
      _links: { callback_url: unusedCallbackUrl(client.baseUrl) },
    },
  };
}
