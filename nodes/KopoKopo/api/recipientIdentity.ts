import type { IDataObject } from 'n8n-workflow';

import { plainName, textOf } from './json';
import { comparablePhone } from './phoneNumber';
import { tillDigits } from './till';

/** The fields that identify a recipient: their values in a form in which they can be compared, '' where they can't. */
const IDENTIFIERS: Record<string, (value: unknown) => string> = {
  phone_number: comparablePhone,
  // A dash or a slash in it is somebody's own: the API may leave it out.
  account_number: (account) => comparable(account).replace(/[-/]/g, ''),
  till_number: (till) => tillDigits(comparable(till)),
  paybill_number: comparable,
  paybill_account_number: comparable,
  reference: comparable,
};

/**
 * What a destination or a disbursement says of who it is for.
 *
 * @returns comparable values by the name of the field, those alone that it has
 */
export function identifiersOf(thing: IDataObject): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, read] of Object.entries(IDENTIFIERS)) {
    const value = read(thing[name]);
    if (value !== '') found.set(name, value);
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
  const text = plainName(String(type ?? name));
  return ['wallet', 'bank', 'paybill', 'till'].find((word) => text.includes(word));
}

/** @returns what names an account or the like, without what differs between its spellings */
export function comparable(value: unknown): string {
  return textOf(value).replace(/\s+/g, '').toUpperCase();
}
