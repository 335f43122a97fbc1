import type { KopoKopoClient } from '../../api/client';
import { nameOfTopic } from '../../api/events';
import { sentencesOf } from '../../api/failure';
import { kenyanTime } from '../../api/kenyanTime';
import { now } from '../../flow/clock';
import { DAY_MS, MINUTE_MS } from '../../flow/durations';
import { messageOf } from '../../flow/errorMessage';
import type { Stop } from '../../flow/stop';
import type { OfNode } from '../../process/perNode';
import type { Finding, Findings } from '../../process/servedTriggers';
import { listAllSoon, paymentsOf, sentenceOfUnread, unreadOf } from '../payments/listedPayments';
import type { Payment } from '../payments/payment';
import { receives, reasonsNotReceiving, type Receiving } from './requirements';
import { lastLooks } from './lookReport';
import type { Listed, Search } from '../payments/search';
import { seenEvents } from './seenEvents';
import { reasonNotToMakeAgain } from '../subscriptions/madeAgain';
import { SubscriptionRecord, type Shelf } from '../subscriptions/subscriptionRecord';
import { stateOf } from '../subscriptions/subscriptionState';
import type { Wanted } from '../subscriptions/wantedSubscriptions';

/** A trigger in service, as far as it matters to whoever waits for its events. */
export interface Service extends Receiving {
  owner: OfNode;
  /** Since when, in milliseconds since 1970. */
  since: number;
  /** What the workflow remembers of subscriptions. */
  shelf: Shelf;
  listed: Listed;
  /** Undefined where it doesn't look for payments. */
  search?: Search;
}

/** So long an event may take. */
const ON_ITS_WAY_MS = 2 * MINUTE_MS;

const LOOK_INSTEAD =
  "Set the trigger's 'Receive By' to 'Webhook, and Check for Missed Ones': then n8n looks for such payments by itself.";

/**
 * Finds out whether a trigger's events can come, and when the last one did. Never throws.
 *
 * @param client of the trigger's account; undefined where Kopo Kopo can't be asked
 */
export async function examine(
  service: Service,
  client: KopoKopoClient | undefined,
  stop: Stop,
): Promise<Findings> {
  return {
    api_key: apiKey(service, client),
    address: address(service, client),
    subscriptions: await guarded(async () => await subscriptions(service, client)),
    last_event: lastEvent(service),
    payments: await guarded(async () => await payments(service, client, stop)),
    last_look: lastLook(service),
  };
}

async function guarded(find: () => Promise<Finding>): Promise<Finding> {
  return await find().catch((error: unknown) => ({
    sentence: `Could not be found out. ${messageOf(error)}`,
    isProblem: true,
  }));
}

function address(service: Service, client?: KopoKopoClient): Finding {
  const [first] = service.wanted;
  if (!first) {
    const sentence = service.takesResults
      ? "It is the URL that you have entered as 'Callback URL' elsewhere."
      : 'None is needed: this trigger looks for payments by itself.';
    return { sentence };
  }
  const reason = reasonsNotReceiving(service, client).address;
  if (reason !== undefined) return { sentence: `${reason}.`, isProblem: true };
  const { origin } = new URL(first.url);
  return {
    sentence: `Kopo Kopo sends to ${origin}. That is fit for it; whether a firewall or a tunnel stands in the way, only an event shows.`,
  };
}

function apiKey(service: Service, client?: KopoKopoClient): Finding {
  if (!receives(service)) return { sentence: 'None is needed without events.' };
  const reason = reasonsNotReceiving(service, client).apiKey;
  if (reason !== undefined) return { sentence: `${reason}.`, isProblem: true };
  const letInAt = seenEvents.get(service.owner)?.letInAt;
  return {
    sentence:
      letInAt === undefined
        ? 'Whether it is right, only an event shows: Kopo Kopo cannot be asked.'
        : `It is right: it has proved an event on ${kenyanTime(letInAt)}.`,
  };
}

async function subscriptions(service: Service, client?: KopoKopoClient) {
  const { wanted, shelf } = service;
  if (wanted.length === 0) return { sentence: 'None is needed.' };
  if (!client) return { sentence: 'Kopo Kopo could not be asked.' };
  const record = new SubscriptionRecord(shelf, client.account);
  const sentences: string[] = [];
  let isProblem = false;
  for (const each of wanted) {
    const what = `${nameOfTopic(each.topic)}, ${each.scopeReference === undefined ? 'all your tills' : `till ${each.scopeReference}`}`;
    const all = record.for(each);
    const states = [];
    for (const known of all) states.push(await stateOf(client, known));
    const isThere = states.some(({ is }) => is === 'there');
    const failure = states.find((state) => state.failure)?.failure;
    isProblem ||= !isThere;
    if (isThere) sentences.push(`${what}: it is there.`);
    else if (failure) sentences.push(`${what}: could not be found out. ${sentencesOf(failure)}`);
    else {
      const lacks = all.length > 0 ? 'Kopo Kopo does not have it (any more)' : 'n8n knows of none';
      sentences.push(`${what}: ${lacks}. ${howMade(service, client.account, each)}`);
    }
  }
  return { sentence: sentences.join(' '), isProblem };
}

