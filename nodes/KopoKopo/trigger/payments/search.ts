import { isListedTopic } from '../../api/events';
import { chosenEvents, receiveBy, tillsOf, wantsSimplified, type TriggerNode } from '../chosen';

/** One list of payments: those at a till, or at all tills where there is none. */
export interface Scope {
  till?: string;
}

/** What lists of payments tell a trigger of. */
export interface Listed {
  topics: string[];
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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Reads what the trigger is to look for.
 *
 * @returns undefined where it doesn't look: what can be looked for isn't chosen, or comes by webhook only
 */
export function searchOf(context: TriggerNode): Search | undefined {
  const by = receiveBy(context);
  if (by === 'webhook') return undefined;
  return {
    ...listedOf(context),
    every: number(context, 'options.checkEvery', 15, 1, 1_440) * MINUTE_MS,
    back: number(context, 'options.checkBack', 24, 1, 168) * HOUR_MS,
    receivesEvents: by === 'webhookAndCheck',
    simplify: wantsSimplified(context),
  };
}

/** @returns those of the chosen events that lists of payments tell of, too, and which lists */
export function listedOf(context: TriggerNode): Listed {
  const topics = chosenEvents(context).topics.filter(isListedTopic);
  const [first] = topics;
  if (first === undefined) return { topics, scopes: [] };
  const tills = tillsOf(context, first);
  return { topics, scopes: tills === undefined ? [{}] : tills.map((till) => ({ till })) };
}

/** @returns the number in a field, within its limits; the default where it isn't one */
function number(
  context: TriggerNode,
  name: string,
  usual: number,
  least: number,
  most: number,
): number {
  const value = Number(context.getNodeParameter(name, usual));
  return Number.isFinite(value) && value > 0 ? Math.min(Math.max(value, least), most) : usual;
}
