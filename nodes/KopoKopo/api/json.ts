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

/** @returns a name without what differs between its spellings: `error_message`, `errorMessage`, `Error Message` */
export function plainName(name: string): string {
  return name.replace(/[\s_-]+/g, '').toLowerCase();
}

/** @returns a text, or what a JSON number says, without spaces around it; '' for anything else */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** @returns whether JSON has nothing there */
export function isNothing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
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
const MOST_LEVELS = 100;

/**
 * @param body the parsed JSON of an answer, or its text
 * @returns the same, '' in place of JSON that {@link isTooDeep}
 */
export function readable(body: unknown): unknown {
  return isTooDeep(body) ? '' : body;
}

/**
 * @returns whether JSON is nested so deeply that Kopo Kopo can't have said it, and that it would break
 *   whatever looks into it, n8n's own storage as well
 */
export function isTooDeep(value: unknown): boolean {
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

/**
 * Changes texts at every depth, names of fields as well.
 *
 * @param value a text or JSON
 * @param isMeant whether a text is to be changed
 * @returns a copy; the same value where there is nothing to change, as nearly always: a list may be long
 */
export function withTexts<T>(
  value: T,
  isMeant: (text: string) => boolean,
  change: (text: string) => string,
): T;
export function withTexts(
  value: unknown,
  isMeant: (text: string) => boolean,
  change: (text: string) => string,
): unknown {
  return holds(value, isMeant) ? changed(value, change) : value;
}

function holds(value: unknown, isMeant: (text: string) => boolean): boolean {
  if (typeof value === 'string') return isMeant(value);
  if (Array.isArray(value)) return value.some((entry) => holds(entry, isMeant));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, entry]) => isMeant(name) || holds(entry, isMeant));
}

function changed(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((entry) => changed(entry, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [change(name), changed(entry, change)]),
  );
}
