import type { IExecuteFunctions } from 'n8n-workflow';

import { isObject } from '../api/json';

/**
 * The value of one of the node's fields for an item.
 *
 * @param name of the parameter; in a collection e.g. `additionalFields.firstName`
 * @returns undefined where the field isn't there
 */
export function nodeValue(context: IExecuteFunctions, name: string, itemIndex: number): unknown {
  const known = knownOf(context);
  const fixed = known.get(name);
  if (fixed) return fixed.value;
  const value = context.getNodeParameter(name, itemIndex, null) ?? undefined;
  if (fixed === undefined) {
    known.set(name, isExpression(context, name, itemIndex) ? NOT_FIXED : { value });
  }
  return value;
}

/** @returns whether the user has entered an expression, in the field or in one inside it */
export function isExpression(context: IExecuteFunctions, name: string, itemIndex: number): boolean {
  return hasExpression(asEntered(context, name, itemIndex));
}

/** @returns whether the user has added a field to its collection, e.g. `options.idempotencyKey` */
export function isAdded(context: IExecuteFunctions, name: string, itemIndex: number): boolean {
  const [collection = '', inside = ''] = name.split('.');
  const entered = asEntered(context, collection, itemIndex);
  return isObject(entered) && inside in entered;
}

/** Expressions as they were typed. */
function asEntered(context: IExecuteFunctions, name: string, itemIndex: number): unknown {
  return context.getNodeParameter(name, itemIndex, null, { rawExpressions: true });
}

function hasExpression(entered: unknown): boolean {
  if (typeof entered === 'string') return entered.startsWith('=');
  if (Array.isArray(entered)) return entered.some(hasExpression);
  return isObject(entered) && Object.values(entered).some(hasExpression);
}

/** What has no expression in it is the same for all items: read once, it makes large inputs faster. */
type Known = Map<string, { value: unknown } | typeof NOT_FIXED>;

const NOT_FIXED = null;
const knownValues = new WeakMap<IExecuteFunctions, Known>();

function knownOf(context: IExecuteFunctions): Known {
  const known: Known = knownValues.get(context) ?? new Map();
  knownValues.set(context, known);
  return known;
}
