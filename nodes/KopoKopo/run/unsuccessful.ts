import type { IDataObject } from 'n8n-workflow';

import { isObject, list } from '../api/json';
import { kindOfResult } from '../api/result';
import { reasonNameOf } from '../api/simplify';

/** A result that is no success, as its simplified item says it, and the input item that it is of. */
export interface Unsuccessful {
  item: number;
  result: IDataObject;
}

/** What did not happen, by the type of what was asked for. */
const NOT_DONE: Record<string, string> = {
  settlement_transfer: 'Not transferred',
  reversal: 'Not refunded',
  transaction_sms_notification: 'SMS not sent',
  polling: 'Not listed',
};
const NOT_PAID = 'Not paid';

const MOST_NAMED = 5;

/**
 * What a person should see at a glance although the node is green: who has not paid, how much, and why.
 *
 * @param all in the order of the items
 * @param itemCount how many input items there are: with one, its number says nothing
 * @returns one line; undefined where all is well
 */
export function unsuccessfulHint(all: Unsuccessful[], itemCount: number): string | undefined {
  const failed = all.filter(({ result }) => result.outcome !== 'pending');
  const open = all.filter(({ result }) => result.outcome === 'pending');
  const [first] = failed;
  const lines = [
    ...(first ? [`${notDone(first.result)}: ${named(failed, itemCount)}`] : []),
    ...(open.length > 0 ? [`No result yet: ${named(open, itemCount)}`] : []),
  ];
  return lines.length > 0 ? `${lines.join('. ')}.` : undefined;
}

function notDone({ type, outcome }: IDataObject): string {
  const words = NOT_DONE[kindOfResult(String(type))] ?? NOT_PAID;
  return outcome === 'partial' ? `${words} in part` : words;
}

function named(some: Unsuccessful[], itemCount: number): string {
  const texts = some
    .slice(0, MOST_NAMED)
    .map(({ item, result }) => `${detailOf(result)}${itemCount > 1 ? ` [item ${item}]` : ''}`);
  const more = some.length - texts.length;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** e.g. `KES 300 from +254712345678: Request cancelled by user` */
function detailOf(result: IDataObject): string {
  const recipients = list(result.recipients).filter(isObject);
  const unpaid = recipients.filter(({ outcome }) => outcome === 'failed');
  if (unpaid.length > 0) return unpaid.map(detailOf).join(', ');
  const { amount } = result;
  const who = whoOf(result);
  const parts = [
    ...(typeof amount === 'number' ? [`KES ${amount.toLocaleString('en')}`] : []),
    ...(who === undefined ? [] : [who]),
  ];
  const why = result[reasonNameOf(result.type)];
  const what = parts.length > 0 ? parts.join(' ') : String(result.id ?? 'it');
  return typeof why === 'string' && why !== '' ? `${what}: ${why.replace(/\.$/, '')}` : what;
}

function whoOf(result: IDataObject): string | undefined {
  const from = result.sender_phone_number ?? (isPrompt(result) ? result.phone_number : undefined);
  if (typeof from === 'string') return `from ${from}`;
  const names = ['phone_number', 'till_number', 'paybill_number', 'account_number'];
  const to = names.map((name) => result[name]).find((value) => typeof value === 'string');
  return typeof to === 'string' ? `to ${to}` : undefined;
}

function isPrompt({ type }: IDataObject): boolean {
  return kindOfResult(String(type)) === 'incoming_payment';
}
