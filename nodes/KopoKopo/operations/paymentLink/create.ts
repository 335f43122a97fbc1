import { textOf } from '../../api/json';
import { linkFields } from '../../api/paymentLink';
import type { CreateOperation } from '../operation';
import { WHEN_EMPTY } from '../../parameters/optionalField';
import { additionalFields } from '../fields/collections';
import { metadata } from '../fields/metadata';
import { amount, currency } from '../fields/money';

/** Version 2 of the API, as its SDKs send it: amount and currency are not nested here. */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create payment link',
  description: 'Make a link at which a customer can pay a given amount',
  answersLater: true,
  repeatable: false,
  // The customer may take days: what the workflow needs at once is the link.
  isReady: ({ payment_link: link }) => textOf(linkFields(link).link) !== '',
  fields: [
    {
      displayName:
        "This gives you the link, not the payment. To see whether the customer has paid, use 'Payment Link: Get'. To be told, paste the production URL of a Kopo Kopo Trigger on 'Request Result (Callback)' into the option 'Callback URL' here.",
      name: 'paidNotice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'Till Number',
      name: 'tillNumber',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. 123456',
      description:
        'Your till that gets the money, as on the Kopo Kopo dashboard; an online payments till with or without its K',
    },
    amount,
    {
      displayName: 'Payment Reference',
      name: 'paymentReference',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. INV-1042',
      description: 'What the payment is for, such as the invoice number',
    },
    additionalFields(currency, metadata, {
      displayName: 'Note',
      name: 'note',
      type: 'string',
      default: '',
      placeholder: 'e.g. Invoice of 3 May',
      description: 'A text for the customer',
      [WHEN_EMPTY]: 'leftOut',
    }),
  ],
  request: (parameters) => {
    const { value, currency: kes } = parameters.amount('amount');
    return {
      type: 'payment_link',
      body: {
        till_number: parameters.till('tillNumber'),
        currency: kes,
        amount: value,
        payment_reference: parameters.identifier('paymentReference'),
        note: parameters.optionalText('additionalFields.note'),
        metadata: parameters.metadata(),
      },
    };
  },
};
