import type { INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { API_RESULT, EVENTS, isListedTopic, OTHER_TOPIC } from '../api/events';
import { asSeen, type Harm } from '../api/identifier';
import { list } from '../api/json';
import { inOptions } from '../operations/fields/collections';
import {
  darajaPayload,
  events,
  ignoreDuplicates,
  otherTopic,
  receive,
  scope,
  simplify,
  tillNumber,
} from './fields';
import { harmToList, tillsInList } from './tillList';

/** What the trigger's fields are read by: the `this` of any of its methods but `execute()`. */
export type TriggerNode = Pick<IWebhookFunctions, 'getNodeParameter'>;

/** What the user has chosen to be told of. */
export interface ChosenEvents {
  topics: string[];
  apiResults: boolean;
  /** Whether 'Other Event (by Topic)' is chosen, and no topic entered. */
  lacksTopic: boolean;
}

/** How payments come: by events, by looking for them, or by both. */
export type ReceiveBy = 'webhook' | 'webhookAndCheck' | 'check';

/** @returns the topics behind the entries of 'Trigger On' */
export function chosenEvents(context: TriggerNode): ChosenEvents {
  const values = list(valueOf(context, events)).map(String);
  const topics = values.map((value) =>
    value === OTHER_TOPIC ? textIn(context, otherTopic) : value,
  );
  return {
    topics: [...new Set(topics)].filter((topic) => topic !== '' && topic !== API_RESULT),
    apiResults: values.includes(API_RESULT),
    lacksTopic: values.includes(OTHER_TOPIC) && textIn(context, otherTopic) === '',
  };
}

/** @returns the tills whose events of a topic are wanted, each once; undefined for the whole company */
export function tillsOf(context: TriggerNode, topic: string): string[] | undefined {
  const event = EVENTS.find(({ value }) => value === topic);
  const byTill = valueOf(context, scope) === 'till';
  if (!byTill || event?.perTill === false) return undefined;
  return tillsInList(textIn(context, tillNumber));
}

/**
 * Looks whether the tills are still what somebody has entered.
 *
 * @returns undefined when they are
 */
export function harmToTills(context: TriggerNode): Harm | undefined {
  return harmToList(textIn(context, tillNumber));
}

/** @returns whether the events that can shall come in the shape of Daraja */
export function wantsDaraja(context: TriggerNode): boolean {
  return optionOf(context, darajaPayload) === true;
}

/** @returns how the chosen payments come; `webhook` where none is chosen, since others only come so */
export function receiveBy(context: TriggerNode): ReceiveBy {
  const chosen = valueOf(context, receive);
  const isLooking = chosen === 'webhookAndCheck' || chosen === 'check';
  return isLooking && chosenEvents(context).topics.some(isListedTopic) ? chosen : 'webhook';
}

/** @returns whether an event that comes again is left out */
export function ignoresDuplicates(context: TriggerNode): boolean {
  return optionOf(context, ignoreDuplicates) !== false;
}

/** @returns whether items shall be flat */
export function wantsSimplified(context: TriggerNode): boolean {
  return valueOf(context, simplify) !== false;
}

function textIn(context: TriggerNode, field: INodeProperties): string {
  // An expression that finds nothing gives null.
  return asSeen(String(valueOf(context, field) ?? ''));
}

/** @returns what stands in a field; its default where nobody has touched it */
function valueOf(context: TriggerNode, { name, default: usual }: INodeProperties): unknown {
  return context.getNodeParameter(name, usual);
}

/** @returns what stands in an option; its default where nobody has added it */
export function optionOf(context: TriggerNode, option: INodeProperties): unknown {
  return context.getNodeParameter(inOptions(option), option.default);
}