function howMade({ search }: Service, account: string, wanted: Wanted): string {
  return search === undefined
    ? 'Unpublish (deactivate) the workflow and publish (activate) it again: that makes it anew.'
    : (reasonNotToMakeAgain(account, wanted) ?? 'The next look makes it again.');
}

function lastEvent(service: Service): Finding {
  if (!receives(service)) return { sentence: 'This trigger gets no events.' };
  const { letInAt, turnedAway } = seenEvents.get(service.owner) ?? {};
  const since = kenyanTime(service.since);
  const first =
    letInAt === undefined
      ? `None has been let in since this n8n process took the trigger into service on ${since}. It does not know of earlier ones, nor of those that other processes of this n8n get (queue mode): the workflow's executions show them.`
      : `The last one was let in on ${kenyanTime(letInAt)}.`;
  if (!turnedAway) return { sentence: first };
  const second = `One was turned away on ${kenyanTime(turnedAway.at)}: ${turnedAway.because}.`;
  const isProblem = letInAt === undefined || turnedAway.at > letInAt;
  return { sentence: `${first} ${second}`, isProblem };
}

async function payments(service: Service, client: KopoKopoClient | undefined, stop: Stop) {
  const { topics } = service.listed;
  if (topics.length === 0) return { sentence: 'What this trigger waits for is in no list.' };
  if (!client) return { sentence: 'Kopo Kopo could not be asked.' };
  const listing = await listAllSoon(client, service.listed, [now() - DAY_MS, now()], stop);
  if (listing.failure) {
    const till = listing.till === undefined ? '' : ` of till ${listing.till}`;
    const sentence = `Kopo Kopo gives no list of the payments${till}. ${sentencesOf(listing.failure)}`;
    return { sentence, isProblem: true };
  }
  const all = paymentsOf(listing, topics);
  const sentences = sentencesOfPayments(service, all);
  const unread = sentenceOfUnread(unreadOf(listing, topics));
  if (unread === undefined) return sentences;
  // Then nobody knows whether nobody has paid.
  const known = all.length === 0 ? '' : `${sentences.sentence} `;
  return { sentence: `${known}${unread}`, isProblem: true };
}

function sentencesOfPayments(service: Service, all: Payment[]) {
  const newest = all.sort((one, other) => other.paidAt - one.paidAt)[0];
  if (!newest) return { sentence: 'Nobody has paid in the last 24 hours: nothing can come.' };
  const { amount, reference, till_number: till } = newest.simplified;
  const count = all.length === 1 ? 'One payment was' : `${all.length} payments were`;
  const known = `${count} made in the last 24 hours, the newest of KES ${String(amount)} to till ${String(till)} on ${kenyanTime(newest.paidAt)} (${String(reference)}).`;
  return isMissed(service, newest)
    ? {
        sentence: `${known} No event has come to this n8n process since: it got lost, Kopo Kopo does not reach n8n, or another process of n8n has got it. ${LOOK_INSTEAD}`,
        isProblem: true,
      }
    : { sentence: known };
}

/** Whether its event should have come by now, and looks don't see to it. */
function isMissed({ search, since, owner }: Service, { paidAt }: Payment): boolean {
  if (search || paidAt < since || paidAt > now() - ON_ITS_WAY_MS) return false;
  return (seenEvents.get(owner)?.letInAt ?? 0) < paidAt;
}

function lastLook({ search, listed, owner }: Service): Finding {
  if (!search) {
    const sentence = 'This trigger does not look for payments.';
    return { sentence: listed.topics.length > 0 ? `${sentence} ${LOOK_INSTEAD}` : sentence };
  }
  const last = lastLooks.get(owner);
  if (!last) return { sentence: 'There was none yet: the first one comes within a minute.' };
  const { at, listed: count, letIn, mended, troubles, stopped, unread } = last;
  const found = `The last one ended on ${kenyanTime(at)}. Payments within its reach: ${count}. Let in: ${letIn}. Subscriptions made again: ${mended}.`;
  const wrong = [...troubles, ...(stopped === undefined ? [] : [stopped])];
  // What to do about them is said of the payments.
  const alsoFound = unread === 0 ? [] : [`Transactions that can't be read: ${unread}.`];
  return {
    sentence: [found, ...alsoFound, ...wrong].join(' '),
    isProblem: wrong.length > 0,
  };
}
