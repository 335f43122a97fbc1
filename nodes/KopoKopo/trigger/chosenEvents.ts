import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { list } from '../api/json';
import { API_RESULT, EVENTS, isDarajaTopic, nameOfTopic, OTHER_TOPIC } from '../api/events';

/** What the user has chosen to be told of. */
export interface ChosenEvents {
  topics: string[];
  apiResults: boolean;
}

/** A subscription as the API is asked for it. Source: API documentation, "Create a webhook subscription". */
export interface Wanted {
  topic: string;
  scope: 'till' | 'company';
  /** The till number; undefined for the whole company. */
  scopeReference?: string;
  url: string;
  /** Whether the events come in the shape of Daraja. */
  daraja?: true;
}

/** @returns the topics behind the entries of 'Trigger On' */
export function chosenEvents(context: IHookFunctions | IWebhookFunctions): ChosenEvents {
  const values = list(context.getNodeParameter('events', [])).map(String);
  const topics = values
    .map((value) => (value === OTHER_TOPIC ? otherTopic(context) : value))
    .filter((topic) => topic !== '' && topic !== API_RESULT);
  return { topics: [...new Set(topics)], apiResults: values.includes(API_RESULT) };
}

/**
 * The subscriptions that the node needs.
 *
 * @throws NodeOperationError when a field is missing: the message says which, and what to enter
 */
export function wantedSubscriptions(context: IHookFunctions): Wanted[] {
  const { topics, apiResults } = chosenEvents(context);
  // All in the message: of an error at activation n8n shows nothing else.
  const refuse = (message: string) => new NodeOperationError(context.getNode(), message);
  const chosen = list(context.getNodeParameter('events', []));
  if (chosen.includes(OTHER_TOPIC) && otherTopic(context) === '') {
    throw refuse(
      "'Topic' is empty. Enter the API's name of the topic, e.g. card_transaction_received, or take 'Other Event (by Topic)' out of 'Trigger On'",
    );
  }
  if (topics.length === 0 && !apiResults) {
    throw refuse("Nothing is chosen in 'Trigger On'. Choose at least one event");
  }
  const badTopic = topics.find((topic) => !/^[a-z0-9_.]+$/.test(topic));
  if (badTopic !== undefined) {
    throw refuse(
      `'Topic' cannot be "${badTopic}". Enter the API's name of the topic in small letters, e.g. card_transaction_received`,
    );
  }
  const url = context.getNodeWebhookUrl('default') ?? '';
  const inDaraja = wantsDaraja(context);
  const subscriptionsTo = (topic: string): Wanted[] => {
    const tills = tillsOf(context, topic);
    if (tills === undefined) return [{ topic, scope: 'company', url }];
    const bad = tills.find((till) => !/^K?\d{3,12}$/.test(till));
    if (tills.length === 0 || bad !== undefined) {
      throw refuse(
        `${bad === undefined ? "'Till Number' is empty" : `'Till Number' is not a till number: "${bad}"`}. "${nameOfTopic(topic)}" needs the number of your till, e.g. 123456; several are separated by commas. To be told of all your tills, set 'Payments To' to All My Tills`,
      );
    }
    return tills.map((till) => ({ topic, scope: 'till', scopeReference: till, url }));
  };
  return topics.flatMap(subscriptionsTo).map((wanted) => ({
    ...wanted,
    ...(inDaraja && isDarajaTopic(wanted.topic) ? { daraja: true } : {}),
  }));
}

/** @returns the tills whose events of a topic are wanted, each once; undefined for the whole company */
export function tillsOf(
  context: IHookFunctions | IWebhookFunctions,
  topic: string,
): string[] | undefined {
  const event = EVENTS.find(({ value }) => value === topic);
  const byTill = context.getNodeParameter('scope', 'till') === 'till';
  if (!byTill || event?.perTill === false) return undefined;
  const entered = String(context.getNodeParameter('tillNumber', '') ?? '');
  return [...new Set(entered.toUpperCase().split(/[\s,;]+/))].filter((till) => till !== '');
}

/** @returns whether the events that can shall come in the shape of Daraja */
export function wantsDaraja(context: IHookFunctions | IWebhookFunctions): boolean {
  return context.getNodeParameter('options.darajaPayload', false) === true;
}

function otherTopic(context: IHookFunctions | IWebhookFunctions): string {
  // An expression that finds nothing gives null.
  return String(context.getNodeParameter('otherTopic', '') ?? '').trim();
}
