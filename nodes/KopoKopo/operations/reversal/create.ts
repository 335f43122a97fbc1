import { inCapitals } from '../../api/mpesaCode';
import type { CreateOperation } from '../operation';
import { metadata } from '../fields/metadata';

/** Version 2 of the API, as its SDKs send it. */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Refund a Payment',
  value: 'create',
  action: 'Refund payment to customer (reversal)',
  description: 'Give back a payment of the last 30 days, in full',
  answersLater: true,
  repeatable: false,
  fields: [
    {
      displayName: 'Transaction Reference',
      name: 'transactionReference',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. OJM6Q1W84K',
      hint: 'The whole payment goes back, to the phone that paid',
      description:
        "The M-PESA reference of the customer's payment: 'reference' in the output of the trigger, and in the customer's own SMS from M-PESA",
    },
    {
      displayName: 'Reason',
      name: 'reason',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. Paid twice by mistake',
      description: 'Why the payment is given back',
    },
  ],
  optional: [metadata],
  request: (parameters) => ({
    type: 'reversal',
    body: {
      transaction_reference: inCapitals(parameters.identifier('transactionReference')),
      reason: parameters.text('reason'),
      metadata: parameters.metadata(),
    },
  }),
};
