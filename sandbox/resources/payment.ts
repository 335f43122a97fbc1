import { objectAt, textAt, type JsonObject } from '../json';
import { RECIPIENT_TYPES } from '../merchant';
import { toMillisecond } from '../timestamps';
import {
  amount,
  links,
  listOfTexts,
  metadata,
  oneOf,
  optional,
  required,
  text,
  validate,
  type Schema,
} from '../validation';
import { badRequest } from '../apiError';
import { transferBatches } from './disbursement';
import { metadataOf, resultLinks, type ResourceDescription } from './resource';

/** "Valid Pay Categories". */
export const PAY_CATEGORIES = [
  'advertising_and_marketing',
  'education_and_training',
  'general',
  'insurance',
  'legal_and_professional',
  'maintenance_and_repairs',
  'loans',
  'office_supplies',
  'permits_licences_subscriptions',
  'postage_and_shipping',
  'rent_or_mortgage',
  'sales_commissions',
  'travel',
  'utilities',
  'salaries',
] as const;

const SCHEMA: Schema = {
  destination_type: required('Destination type', oneOf(RECIPIENT_TYPES)),
  destination_reference: required('Destination reference', text()),
  amount: amount(),
  description: required('Description', text()),
  category: optional('Category', oneOf(PAY_CATEGORIES)),
  tags: optional('Tags', listOfTexts),
  metadata,
  _links: links,
};

/** "Create a Payment". */
export const payment: ResourceDescription = {
  type: 'payment',
  path: 'payments',
  versions: ['v1'],
  validate: (body, known) => {
    const request = validate(body, SCHEMA, known);
    const type = textAt(request, 'destination_type');
    if (!known.merchant.hasRecipient(type, textAt(request, 'destination_reference'))) {
      throw badRequest('Destination reference is invalid');
    }
    return request;
  },
  created: (resource) => ({
    status: 'Scheduled',
    created_at: toMillisecond(resource.createdAt),
    amount: amountOf(resource.request),
    transfer_batches: [],
    metadata: metadataOf(resource),
    _links: resultLinks(resource),
  }),
  result: (resource, plan) => ({
    ...resource.attributes,
    status: 'Processed',
    transfer_batches: transferBatches(
      [
        [
          {
            amount: Number(objectAt(resource.request, 'amount').value),
            destinationType: textAt(resource.request, 'destination_type'),
            reference: textAt(resource.request, 'destination_reference'),
          },
        ],
      ],
      plan,
    ),
  }),
};

/** `attributes.amount` of a result: the value is a number there, null for "everything". */
export function amountOf(request: JsonObject): JsonObject {
  const { value } = objectAt(request, 'amount');
  return { currency: 'KES', value: value === undefined ? null : Number(value) };
}
