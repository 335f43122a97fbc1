import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from './environment';
import { isObject, single } from './json';
import { simplifiedResource } from './transaction';

/**
 * The fields of a payment link, which are what the workflow needs: not left one level down. Its status is
 * in `status` or in `payment_link_status`, perhaps in both with an old one.
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
  return {
    ...fields,
    ...(status === undefined ? {} : { payment_link_status: status }),
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
