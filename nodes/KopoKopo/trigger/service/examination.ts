import type { KopoKopoClient } from '../../api/client';
import { nameOfTopic } from '../../api/events';
import { sentencesOf } from '../../api/failure';
import { kenyanTime } from '../../api/kenyanTime';
import { now } from '../../flow/clock';
import { messageOf } from '../../flow/errorMessage';
import type { Stop } from '../../flow/stop';
import type { OfNode } from '../../memory/perNode';
import type { Finding } from '../../memory/servedTriggers';
import { listPayments, paymentsOf, unreadOf } from '../payments/listedPayments';
import type { Payment } from '../payments/payment';
import { reasonNotReachable } from './publicAddress';
import { lastLooks, sentenceOfUnread } from './report';
import type { Listed, Search } from '../payments/search';
import { seenEvents } from './seenEvents';
import { NO_SHELF, SubscriptionRecord } from '../subscriptions/subscriptionRecord';
import { stateOf } from '../subscriptions/subscriptionState';
import type { Wanted } from '../subscriptions/wantedSubscriptions';

/** A trigger in service, as far as it matters to whoever waits for its events. */
export interface Service {
  owner: OfNode;
  /** Since when, in milliseconds since 1970. */
  since: number;
  wanted: Wanted[];
  /** Whether it gets results of requests, too. */
  takesResults: boolean;
  listed: Listed;
  /** Undefined where it doesn't look for payments. */
  search?: Search;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** So long an event may take. */
const ON_ITS_WAY_MS = 2 * 60_000;

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
): Promise<Finding[]> {
  return [
    address(service, client),
    apiKey(service, client),
    await guarded('subscriptions', async () => await subscriptions(service, client)),
    lastEvent(service),
    await guarded('payments', async () => await payments(service, client, stop)),
    lastLook(service),
  ];
}

async function guarded(
  about: Finding['about'],
  find: () => Promise<Omit<Finding, 'about'>>,
): Promise<Finding> {
  return await find().then(
    (finding) => ({ about, ...finding }),
    (error: unknown) => ({
      about,
      sentence: `Could not be found out. ${messageOf(error)}`,
      isProblem: true,
    }),
  );
}

function receives({ wanted, takesResults }: Service): boolean {
  return wanted.length > 0 || takesResults;
}

function address(service: Service, client?: KopoKopoClient): Finding {
  const about = 'address';
  const [first] = service.wanted;
  if (!first) {
    const sentence = service.takesResults
      ? "It is the URL that you have entered as 'Callback URL' elsewhere."
      : 'None is needed: this trigger looks for payments by itself.';
    return { about, sentence };
  }
  const reason = reasonNotReachable(first.url, client?.baseUrl ?? 'https://');
  if (reason !== undefined) return { about, sentence: `${reason}.`, isProblem: true };
  const { origin } = new URL(first.url);
  return {
    about,
    sentence: `Kopo Kopo sends to ${origin}. That is fit for it; whether a firewall or a tunnel stands in the way, only an event shows.`,
  };
}

function apiKey(service: Service, client?: KopoKopoClient): Finding {
  const about = 'api_key';
  if (!receives(service)) return { about, sentence: 'None is needed without events.' };
  if (client && !client.hasApiKey) {
    const sentence = "The credential has no 'API Key': no event can be told from a forged one.";
    return { about, sentence, isProblem: true };
  }
  const letInAt = seenEvents.get(service.owner)?.letInAt;
  return {
    about,
    sentence:
      letInAt === undefined
        ? 'Whether it is right, only an event shows: Kopo Kopo cannot be asked.'
        : `It is right: it has proved an event on ${kenyanTime(letInAt)}.`,
  };
}

