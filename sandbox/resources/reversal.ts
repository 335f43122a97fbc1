import { textAt } from '../json';
import { mpesaReference } from '../merchant';
import { links, metadata, required, text, validate, type Schema } from '../validation';
import { errorList } from './disbursement';
import { metadataOf, resultLinks, type ResourceDescription } from './resource';

const SCHEMA: Schema = {
  transaction_reference: required(
    'Transaction reference',
    text((reference, known) => known.hasTransaction(reference)),
  ),
  reason: required('Reason', text()),
  metadata,
  _links: links,
};

/** v2's reversals of incoming transactions of the last 30 days. */
export const reversal: ResourceDescription = {
  type: 'reversal',
  path: 'reversals',
  versions: ['v2'],
  validate: (body, known) => validate(body, SCHEMA, known),
  created: (resource) => ({
    status: 'Received',
    transaction_reference: textAt(resource.request, 'transaction_reference'),
    reason: textAt(resource.request, 'reason'),
    reversal_bulk_payment: null,
    errors: [],
    metadata: metadataOf(resource),
    _links: resultLinks(resource),
  }),
  result: (resource, plan, { ledger }) => {
    const failed = plan.outcome === 'failed';
    const reversed = ledger.find(textAt(resource.request, 'transaction_reference'));
    return {
      ...resource.attributes,
      status: 'Processed',
      reversal_bulk_payment: {
        amount: reversed?.resource.amount ?? null,
        status: failed ? 'Cancelled' : 'Transferred',
        transaction_reference: failed ? null : mpesaReference(),
      },
      errors: failed ? errorList(plan) : [],
    };
  },
};
