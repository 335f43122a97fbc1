import type { IDataObject } from 'n8n-workflow';

import { tillDigits } from './till';

/** What identifies a recipient, in a form in which it can be compared; undefined where it can't. */
const IDENTIFIERS: Record<string, (thing: IDataObject) => string | undefined> = {
  phone: ({ phone_number: phone }) => phoneText(phone),
  account: ({ account_number: account }) => plain(account),
  till: ({ till_number: till }) => tillDigits(plain(till) ?? '') || undefined,
  paybill: ({ paybill_number: paybill }) => plain(paybill),
  paybillAccount: ({ paybill_account_number: account }) => plain(account),
  ownAccount: ({ reference }) => plain(reference),
};

/**
 * What a destination or a disbursement says of who it is for.
 *
 * @returns comparable values by the kind of identifier, those alone that it has
 */
export function identifiersOf(thing: IDataObject): Map<string, string> {
  const found = new Map<string, string>();
  for (const [kind, read] of Object.entries(IDENTIFIERS)) {
    const value = read(thing);
    if (value !== undefined) found.set(kind, value);
  }
  return found;
}

/**
 * What a disbursement's `destination_reference` may be: whichever identifier of a destination it equals.
 *
 * @returns as {@link identifiersOf}, one candidate for each kind
 */
export function referenceOf({
  destination_reference: reference,
}: IDataObject): Map<string, string> {
  return identifiersOf({
    phone_number: reference,
    account_number: reference,
    till_number: reference,
    paybill_number: reference,
    reference,
  });
}

/** @returns the kind of destination; undefined for an unknown one. A request has `merchant_wallet`, a result `Mobile Wallet` */
export function kindOf({ type, destination_type: name }: IDataObject): string | undefined {
  const text = String(type ?? name)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
  return ['wallet', 'bank', 'paybill', 'till'].find((word) => text.includes(word));
}

/** The last nine digits: with or without the country's code. A hidden number identifies nobody. */
function phoneText(value: unknown): string | undefined {
  const text = plain(value)?.replace(/^\+/, '');
  return text !== undefined && /^\d{9,}$/.test(text) ? text.slice(-9) : undefined;
}

function plain(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).replace(/\s+/g, '').toUpperCase();
  return text === '' ? undefined : text;
}
