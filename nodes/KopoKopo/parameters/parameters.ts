import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { amountFrom, type Amount } from '../api/amount';
import { dateTimeFrom } from '../api/dateTime';
import { isLoopback } from '../api/environment';
import { isObject, list, field } from '../api/json';
import { idFrom } from '../api/location';
import { kenyanPhoneNumber, type PhoneFormat } from '../api/phoneNumber';
import type { ResourceType } from '../api/resourceTypes';

/** Source: API documentation, "Receive M-PESA payments", metadata. */
const MOST_METADATA_PAIRS = 5;
const CURRENCY = 'KES';

/**
 * The parameters of one item, read with checks. Everything here throws, before any request is made, a
 * NodeOperationError that names the field and the item and says what to enter.
 *
 * Names are parameter names; fields in a collection are written `additionalFields.firstName`.
 */
export class Parameters {
  /**
   * @param context the node's `this`
   * @param itemIndex from 0
   * @param fields the node's fields, for the names that the user sees
   */
  constructor(
    private readonly context: IExecuteFunctions,
    readonly itemIndex: number,
    private readonly fields: INodeProperties[],
    /** Where the values come from, when it isn't the node: an entry of a list, and how to name it. */
    private readonly entry?: { values: IDataObject; prefix: string },
  ) {}

  /**
   * Reads an entry of a list with the same checks.
   *
   * @param values named as the fields, or as the API names them (`phoneNumber` or `phone_number`)
   * @param prefix what messages put before the field's name, e.g. `Recipient 2: `
   */
  within(values: IDataObject, fields: INodeProperties[], prefix: string): Parameters {
    return new Parameters(this.context, this.itemIndex, fields, { values, prefix });
  }

  /** @returns the value as it is, undefined where the field isn't there */
  raw(name: string): unknown {
    if (this.entry) {
      const snakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return field(this.entry.values, name) ?? field(this.entry.values, snakeCase) ?? undefined;
    }
    const known = readingsOf(this.context);
    const reading = known.get(name);
    if (reading?.isFixed) return reading.value;
    const value = this.context.getNodeParameter(name, this.itemIndex, null) ?? undefined;
    if (!reading) {
      const entered = this.context.getNodeParameter(name, this.itemIndex, null, {
        rawExpressions: true,
      });
      known.set(name, hasExpression(entered) ? { isFixed: false } : { isFixed: true, value });
    }
    return value;
  }

  /** @returns the text without spaces around it; numbers become text. Empty is refused. */
  text(name: string): string {
    const text = this.optionalText(name);
    if (text === undefined) throw this.refusal(name, 'is empty', 'Fill it in.');
    return text;
  }

  /** @returns as {@link text}, undefined when it is empty */
  optionalText(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return this.exact(name, value);
    if (typeof value !== 'string') {
      throw this.refusal(name, `must be text, and is ${kindOf(value)}`, 'Check its expression.');
    }
    return value.trim() === '' ? undefined : value.trim();
  }

  /** JavaScript rounds longer numbers: the money would go to another account. */
  private exact(name: string, value: number): string {
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
    throw this.refusal(
      name,
      `is a number with too many digits to be exact: ${value}`,
      'Enter it as text: in quotes in JSON, as a text cell in a spreadsheet.',
    );
  }

  /** @returns one of the values of the field's dropdown, also where it came from an expression */
  choice(name: string): string {
    const choice = this.optionalChoice(name);
    if (choice === undefined) throw this.refusal(name, 'is empty', 'Choose one of the list.');
    return choice;
  }

