import type { INodeProperties } from 'n8n-workflow';

import { isListedTopic } from '../../api/events';
import { HOUR_MS, MINUTE_MS } from '../../flow/durations';
import { isBlank } from '../../parameters/entered';
import { limitsOf, numberWanted, numberWithin } from '../../parameters/limits';
import {
  chosenEvents,
  optionOf,
  receiveBy,
  tillsOf,
  wantsSimplified,
  type TriggerNode,
} from '../chosen';
import { topicsTold, type TriggerWithRecord } from '../subscriptions/subscriptionRecord';
import { checkBack, checkEvery } from './searchFields';

/** One list of payments: those at a till, or at all tills where there is none. */
export interface Scope {
  till?: string;
}

/** What lists of payments tell a trigger of. */
export interface Listed {
  /** Those that are waited for. */
  topics: string[];
  /** Those that tell of which topic a payment is, see `topicsTold`. */
  told: string[];
  scopes: Scope[];
}

/** What a trigger looks for. */
export interface Search extends Listed {
  /** From one look to the next, in milliseconds. */
  every: number;
  /** How far each look reaches back, in milliseconds. */
  back: number;
  /** Whether events come, too. */
  receivesEvents: boolean;
  simplify: boolean;
}

/**
 * Reads what the trigger is to look for.
 *
 * @returns undefined where it doesn't look: what can be looked for isn't chosen, or comes by webhook only
 */
export function searchOf(context: TriggerWithRecord): Search | undefined {
  const by = receiveBy(context);
  if (by === 'webhook') return undefined;
  return {
    ...listedOf(context),
    every: number(context, checkEvery) * MINUTE_MS,
    back: number(context, checkBack) * HOUR_MS,
    receivesEvents: by === 'webhookAndCheck',
    simplify: wantsSimplified(context),
  };
}

/** @returns why nothing can be looked for as it is entered, and what to do; undefined when it can */
export function reasonNotToLook(context: TriggerNode, search: Search): string | undefined {
  return (
    reasonOutOfLimits(context, checkEvery) ??
    reasonOutOfLimits(context, checkBack) ??
    reasonForGaps(search)
  );
}

function reasonOutOfLimits(context: TriggerNode, field: INodeProperties): string | undefined {
  const entered = enteredIn(context, field);
  const limits = limitsOf(field);
  if (numberWithin(entered, limits) !== undefined) return undefined;
  return `'${field.displayName}' is ${JSON.stringify(entered)}. Enter ${numberWanted(limits)}`;
}

/** Looks would leave what came in between. */
function reasonForGaps({ every, back }: Search): string | undefined {
  // A look begins up to a minute late, so that the same isn't enough.
  if (every < back) return undefined;
  const hours = back / HOUR_MS;
  return `'Check Every' is ${every / MINUTE_MS} minutes, and 'Check Back' only ${hours === 1 ? '1 hour' : `${hours} hours`}: no check would find what was missed in between. Enter fewer minutes in 'Check Every', or more hours in 'Check Back'`;
}

/** @returns those of the chosen events that lists of payments tell of, too, and which lists */
export function listedOf(context: TriggerWithRecord): Listed {
  const topics = chosenEvents(context).topics.filter(isListedTopic);
  const [first] = topics;
  const told = topicsTold(context);
  if (first === undefined) return { topics, told, scopes: [] };
  const tills = tillsOf(context, first);
  return { topics, told, scopes: tills === undefined ? [{}] : tills.map((till) => ({ till })) };
}

/**
 * @returns the number in an option; of one that can't be, since it was entered before anybody said so, the
 *   nearest that can, or the default
 */
function number(context: TriggerNode, field: INodeProperties): number {
  const value = Number(enteredIn(context, field));
  const { least, most } = limitsOf(field);
  return value > 0 && value < Infinity
    ? Math.min(Math.max(value, least), most)
    : Number(field.default);
}

/** An expression that finds nothing is as good as no option. */
function enteredIn(context: TriggerNode, option: INodeProperties): unknown {
  const entered = optionOf(context, option);
  return isBlank(entered) ? option.default : entered;
}
