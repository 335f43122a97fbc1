import { badRequest } from './apiError';
import { isObject, type JsonObject } from './json';
import type { Merchant } from './merchant';
import { readAmount } from './money';

/** What a check may look at beside the value. */
export interface Known {
  merchant: Merchant;
  version: ApiVersion;
  /** Whether a webhook event with this id can be answered with an SMS. */
  hasEvent(id: string): boolean;
  /** Whether an incoming transaction with this reference can be reversed. */
  hasTransaction(reference: string): boolean;
}

export type ApiVersion = 'v1' | 'v2';

/** Gives the sentence that says what is wrong, or undefined when all is well. */
export type Check = (value: unknown, label: string, known: Known) => string | undefined;

/** One field of a request. */
export interface Field {
  /** The field's name as error sentences write it ("Till number"). */
  label: string;
  required: boolean;
  check?: Check;
  /** The fields of a nested object. */
  fields?: Schema;
}

/** The fields of a request by name, in the order in which they are checked. */
export type Schema = Record<string, Field>;

/** A field that must be there. Missing, null and blank texts get "<Label> can't be blank". */
export const required = (label: string, ...checks: Check[]): Field => ({
  label,
  required: true,
  check: all(checks),
});

/** A field that may be missing, null or blank. */
export const optional = (label: string, ...checks: Check[]): Field => ({
  label,
  required: false,
  check: all(checks),
});

/**
 * A nested object. A missing required one is checked as an empty one, so that the sentence names
 * the field that the user has to fill ("Callback url can't be blank", docs, "Create a transfer").
 */
export const group = (label: string, fields: Schema, isRequired = true): Field => ({
  label,
  required: isRequired,
  fields,
});

/**
 * Checks a request body against its schema.
 *
 * @returns the body as an object
 * @throws ApiError 400 with the first thing that is wrong, unknown fields first
 */
export function validate(body: unknown, schema: Schema, known: Known): JsonObject {
  if (!isObject(body)) throw badRequest('Request body must be a JSON object');
  const sentence = unknownField(body, schema, '') ?? firstError(body, schema, known);
  if (sentence !== undefined) throw badRequest(sentence);
  return body;
}

function unknownField(object: JsonObject, schema: Schema, prefix: string): string | undefined {
  for (const [name, value] of Object.entries(object)) {
    const field = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (field === undefined) return `Unknown field: ${prefix}${name}`;
    const nested =
      field.fields && isObject(value)
        ? unknownField(value, field.fields, `${prefix}${name}.`)
        : undefined;
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function firstError(object: JsonObject, schema: Schema, known: Known): string | undefined {
  for (const [name, field] of Object.entries(schema)) {
    const sentence = fieldError(object[name], field, known);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

function fieldError(value: unknown, field: Field, known: Known): string | undefined {
  if (field.fields) {
    if (isBlank(value)) return field.required ? firstError({}, field.fields, known) : undefined;
    if (!isObject(value)) return `${field.label} is invalid`;
    return firstError(value, field.fields, known);
  }
  if (isBlank(value)) return field.required ? `${field.label} can't be blank` : undefined;
  return field.check?.(value, field.label, known);
}

/** Missing, null or a text of nothing but spaces. */
export function isBlank(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}

function all(checks: Check[]): Check {
  return (value, label, known) => {
    for (const check of checks) {
      const sentence = check(value, label, known);
      if (sentence !== undefined) return sentence;
    }
    return undefined;
  };
}

/** A text for which `holds`; otherwise `sentence`, or "<Label> is invalid". */
export function text(
  holds: (value: string, known: Known) => boolean = () => true,
  sentence?: string,
): Check {
  return (value, label, known) =>
    typeof value === 'string' && holds(value, known)
      ? undefined
      : (sentence ?? `${label} is invalid`);
}

/** One of these texts. */
export function oneOf(values: readonly string[], sentence?: string): Check {
  return text((value) => values.includes(value), sentence);
}

/** A text of digits. */
export const digits: Check = text((value) => /^\d+$/.test(value));

/** An e-mail address. */
export const email: Check = text((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value));

/** The number with which the docs mask every phone; accepted so that their samples pass. */
const DOCUMENTED_PHONE = '254999999999';

/** A Kenyan mobile number with a plus: +2547…, +2541… */
export const phoneWithPlus: Check = text(
  (value) => /^\+254[17]\d{8}$/.test(value) || value === `+${DOCUMENTED_PHONE}`,
);

/** A Kenyan mobile number without one: 2547…, 2541… */
export const phoneWithoutPlus: Check = text(
  (value) => /^254[17]\d{8}$/.test(value) || value === DOCUMENTED_PHONE,
);

/** A number above 0, or a text that is one, in KES. */
export const positiveAmount: Check = (value, label) => {
  const amount = readAmount(value);
  if (amount === undefined && !(typeof value === 'number' && value < 0)) {
    return `${label} is not a number`;
  }
  return amount !== undefined && amount > 0 ? undefined : `${label} must be greater than 0`;
};

/** An https URL; http only for this machine, where no TLS is to be had. */
export const secureUrl: Check = (value, label) => {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) return `${label} is invalid`;
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return undefined;
  return `${label} must be a secure HTTPS endpoint`;
};

/** Whether a host name of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** ISO 8601 with seconds and an offset or Z ("2021-04-12T08:50:22+03:00"). */
export const isoTime: Check = text(
  (value) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
);

/** At most five pairs whose values are texts. */
export const fivePairs: Check = (value, label) => {
  if (!isObject(value)) return `${label} is invalid`;
  const values = Object.values(value);
  if (values.length > 5) return `${label} can't have more than 5 key value pairs`;
  return values.every((entry) => typeof entry === 'string')
    ? undefined
    : `${label} values must be strings`;
};

/** A list of texts. */
export const listOfTexts: Check = (value, label) =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')
    ? undefined
    : `${label} must be a list of strings`;

/** A list of the objects that `schema` picks for each entry, checked one after the other. */
export function listOf(pick: (entry: JsonObject) => Schema | string): Check {
  return (value, label, known) => {
    if (!Array.isArray(value)) return `${label} is invalid`;
    for (const entry of value) {
      if (!isObject(entry)) return `${label} is invalid`;
      const schema = pick(entry);
      if (typeof schema === 'string') return schema;
      const sentence = unknownField(entry, schema, '') ?? firstError(entry, schema, known);
      if (sentence !== undefined) return sentence;
    }
    return undefined;
  };
}

/** `amount: {currency, value}`. */
export const amount = (isRequired = true): Field =>
  group(
    'Amount',
    {
      value: required('Amount', positiveAmount),
      currency: required('Currency', oneOf(['KES'])),
    },
    isRequired,
  );

export const metadata: Field = optional('Metadata', fivePairs);

/** `_links: {callback_url}`. */
export const links: Field = group('Links', {
  callback_url: required('Callback url', secureUrl),
});

/** The mobile networks: the docs name Safaricom, live accounts also the other two. */
export const network: Field = required('Network', oneOf(['Safaricom', 'Airtel', 'Telkom']));

export const bankBranch: Field = required(
  'Bank branch ref',
  text((value, { merchant }) => merchant.hasBankBranch(value), 'Bank branch ref is not valid'),
);
