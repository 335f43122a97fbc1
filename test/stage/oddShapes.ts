import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { valuesIn } from './wild';

/** Bodies in which some types are not what they should be: what anybody's API sends one day. */

type Path = Array<string | number>;

/** What stands in place of a value; undefined for nothing at all. */
const REPLACEMENTS: Array<(value: unknown) => unknown> = [
  () => undefined,
  () => null,
  () => '',
  () => ' ',
  () => 0,
  () => 7,
  () => true,
  () => [],
  () => ({}),
  (value) => [value],
  (value) => ({ value }),
  (value) => ({ value, more: { id: 'deep', status: 'Paid', amount: '1.0' } }),
  (value) => (typeof value === 'string' ? Number(value) : String(value)),
  (value) => (typeof value === 'string' ? value.toUpperCase() : value),
];

/**
 * @param bodies to be changed
 * @returns one of them, with one to three of its values replaced, at any depth
 */
export function oddly(bodies: IDataObject[]): fc.Arbitrary<IDataObject> {
  return fc.constantFrom(...bodies).chain((body) => {
    const change = fc.tuple(fc.constantFrom(...pathsIn(body)), fc.constantFrom(...REPLACEMENTS));
    return fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) => changes.reduce((odd, [path, by]) => changed(odd, path, by), body))
      .map((odd): IDataObject => JSON.parse(JSON.stringify(odd)));
  });
}

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([name, entry]) => pathsIn(entry, [...path, name]));
  // The body as a whole stays an object: anything else is refused before it is read.
  return path.length === 0 ? inside : [path, ...inside];
}

function changed<T>(body: T, [name, ...rest]: Path, by: (value: unknown) => unknown): T {
  if (typeof body !== 'object' || body === null || name === undefined) return body;
  const inside: unknown = Reflect.get(body, name);
  const value = rest.length === 0 ? by(inside) : changed(inside, rest, by);
  const copy = Array.isArray(body) ? [...body] : { ...body };
  Reflect.set(copy, name, value);
  return copy as T;
}

/** What this package says in its own words. */
const OWN = [
  ...['outcome', 'recovered', 'topic', 'hint', 'reason', 'failure_reason', 'errors'],
  ...['sender_name', 'currency', 'origination_time', 'link', 'location'],
];

/**
 * What an item says that its body doesn't.
 *
 * @returns values that are neither in the body, nor the same as a number or as a phone number
 */
export function madeUp(item: IDataObject, body: IDataObject): unknown[] {
  const said = new Set(valuesIn(body).flatMap((value) => [value, String(value), Number(value)]));
  for (const value of valuesIn(body)) said.add(`+${String(value)}`);
  const inItem = Object.entries(item)
    .filter(([name]) => !OWN.includes(name))
    .flatMap(([, value]) => valuesIn(withoutOwn(value)));
  return inItem.filter((value) => value !== null && !said.has(value));
}

function withoutOwn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOwn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !OWN.includes(name))
      .map(([name, entry]) => [name, withoutOwn(entry)]),
  );
}
