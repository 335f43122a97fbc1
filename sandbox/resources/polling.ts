import { badRequest } from '../apiError';
import { textAt } from '../json';
import { madeUpTransactions } from '../ledger';
import { EVENT_SAMPLES } from '../samples';
import { toMillisecond } from '../timestamps';
import { isBlank, isoTime, links, oneOf, optional, required, text, validate } from '../validation';
import type { Schema } from '../validation';
import { resultLinks, type ResourceDescription } from './resource';

const SCHEMA: Schema = {
  scope: required('Scope', oneOf(['company', 'till'])),
  scope_reference: optional('Scope reference', text()),
  from_time: required('From time', isoTime),
  to_time: required('To time', isoTime),
  _links: links,
};

/** "Polling API Requests". */
export const polling: ResourceDescription = {
  type: 'polling',
  path: 'polling',
  versions: ['v1', 'v2'],
  validate: (body, known) => {
    const request = validate(body, SCHEMA, known);
    const reference = request.scope_reference;
    const fits =
      request.scope === 'till' ? known.merchant.hasTill(String(reference)) : isBlank(reference);
    if (!fits) throw badRequest('Invalid scope reference');
    if (Date.parse(textAt(request, 'from_time')) >= Date.parse(textAt(request, 'to_time'))) {
      throw badRequest('From time must be before to time');
    }
    return request;
  },
  created: (resource) => ({
    status: 'Pending',
    created_at: toMillisecond(resource.createdAt),
    from_time: textAt(resource.request, 'from_time'),
    to_time: textAt(resource.request, 'to_time'),
    transactions: [],
    scope: resource.request.scope === 'till' ? 'Till' : 'Company',
    scope_reference: textAt(resource.request, 'scope_reference') || null,
    _links: resultLinks(resource),
  }),
  result: (resource, plan, { ledger }) => {
    if (plan.outcome === 'failed') {
      const errors = plan.errors === undefined ? 'The transactions could not be read' : plan.errors;
      return { ...resource.attributes, status: 'Failed', errors };
    }
    const from = new Date(textAt(resource.request, 'from_time'));
    const to = new Date(textAt(resource.request, 'to_time'));
    const till = textAt(resource.request, 'scope_reference') || undefined;
    const found =
      plan.transactions === undefined
        ? ledger.between(from, to, till)
        : madeUpTransactions(plan.transactions, from, to, till);
    return {
      ...resource.attributes,
      status: 'Success',
      transactions: found.map((transaction) => ({
        type: EVENT_SAMPLES[transaction.topic]?.type ?? transaction.topic,
        resource: transaction.resource,
      })),
    };
  },
};
