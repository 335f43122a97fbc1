import type { IDataObject } from 'n8n-workflow';

import { asSeen } from './identifier';

/** @returns a till as somebody has entered it, as the API has it: without what nobody sees, and a K in capitals */
export function tillIn(entered: string): string {
  return asSeen(entered).replace(/\s+/g, '').toUpperCase();
}

/** @returns whether a text names a till: digits, with a K in front where it is for online payments */
export function isTillNumber(text: string): boolean {
  return /^K?\d{3,12}$/.test(text);
}

/**
 * By what two spellings of a till are compared: the K of an Online Payments till comes and goes, and so do zeros
 * where a till is a number. What is sent stays as it was entered.
 */
export function tillDigits(till: string): string {
  return till.replace(/^K?0*/i, '');
}

/** Whether two spellings mean the same till. */
export function isSameTill(one: string, other: string): boolean {
  return tillDigits(one) === tillDigits(other);
}

/** @returns whose payments are meant, as the API wants it: of one till, or of the whole company */
export function scopeOf(till: string | undefined): IDataObject {
  return till === undefined ? { scope: 'company' } : { scope: 'till', scope_reference: till };
}
