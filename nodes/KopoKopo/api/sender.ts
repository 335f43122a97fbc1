import type { IDataObject } from 'n8n-workflow';

import { textOf } from './json';

/** Who may have paid, in the order in which a name is written. */
const NAMES = ['sender_first_name', 'sender_middle_name', 'sender_last_name'];
const SAYING_NAMES = [...NAMES, 'sender_name', 'sending_merchant'];

/**
 * Who has paid, in fields that can be used as they are: `sender_name` joins the names that are there, and
 * `sender_phone_number` is a phone number or null. A number that Kopo Kopo hides is in
 * `hashed_sender_phone` (a hash, or base64) or in `sender_phone_masked` (anything else).
 *
 * @param fields of a transaction
 * @returns all of them; the new ones only where something is said of the payer
 * Source: what the API's SDKs call the payer, and hidden numbers as seen in production.
 */
export function withSender(fields: IDataObject): IDataObject {
  const { sender_phone_number: phone, hashed_sender_phone: hash, ...others } = fields;
  const saysPhone = phone !== undefined || hash !== undefined;
  return {
    ...others,
    ...(saysPhone ? phoneFields(phone, hash) : {}),
    ...nameIn(fields),
  };
}

/** @returns the fields of something deeper down, a transaction of a list, with its number as in {@link withSender} */
export function withoutHiddenPhone(fields: IDataObject): IDataObject {
  const { sender_phone_number: phone, hashed_sender_phone: hash, ...others } = fields;
  const text = textOf(phone);
  return text === '' || isPhone(text) ? fields : { ...others, ...phoneFields(phone, hash) };
}

function nameIn(fields: IDataObject): IDataObject {
  const given = textOf(fields.sender_name) || NAMES.map((name) => textOf(fields[name])).join(' ');
  const name = given.replace(/\s+/g, ' ').trim() || textOf(fields.sending_merchant);
  const saysName = SAYING_NAMES.some((known) => known in fields);
  return saysName ? { sender_name: name || null } : {};
}

function phoneFields(phone: unknown, hash: unknown): IDataObject {
  const text = typeof phone === 'number' ? withPlus(phone) : textOf(phone);
  const hidden = {
    sender_phone_number: null,
    ...(hash === undefined ? {} : { hashed_sender_phone: hash }),
  };
  if (text === '') return hidden;
  if (isPhone(text)) return { ...hidden, sender_phone_number: text };
  // Both fields may be taken: then this one is kept, too.
  const isFree = textOf(hash) === '' || textOf(hash) === text;
  return {
    ...hidden,
    [isHash(text) && isFree ? 'hashed_sender_phone' : 'sender_phone_masked']: text,
  };
}

/** A JSON number has lost its plus. */
function withPlus(phone: number): string {
  return /^254\d{9}$/.test(String(phone)) ? `+${phone}` : String(phone);
}

/** In any form, also a foreign one: the API has no other number in this place. */
function isPhone(text: string): boolean {
  return /^\+?\d{3,15}$/.test(text.replace(/[\s().-]/g, ''));
}

/** SHA-256 in hexadecimal digits, or base64: no spaces and no stars in it. */
function isHash(text: string): boolean {
  return /^[a-z0-9+/_-]{16,}={0,2}$/i.test(text);
}
