import type { GenericValue, IDataObject } from 'n8n-workflow';

import { amountAsNumber } from './amount';
import { isObject } from './json';

/** What an item shows first: what somebody looks for who has been paid, or who has paid. */
const FIRST = [
  'outcome',
  'amount',
  'currency',
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
  'recipients',
];
const LAST = ['hashed_sender_phone', 'errors', 'metadata', 'hint'];

/**
 * An item with its fields in the order in which people look for them, and without what says nothing:
 * empty metadata, and middle names that are null or empty.
 */
export function inOrder(item: IDataObject): IDataObject {
  const rest = Object.keys(item).filter((name) => !FIRST.includes(name) && !LAST.includes(name));
  return Object.fromEntries(
    [...FIRST, ...rest, ...LAST]
      .filter((name) => Object.hasOwn(item, name))
      .map((name): [string, IDataObject[string]] => [name, item[name]])
      .filter(([name, value]) => saysSomething(name, value)),
  );
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
  const named = Object.entries(fields).map(([name, value]): [string, IDataObject[string]] => [
    Object.hasOwn(own, name) ? `${prefix}${name}` : name,
    value,
  ]);
  return { ...own, ...Object.fromEntries(named) };
}

/** Amounts as numbers at every depth; `{currency, value}` becomes `amount` and `currency`. */
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
      ['amount', amountAsNumber(plain(amount))],
      ['currency', currency],
      ...Object.entries(flatAmounts(more)),
    ];
  }
  if (name === 'amount') return [['amount', amountAsNumber(plain(value))]];
  return [[name, plain(value)]];
}

function plain(value: unknown): GenericValue {
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value)) return flatAmounts(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;
}