  /** @returns as {@link choice}, undefined when nothing is chosen */
  optionalChoice(name: string): string | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const values = (this.find(name)?.options ?? []).flatMap((option) =>
      'value' in option ? [String(option.value)] : [],
    );
    if (values.includes(text)) return text;
    throw this.refusal(name, `has no choice "${text}"`, `It must be one of: ${values.join(', ')}.`);
  }

  /** @returns a Kenyan mobile number in the form that the endpoint wants */
  phone(name: string, format: PhoneFormat): string {
    const text = this.text(name);
    const phone = kenyanPhoneNumber(text, format);
    if (phone !== undefined) return phone;
    throw this.refusal(
      name,
      `is not a Kenyan mobile number: "${text}"`,
      'Enter it as 0712345678, 0112345678 or +254712345678.',
    );
  }

  /** @returns money in the form that the API wants; the currency from `additionalFields.currency`, else KES */
  amount(name: string): Amount {
    const entered = this.raw(name);
    if (entered === undefined || entered === null || entered === '') {
      throw this.refusal(name, 'is empty', 'Enter a number of shillings, e.g. 1500.');
    }
    const reading = amountFrom(entered);
    if ('refusal' in reading) throw this.refusal(name, reading.refusal, '');
    return { currency: this.currency(), value: reading.value };
  }

  /**
   * An amount whose absence means everything there is. Only a person leaves it out: an expression that
   * finds nothing must not move all the money.
   *
   * @returns as {@link amount}, undefined when the field was left empty or at 0
   */
  amountOrEverything(name: string): Amount | undefined {
    const entered = this.raw(name);
    const empty = entered === undefined || entered === null || Number(entered) === 0;
    if (!empty) return this.amount(name);
    if (readingsOf(this.context).get(name)?.isFixed !== false) return undefined;
    throw this.refusal(
      name,
      `has an expression that gives ${entered === undefined ? 'nothing' : JSON.stringify(entered)}`,
      'Correct it. To transfer everything that is available, enter a 0 instead of the expression.',
    );
  }

  private currency(): string {
    const name = this.entry ? 'currency' : 'additionalFields.currency';
    const currency = (this.optionalText(name) ?? CURRENCY).toUpperCase();
    if (currency === CURRENCY) return currency;
    throw this.refusal(
      name,
      `is "${currency}"`,
      'Kopo Kopo works in Kenyan shillings only: enter KES.',
    );
  }

  /**
   * @returns a till number as text, so that leading zeros and the K of an online payments till survive
   */
  till(name: string): string {
    const text = this.text(name).replace(/\s+/g, '').toUpperCase();
    if (/^K?\d{3,12}$/.test(text)) return text;
    throw this.refusal(
      name,
      `is not a till number: "${this.text(name)}"`,
      'A till number has digits only; an online payments till has a K in front, e.g. K123456.',
    );
  }

  /** @returns as {@link till}, undefined when it is empty */
  optionalTill(name: string): string | undefined {
    return this.optionalText(name) === undefined ? undefined : this.till(name);
  }

  /** @returns the number of a bank account as text, so that leading zeros survive */
  bankAccountNumber(name: string): string {
    const text = this.text(name);
    if (/^[a-z0-9][a-z0-9 /-]*$/i.test(text)) return text;
    throw this.refusal(
      name,
      `is not the number of a bank account: "${text}"`,
      'It has digits, at most letters, spaces and dashes between them.',
    );
  }

  /** @returns digits as text, so that leading zeros survive */
  digits(name: string): string {
    const text = this.text(name).replace(/\s+/g, '');
    if (/^\d{3,12}$/.test(text)) return text;
    throw this.refusal(
      name,
      `is not a number of 3 to 12 digits: "${this.text(name)}"`,
      'Correct it.',
    );
  }

  /** @returns an e-mail address, undefined when it is empty */
  optionalEmail(name: string): string | undefined {
    const text = this.optionalText(name);
    if (text === undefined || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return text;
    throw this.refusal(
      name,
      `is not an e-mail address: "${text}"`,
      'Correct it or leave it empty.',
    );
  }

  /** @returns a URL that Kopo Kopo can post to: https, or http on this computer; undefined when it is empty */
  optionalUrl(name: string): string | undefined {
    const text = this.optionalText(name);
    if (text === undefined || isPostable(text)) return text;
    throw this.refusal(
      name,
      `is not a URL that Kopo Kopo can send to: "${text}"`,
      'It must start with https://, e.g. https://example.com/kopokopo.',
    );
  }

  /** @returns as {@link optionalUrl}; empty is refused */
  url(name: string): string {
    this.text(name);
    return this.optionalUrl(name) ?? '';
  }

  /** @returns ISO 8601 with an offset; the workflow's time zone where the field has none */
  dateTime(name: string): { iso: string } {
    const entered = this.raw(name);
    if (entered === undefined || entered === null || entered === '') {
      throw this.refusal(
        name,
        'is empty',
        'Enter a date and time, e.g. 2026-04-12T08:50:22+03:00.',
      );
    }
    const reading = dateTimeFrom(entered, this.context.getTimezone());
    if ('refusal' in reading) throw this.refusal(name, reading.refusal, '');
    return reading;
  }

  /** @returns the two ends of a period in ISO 8601; the first must be before the second */
  period(fromName: string, toName: string): { from: string; to: string } {
    const from = this.dateTime(fromName);
    const to = this.dateTime(toName);
    // As they are sent: with milliseconds cut off, two ends may be the same.
    if (Date.parse(from.iso) < Date.parse(to.iso)) return { from: from.iso, to: to.iso };
    throw this.refusal(
      fromName,
      `(${from.iso}) is not before '${this.label(toName)}' (${to.iso})`,
      'Exchange or correct them.',
    );
  }

  /** @returns the tags of a list, or of text such as "a, b"; undefined when there are none */
  optionalTags(name: string): string[] | undefined {
    const value = this.raw(name);
    const entries: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat();
    if (entries.some((entry) => typeof entry === 'object' && entry !== null)) {
      throw this.refusal(
        name,
        'holds something that is not text',
        'Enter tags such as: rent, june.',
      );
    }
    const tags = entries.map((entry) => String(entry ?? '').trim()).filter((tag) => tag !== '');
    return tags.length > 0 ? [...new Set(tags)] : undefined;
  }

  /** @returns the pairs of `additionalFields.metadata` as one object; undefined when there are none */
  metadata(): IDataObject | undefined {
    const name = 'additionalFields.metadata';
    const pairs = list(field(this.raw(name), 'pair')).filter(
      (pair) => isFilled(field(pair, 'key')) || isFilled(field(pair, 'value')),
    );
    if (pairs.length === 0) return undefined;
    if (pairs.length > MOST_METADATA_PAIRS) {
      throw this.refusal(
        name,
        `has ${pairs.length} pairs`,
        `Kopo Kopo keeps at most ${MOST_METADATA_PAIRS}: remove some.`,
      );
    }
    const entries = new Map<string, string>();
    for (const pair of pairs) {
      const key = String(field(pair, 'key') ?? '').trim();
      const value = field(pair, 'value') ?? '';
      if (key === '')
        throw this.refusal(name, 'has a pair without a key', 'Give it one or remove it.');
      if (entries.has(key)) {
        throw this.refusal(name, `has the key "${key}" twice`, 'Every key can be used once.');
      }
      if (typeof value === 'object') {
        throw this.refusal(
          name,
          `has a value for "${key}" that is not text`,
          'Check its expression.',
        );
      }
      entries.set(key, String(value));
    }
    return Object.fromEntries(entries);
  }

  /** @returns the id in a field that takes an id or a location URL, see {@link idFrom} */
  id(name: string, type: ResourceType, baseUrl: string): string {
    const reading = idFrom(this.text(name), type, baseUrl);
    if ('id' in reading) return reading.id;
    throw this.refusal(name, reading.refusal, '');
  }

  /** @returns a positive number; undefined when the field is empty or not there */
  optionalNumber(name: string, { most }: { most?: number } = {}): number | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null || value === '') return undefined;
    const number = Number(value);
    if (Number.isFinite(number) && number > 0 && number <= (most ?? Infinity)) return number;
    const limit = most === undefined ? '' : `, at most ${most}`;
    throw this.refusal(name, `is ${JSON.stringify(value)}`, `Enter a number above 0${limit}.`);
  }

  /**
   * @param absent what a switch that isn't there counts as
   * @returns whether a switch is on
   */
  flag(name: string, absent = false): boolean {
    const value = this.raw(name) ?? absent;
    if (typeof value === 'boolean') return value;
    throw this.refusal(
      name,
      `must be true or false, and is ${JSON.stringify(value)}`,
      'Check its expression: without quotes.',
    );
  }

  /** @returns whether the user has added a field to a collection, e.g. `options.idempotencyKey` */
  isAdded(name: string): boolean {
    const [collection = '', field = ''] = name.split('.');
    const entered = this.context.getNodeParameter(
      collection,
      this.itemIndex,
      {},
      {
        rawExpressions: true,
      },
    );
    return isObject(entered) && field in entered;
  }

  /**
   * The error for a field that can't be used.
   *
   * @param problem the second half of a sentence that starts with the field's name
   * @param advice what to do, a sentence
   * @param description more of that, for the details of the error
   */
  refusal(
    name: string,
    problem: string,
    advice: string,
    description = 'Nothing was sent to Kopo Kopo for this item.',
  ): NodeOperationError {
    const sentence = `${this.entry?.prefix ?? ''}'${this.label(name)}' ${problem}. ${advice}`;
    const message = `${sentence.trim()} [item ${this.itemIndex}]`;
    const error = new NodeOperationError(this.context.getNode(), message, {
      itemIndex: this.itemIndex,
      description,
    });
    // n8n replaces a message with a system's code in it, and what the user entered may have one.
    error.message = message;
    return error;
  }

  private label(name: string): string {
    return this.find(name)?.displayName ?? name;
  }

  private find(name: string): INodeProperties | undefined {
    return name.split('.').reduce<INodeProperties[]>((level, part, depth, parts) => {
      const found = level.filter((property) => property.name === part);
      return depth === parts.length - 1 ? found : found.flatMap(propertiesInside);
    }, this.fields)[0];
  }
}

/** What has no expression in it is the same for all items: read once, it makes large inputs faster. */
type Reading = { isFixed: true; value: unknown } | { isFixed: false };

const readings = new WeakMap<IExecuteFunctions, Map<string, Reading>>();

function readingsOf(context: IExecuteFunctions): Map<string, Reading> {
  const known = readings.get(context) ?? new Map<string, Reading>();
  readings.set(context, known);
  return known;
}

function hasExpression(entered: unknown): boolean {
  if (typeof entered === 'string') return entered.startsWith('=');
  if (Array.isArray(entered)) return entered.some(hasExpression);
  return isObject(entered) && Object.values(entered).some(hasExpression);
}

function propertiesInside(property: INodeProperties): INodeProperties[] {
  return (property.options ?? []).flatMap((option) => ('type' in option ? [option] : []));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : `${typeof value} (${String(value)})`;
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && String(value).trim() !== '';
}

function isPostable(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  } catch {
    return false;
  }
}
