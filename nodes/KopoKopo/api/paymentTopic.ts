import { B2B, BUYGOODS, EVENTS } from './events';

/**
 * Who has paid, as far as a payment says it: a business whose till is named as such; somebody whose number is as
 * short as a till's, which a bank's or another network's may be, too; or anybody else.
 */
export type Payer = 'business' | 'short number' | 'other' | 'unsaid';

/**
 * Of which topic a payment is that doesn't name it, in lists and in the shape of Daraja. Most types say it for
 * sure, and customers pay from no till. What Safaricom calls a business payment or a transfer of an organization
 * need not be one of a business: customers of other networks and banks pay so, too. That is the kind of payment
 * that a trigger is told of; where it is both, or neither, who has paid decides.
 *
 * @param type as {@link plainName} writes it
 * @param topics those that are told of
 * @returns undefined where nothing tells, and for a type of another topic
 */
export function topicOf(type: string, topics: string[], payer: Payer): string | undefined {
  if (hasType(B2B, type)) return B2B;
  const isBusiness = type.includes('business');
  if (hasType(BUYGOODS, type) && !isBusiness) return BUYGOODS;
  if (payer === 'business') return B2B;
  if (isUnlistedType(type)) return undefined;
  if (/paybill|customer/.test(type) && !isBusiness) return BUYGOODS;
  const isUnclear = isBusiness || type.includes('organization') || payer === 'short number';
  if (!isUnclear) return undefined;
  return onlyPaymentIn(topics) ?? (payer === 'other' && !isBusiness ? BUYGOODS : B2B);
}

/** @returns the one kind of payment among topics; undefined where both are, or none */
export function onlyPaymentIn(topics: string[]): string | undefined {
  const [only, ...others] = [B2B, BUYGOODS].filter((topic) => topics.includes(topic));
  return others.length === 0 ? only : undefined;
}

/** @returns whether a transaction's type, see {@link topicOf}, is of a topic that lists do not tell of */
export function isUnlistedType(type: string): boolean {
  return EVENTS.some(({ value, isListed }) => !isListed && hasType(value, type));
}

function hasType(topic: string, type: string): boolean {
  const { types = [] } = EVENTS.find(({ value }) => value === topic) ?? {};
  return types.some((text) => type.includes(text));
}
