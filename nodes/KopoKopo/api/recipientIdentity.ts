import type { IDataObject } from 'n8n-workflow';

import { plainName, textOf } from './json';
import { comparablePhone } from './phoneNumber';
import { tillDigits } from './till';

/** What identifies a recipient, in a form in which it can be compared; '' where it can't. */
const IDENTIFIERS: Record<string, (thing: IDataObject) => string> = {
  phone: ({ phone_number: phone }) => comparablePhone(phone),
  account: ({ account_number: account }) => comparable(account),
  till: ({ till_number: till }) => tillDigits(comparable(till)),
  paybill: ({ paybill_number: paybill }) => comparable(paybill),
  paybillAccount: ({ paybill_account_number: account }) => comparable(account),
  ownAccount: ({ reference }) => comparable(reference),
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
    if (value !== '') found.set(kind, value);
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

function comparable(value: unknown): string {
  return textOf(value).replace(/\s+/g, '').toUpperCase();
}