async function subscriptions(service: Service, client?: KopoKopoClient) {
  const { wanted, search } = service;
  if (wanted.length === 0) return { sentence: 'None is needed.' };
  if (!client) return { sentence: 'Kopo Kopo could not be asked.' };
  const mended =
    search === undefined
      ? 'Unpublish (deactivate) the workflow and publish (activate) it again: that makes it anew.'
      : 'The next look makes it again.';
  const record = new SubscriptionRecord(NO_SHELF, client.account);
  const sentences: string[] = [];
  let isProblem = false;
  for (const each of wanted) {
    const what = `${nameOfTopic(each.topic)}, ${each.scopeReference === undefined ? 'all your tills' : `till ${each.scopeReference}`}`;
    const states = [];
    for (const known of record.for(each)) states.push(await stateOf(client, known));
    const isThere = states.some(({ is }) => is === 'there');
    const failure = states.find((state) => state.failure)?.failure;
    isProblem ||= !isThere;
    if (isThere) sentences.push(`${what}: it is there.`);
    else if (failure) sentences.push(`${what}: could not be found out. ${sentencesOf(failure)}`);
    else sentences.push(`${what}: Kopo Kopo does not have it (any more). ${mended}`);
  }
  return { sentence: sentences.join(' '), isProblem };
}

function lastEvent(service: Service): Finding {
  const about = 'last_event';
  if (!receives(service)) return { about, sentence: 'This trigger gets no events.' };
  const { letInAt, turnedAway } = seenEvents.get(service.owner) ?? {};
  const since = kenyanTime(service.since);
  const first =
    letInAt === undefined
      ? `None has been let in since this n8n process took the trigger into service on ${since}. It does not know of earlier ones, nor of those that other processes of this n8n get (queue mode): the workflow's executions show them.`
      : `The last one was let in on ${kenyanTime(letInAt)}.`;
  if (!turnedAway) return { about, sentence: first };
  const second = `One was turned away on ${kenyanTime(turnedAway.at)}: ${turnedAway.because}.`;
  const isProblem = letInAt === undefined || turnedAway.at > letInAt;
  return { about, sentence: `${first} ${second}`, isProblem };
}

async function payments(service: Service, client: KopoKopoClient | undefined, stop: Stop) {
  const { topics, scopes } = service.listed;
  if (topics.length === 0) return { sentence: 'What this trigger waits for is in no list.' };
  if (!client) return { sentence: 'Kopo Kopo could not be asked.' };
  const all: Payment[] = [];
  let count = 0;
  for (const scope of scopes) {
    const listing = await listPayments(client, scope, now() - DAY_MS, now(), topics, stop);
    if (listing.failure) {
      const till = scope.till === undefined ? '' : ` of till ${scope.till}`;
      const sentence = `Kopo Kopo gives no list of the payments${till}. ${sentencesOf(listing.failure)}`;
      return { sentence, isProblem: true };
    }
    count += unreadOf(listing, topics);
    all.push(...paymentsOf(listing, topics));
  }
  const sentences = sentencesOfPayments(service, all);
  const unread = sentenceOfUnread(count);
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
  const about = 'last_look';
  if (!search) {
    const sentence = 'This trigger does not look for payments.';
    return { about, sentence: listed.topics.length > 0 ? `${sentence} ${LOOK_INSTEAD}` : sentence };
  }
  const last = lastLooks.get(owner);
  if (!last) return { about, sentence: 'There was none yet: the first one comes within a minute.' };
  const { at, listed: count, letIn, mended, troubles, stopped, unread } = last;
  const found = `The last one ended on ${kenyanTime(at)}. Payments within its reach: ${count}. Let in: ${letIn}. Subscriptions made again: ${mended}.`;
  const wrong = [...troubles, ...(stopped === undefined ? [] : [stopped])];
  // What to do about them is said of the payments.
  const alsoFound = unread === 0 ? [] : [`Transactions that can't be read: ${unread}.`];
  return {
    about,
    sentence: [found, ...alsoFound, ...wrong].join(' '),
    isProblem: wrong.length > 0,
  };
}
