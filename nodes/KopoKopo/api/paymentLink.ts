import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from './environment';
import { field, isObject, single, textOf } from './json';
import { simplifiedResource } from './transaction';
import { isUndone, moneyBy } from './transactionStatus';

/** What a status may say of a link beside an older one, what counts most first. */
const WHAT_COUNTS: Array<(status: string) => boolean> = [
  (status) => moneyBy(status) === 'taken back',
  (status) => moneyBy(status) === 'in doubt',
  isPaid,
  isUndone,
];

/** @returns whether a payment link's status says that somebody has paid through it */
export function isPaid(status: string): boolean {
  return status.toLowerCase() === 'paid';
}

/**
 * The status of a payment link. It is in `status` or in `payment_link_status`, perhaps in both with an old one.
 *
 * @param link `payment_link` of the attributes
 * @param others statuses that count as well
 * @returns the one that decides; '' where there is none
 */
export function linkStatus(link: unknown, ...others: string[]): string {
  const own = ['status', 'payment_link_status'].map((name) => textOf(field(link, name)));
  const all = [...own, ...others].filter((status) => status !== '');
  const counting = WHAT_COUNTS.map((counts) => all.find(counts));
  return counting.find((status) => status !== undefined) ?? all[0] ?? '';
}

/**
 * The fields of a payment link, which are what the workflow needs: not left one level down.
 *
 * @param told `payment_link` of the attributes
 * @param self the API's own link to this answer
 */
export function linkFields(told: unknown, self?: unknown): IDataObject {
  const paymentLink = single(told);
  if (!isObject(paymentLink)) {
    return paymentLink === undefined || paymentLink === null ? {} : { payment_link: paymentLink };
  }
  const { status, ...fields } = simplifiedResource(paymentLink);
  const said = linkStatus(paymentLink) || (fields.payment_link_status ?? status);
  return {
    ...fields,
    ...(said === undefined ? {} : { payment_link_status: said }),
    ...(typeof fields.link === 'string' ? { link: absoluteLink(fields.link, self) } : {}),
  };
}

/** A link without a host is on the API's own, and can't be sent to a customer as it is. */
function absoluteLink(link: string, self: unknown): string {
  // "links/7", too: a host would have a dot in it.
  const path = /^\/?([\w-]+\/.*)$/.exec(link.trim())?.[1];
  if (path === undefined || typeof self !== 'string' || !URL.canParse(self)) return link;
  const api = new URL(self);
  if (!isLoopback(api)) api.protocol = 'https:';
  return `${api.origin}/${path}`;
}
