import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { amountFrom, CURRENCY, type Amount } from '../api/amount';
import { dateTimeFrom } from '../api/dateTime';
import { isSecure } from '../api/environment';
import { asSeen, harmTo } from '../api/identifier';
import { field, list } from '../api/json';
import { idFrom } from '../api/location';
import { kenyanPhoneNumber, PHONE_IN_THREES, type PhoneFormat } from '../api/phoneNumber';
import type { ResourceType } from '../api/resourceTypes';
import { isTillNumber, tillIn } from '../api/till';
import { Entered, isBlank } from './entered';

/** Source: API documentation, "Receive M-PESA payments", metadata. */
export const MOST_METADATA_PAIRS = 5;

/**
 * The parameters of one item as Kopo Kopo needs them: phone numbers, money, tills, IDs, times. Throws as
 * {@link Entered} does.
 */
export class Parameters extends Entered {
  /**
   * Reads an entry of a list with the same checks.
   *
   * @param values named as the fields, or as the API names them (`phoneNumber` or `phone_number`)
   * @param prefix what messages put before the field's name, e.g. `Recipient 2: `
   */
  within(values: IDataObject, fields: INodeProperties[], prefix: string): Parameters {
    return new Parameters(this.context, this.itemIndex, fields, { values, prefix });
  }

  /**
   * @returns as {@link text}, for what names an account, a till, a payment or the like: a number that a
   *   spreadsheet has changed on its way would name somebody else's
   * @param mark what may stand in front of it, and is left out
   * @param whole how it may look that nothing has been lost of
   */
  identifier(name: string, mark = /^$/, whole = /^$/): string {
    const entered = this.raw(name);
    const text = this.seenText(name).replace(mark, '');
    if (whole.test(text)) return text;
    const harm = harmTo(typeof entered === 'number' ? entered : text);
    if (harm) throw this.refusal(name, harm.problem, harm.advice);
    return text;
  }

  /** @returns as {@link text}, without marks that nobody sees */
  seenText(name: string): string {
    const text = asSeen(this.text(name));
    if (text === '') throw this.empty(name);
    return text;
  }

  /** @returns a Kenyan mobile number in the form that the endpoint wants */
  phone(name: string, format: PhoneFormat): string {
    // A spreadsheet's mark for text.
    const text = this.identifier(name, /^'/, PHONE_IN_THREES);
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
    if (isBlank(entered)) {
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
   * @returns as {@link amount}, undefined when the field was left empty or is 0
   */
  amountOrEverything(name: string): Amount | undefined {
    const entered = this.raw(name);
    const empty = isBlank(entered) || Number(entered) === 0;
    if (!empty) return this.amount(name);
    if (!this.isExpression(name)) return undefined;
    throw this.refusal(
      name,
      `has an expression that gives ${entered === undefined ? 'nothing' : JSON.stringify(entered)}`,
      'Correct it. To transfer everything that is available, remove it and leave the field empty.',
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
    const text = tillIn(this.identifier(name));
    if (isTillNumber(text)) return text;
    throw this.refusal(
      name,
      `is not a till number: "${this.text(name)}"`,
      'A till number has 3 to 12 digits; an online payments till has a K in front, e.g. K123456.',
    );
  }

  /** @returns as {@link till}, undefined when it is empty */
  optionalTill(name: string): string | undefined {
    return this.optionalText(name) === undefined ? undefined : this.till(name);
  }

  /** @returns the number of a bank account as text, so that leading zeros survive */
  bankAccountNumber(name: string): string {
    const text = this.identifier(name);
    if (/^[a-z0-9][a-z0-9 /-]*$/i.test(text)) return text;
    throw this.refusal(
      name,
      `is not the number of a bank account: "${text}"`,
      'It has digits, at most letters, spaces, dashes and slashes between them.',
    );
  }

  /** @returns digits as text, so that leading zeros survive */
  digits(name: string): string {
    const text = this.identifier(name).replace(/\s+/g, '');
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
    if (text === undefined || (URL.canParse(text) && isSecure(new URL(text)))) return text;
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

  /**
   * @param isEnd see {@link dateTimeFrom}
   * @returns ISO 8601 with an offset; the time zone's where the field has none, the workflow's unless told
   */
  dateTime(name: string, timezone = this.context.getTimezone(), isEnd = false): { iso: string } {
    const entered = this.raw(name);
    if (isBlank(entered)) {
      throw this.refusal(
        name,
        'is empty',
        'Enter a date and time, e.g. 2026-04-12T08:50:22+03:00.',
      );
    }
    const reading = dateTimeFrom(entered, timezone, isEnd);
    if ('refusal' in reading) throw this.refusal(name, reading.refusal, '');
    return reading;
  }

  /** @returns the two ends of a period as {@link dateTime}; the first must be before the second */
  period(fromName: string, toName: string, timezone?: string): { from: string; to: string } {
    const from = this.dateTime(fromName, timezone);
    const to = this.dateTime(toName, timezone, true);
    // As they are sent, in whole seconds.
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

  /** @returns the pairs of 'Metadata' as one object; undefined when there are none */
  metadata(): IDataObject | undefined {
    const name = this.inCollection('metadata');
    const pairs = list(field(this.raw(name), 'pair')).filter(
      (pair) => !isBlank(field(pair, 'key')) || !isBlank(field(pair, 'value')),
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

  /** @returns the id in a field that takes an id or a location URL, and its path, see {@link idFrom} */
  id(name: string, type: ResourceType, baseUrl: string): { id: string; path: string } {
    const reading = idFrom(this.identifier(name), type, baseUrl);
    if ('id' in reading) return reading;
    throw this.refusal(name, reading.refusal, '');
  }
}
