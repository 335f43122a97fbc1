import type { IDataObject } from 'n8n-workflow';

/**
 * A field of parsed JSON, read without trusting its shape.
 *
 * @returns the own field's value; undefined where the value isn't an object or has no such field
 */
export function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** @returns the value if it is a list, else an empty one */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** @returns as {@link list}; an object that stands where a list should is its only entry */
export function entries(value: unknown): unknown[] {
  return isObject(value) ? [value] : list(value);
}

/** @returns the object in a list of one, which stands where an object should; anything else as it is */
export function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 && isObject(value[0]) ? value[0] : value;
}

/** @returns a field's name without what differs between versions and SDKs: `error_message`, `errorMessage` */
export function plainName(name: string): string {
  return name.replace(/_/g, '').toLowerCase();
}

/** @returns a copy of an object with these fields alone, as far as it has them; {} for anything else */
export function only(value: unknown, names: string[]): IDataObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

/** @returns a copy of an object without these fields */
export function without(value: IDataObject, ...names: string[]): IDataObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** @returns whether the value is a JSON object (not null, not a list) */
export function isObject(value: unknown): value is IDataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deeper than anything that the API says, and less than what programs that read it can take. */
export const MOST_LEVELS = 100;

/**
 * What is nested so deeply that it can be no answer of the API would break whatever looks into it, n8n's own
 * storage as well.
 *
 * @param body the parsed JSON of an answer, or its text
 * @returns the same, '' in place of such JSON
 */
export function readable(body: unknown): unknown {
  return isTooDeep(body) ? '' : body;
}

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth++) {
    level = level.flatMap((entry) =>
      typeof entry === 'object' && entry !== null ? Object.values(entry) : [],
    );
  }
  return level.length > 0;
}

/**
 * Leaves out what has no value, at every depth: the API refuses or stores empty texts and nulls.
 *
 * @param value an object for a request
 * @returns a copy without undefined, null, '' and objects that became empty; lists stay as they are
 */
export function withoutEmpty(value: IDataObject): IDataObject {
  const kept = Object.entries(value)
    .map(([name, entry]): [string, IDataObject[string]] => [
      name,
      isObject(entry) ? withoutEmpty(entry) : entry,
    ])
    .filter(([, entry]) => entry !== undefined && entry !== null && entry !== '')
    .filter(([, entry]) => !isObject(entry) || Object.keys(entry).length > 0);
  return Object.fromEntries(kept);
}
