import type { IHookFunctions } from 'n8n-workflow';

import { isDarajaTopic, isListedTopic, nameOfTopic } from '../../api/events';
import { isTillNumber, tillDigits } from '../../api/till';
import { refusal } from '../activationErrors';
import { OTHER_TOPIC_EXAMPLE } from '../choices';
import { chosenEvents, harmToTills, receiveBy, tillsOf, wantsDaraja } from '../chosen';

/**
 * A subscription as the API is asked for it. None of its fields is optional: what is forgotten wherever one is
 * made of another would be subscribed to anew. Source: API documentation, "Create a webhook subscription".
 */
export interface Wanted {
  topic: string;
  scope: 'till' | 'company';
  /** The till number; undefined for the whole company. */
  scopeReference: string | undefined;
  url: string;
  /** Whether the events come in the shape of Daraja. */
  daraja: boolean;
}

/** @returns the same for subscriptions that make Kopo Kopo send the same */
export function identityOf({ topic, scope, scopeReference, url, daraja }: Wanted): string {
  const till = scopeReference === undefined ? undefined : tillDigits(scopeReference);
  const all: Wanted = { topic, scope, scopeReference: till, url, daraja };
  return JSON.stringify(all);
}

/**
 * The subscriptions that the node needs: none for what it only looks for, and none for results.
 *
 * @throws NodeOperationError when a field is missing: the message says which, and what to enter
 */
export function wantedSubscriptions(context: IHookFunctions): Wanted[] {
  const { topics } = checkedEvents(context);
  const url = context.getNodeWebhookUrl('default') ?? '';
  const inDaraja = wantsDaraja(context);
  const isLookedFor = (topic: string) => receiveBy(context) === 'check' && isListedTopic(topic);
  const subscriptionTo = (topic: string, till?: string): Wanted => ({
    topic,
    scope: till === undefined ? 'company' : 'till',
    scopeReference: till,
    url,
    daraja: inDaraja && isDarajaTopic(topic),
  });
  const subscriptionsTo = (topic: string): Wanted[] =>
    tillsOf(context, topic)?.map((till) => subscriptionTo(topic, till)) ?? [subscriptionTo(topic)];
  return topics.filter((topic) => !isLookedFor(topic)).flatMap(subscriptionsTo);
}

/** All in the message: of an error at activation n8n shows nothing else. */
function checkedEvents(context: IHookFunctions): ReturnType<typeof chosenEvents> {
  const chosen = chosenEvents(context);
  const { topics, apiResults } = chosen;
  const refuse = (message: string) => refusal(context, message);
  if (chosen.lacksTopic) {
    throw refuse(
      `'Topic' is empty. Enter the API's name of the topic, e.g. ${OTHER_TOPIC_EXAMPLE}, or take 'Other Event (by Topic)' out of 'Trigger On'`,
    );
  }
  if (topics.length === 0 && !apiResults) {
    throw refuse("Nothing is chosen in 'Trigger On'. Choose at least one event");
  }
  const badTopic = topics.find((topic) => !/^[a-z0-9_.-]+$/.test(topic));
  if (badTopic !== undefined) {
    throw refuse(
      `'Topic' cannot be "${badTopic}". Enter the API's name of the topic in small letters, e.g. ${OTHER_TOPIC_EXAMPLE}`,
    );
  }
  for (const topic of topics) {
    const tills = tillsOf(context, topic);
    const harm = tills && harmToTills(context);
    if (harm) {
      throw refuse(
        `'Till Number' ${harm.problem}. ${harm.advice} Several tills are separated by a comma and a space`,
      );
    }
    const bad = tills?.find((till) => !isTillNumber(till));
    if (tills?.length === 0 || bad !== undefined) {
      throw refuse(
        `${bad === undefined ? "'Till Number' is empty" : `'Till Number' is not a till number: "${bad}"`}. "${nameOfTopic(topic)}" needs the number of your till, e.g. 123456; several are separated by commas. To be told of all your tills, set 'Payments To' to All My Tills`,
      );
    }
  }
  return chosen;
}
