import { DateTime } from 'luxon';

import type { KopoKopoClient, Reply } from '../../api/client';
import { apiTime } from '../../api/dateTime';
import { UNREADABLE, type Failure } from '../../api/failure';
import { list } from '../../api/json';
import { idInLocationHeader } from '../../api/location';
import { paymentListBody } from '../../api/paymentList';
import { RESOURCE_TYPES } from '../../api/resourceTypes';
import { resultIn } from '../../api/result';
import { unusedCallbackUrl } from '../../api/targetUrl';
import { waitForResult } from '../../api/waitForResult';
import { now, unhurried } from '../../flow/clock';
import { MINUTE_MS } from '../../flow/durations';
import type { Stop } from '../../flow/stop';
import { ASK_AGAIN } from '../activationErrors';
import { paymentIn, type Payment, type Unread } from './payment';
import type { Listed, Scope } from './search';

const { path: PATH, title } = RESOURCE_TYPES.polling;

/** A person waits. */
export const LONGEST_FOR_A_PERSON_MS = 20_000;

/** A time: from and to, in milliseconds since 1970. */
type Time = [from: number, to: number];

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
 * @param asked the till (all of them where there is none), and what tells the topics of its payments
 */
export async function listPayments(
  client: KopoKopoClient,
  { till, told }: Scope & Pick<Listed, 'told'>,
  time: Time,
  { until, advice }: Patience,
  stop: Stop,
): Promise<Listing> {
  const { id, failure } = idIn(await client.send(requestFor(client, till, time)));
  // A list that may have been made is no money: it is asked for again.
  if (failure) return { failure: failure.kind === 'unknown' ? { ...failure, advice } : failure };
  const created = { type: 'polling' as const, id, location: '' };
  const result = await waitForResult(client, created, until, stop);
  if (result.outcome !== 'succeeded') return { failure: result.trouble ?? notYet(advice) };
  const payments: Payment[] = [];
  const unread: Unread[] = [];
  for (const each of list(resultIn(result.body, created)?.attributes.transactions)) {
    const read = paymentIn(each, told);
    if (read && 'key' in read) payments.push(read);
    else if (read) unread.push(read);
  }
  return { payments, unread };
}

/**
 * Asks for the payments of several scopes at once, for a person who waits: it takes no longer than
 * {@link LONGEST_FOR_A_PERSON_MS}.
 *
 * @returns all of them; the first failure, and of which till, where there is one
 */
export async function listAllSoon(
  client: KopoKopoClient,
  { told, scopes }: Listed,
  time: Time,
  stop: Stop,
): Promise<Listing & Scope> {
  const patience = { until: now() + LONGEST_FOR_A_PERSON_MS, advice: ASK_AGAIN };
  // Sending the question may take longer than waiting for the answer.
  const timeIsUp = unhurried(LONGEST_FOR_A_PERSON_MS).then(() => ({ failure: notYet(ASK_AGAIN) }));
  const listings = scopes.map(async (scope) => ({
    ...scope,
    ...(await Promise.race([
      listPayments(client, { ...scope, told }, time, patience, stop),
      timeIsUp,
    ])),
  }));
  const all: Listing = { payments: [], unread: [] };
  for (const listing of await Promise.all(listings)) {
    if (listing.failure) return listing;
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
  { till }: Scope,
): Promise<Failure | undefined> {
  const time: Time = [now() - MINUTE_MS, now()];
  return idIn(await client.tryOnce(requestFor(client, till, time))).failure;
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

function requestFor(client: KopoKopoClient, till: string | undefined, [from, to]: Time) {
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
