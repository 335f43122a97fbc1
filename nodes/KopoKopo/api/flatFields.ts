import type { GenericValue, IDataObject } from 'n8n-workflow';

import { amountAsNumber } from './amount';
import { isObject } from './json';
import { withoutHiddenPhone } from './sender';

/** What an item shows first: what somebody looks for who has been paid, or who has paid. */
const FIRST = [
  'outcome',
  'amount',
  'currency',
  'link',
  'recipients',
  'sender_name',
  'sender_phone_number',
  'phone_number',
  'reference',
  'till_number',
  'origination_time',
  'id',
  'polling_id',
  'topic',
  'type',
  'status',
  'reason',
];
const LAST = ['hashed_sender_phone', 'errors', 'metadata', 'hint'];
const PLACED = new Set([...FIRST, ...LAST]);

/**
 * An item with its fields in the order in which people look for them, and without what says nothing:
 * empty metadata, and middle names that are null or empty.
 */
export function inOrder(item: IDataObject): IDataObject {
  // In one pass: a list has tens of thousands of items.
  const fields: Array<[string, IDataObject[string]]> = [];
  const add = (name: string) => {
    const value = item[name];
    if (saysSomething(name, value)) fields.push([name, value]);
  };
  for (const name of FIRST) if (Object.hasOwn(item, name)) add(name);
  for (const name of Object.keys(item)) if (!PLACED.has(name)) add(name);
  for (const name of LAST) if (Object.hasOwn(item, name)) add(name);
  return Object.fromEntries(fields);
}

function saysSomething(name: string, value: unknown): boolean {
  if (name === 'metadata') return !(isObject(value) && Object.keys(value).length === 0);
  return (value !== null && value !== '') || !/(^|_)middle_name$/.test(name);
}

/**
 * Puts fields beside others that have their names for sure.
 *
 * @param own what may not be replaced
 * @param fields each comes under its name, or with the prefix in front where that is taken
 */
export function besides(
  own: IDataObject,
  fields: IDataObject,
  prefix: 'resource_' | 'event_' = 'resource_',
): IDataObject {
  const entries = Object.entries(fields);
  if (entries.length === 0) return own;
  const named = entries.map(([name, value]): [string, IDataObject[string]] => [
    Object.hasOwn(own, name) ? `${prefix}${name}` : name,
    value,
  ]);
  return { ...own, ...Object.fromEntries(named) };
}

/** Amounts as numbers, and no hidden number as a phone number, at every depth; `{currency, value}` becomes `amount` and `currency`. */
export function flatAmounts(fields: Record<string, unknown>): IDataObject {
  // fromEntries defines fields, so that one called `__proto__` stays a field.
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => flatField(name, value)),
  );
}

function flatField(name: string, value: unknown): Array<[string, IDataObject[string]]> {
  if (name === 'amount' && isObject(value) && 'value' in value) {
    const { value: amount, currency = null, ...more } = value;
    return [
      ['amount', amountAsNumber(flatValue(amount))],
      ['currency', currency],
      ...Object.entries(flatAmounts(more)),
    ];
  }
  if (name === 'amount') return [['amount', amountAsNumber(flatValue(value))]];
  return [[name, flatValue(value)]];
}

function flatValue(value: unknown): GenericValue {
  if (Array.isArray(value)) return value.map(flatValue);
  if (isObject(value)) return withoutHiddenPhone(flatAmounts(value));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;
}
