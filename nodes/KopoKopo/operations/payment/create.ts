import type { CreateOperation } from '../operation';
import { WHEN_EMPTY } from '../../parameters/optionalField';
import { additionalFields } from '../fields/collections';
import { metadata } from '../fields/metadata';
import { amount, currency, paymentDescription } from '../fields/money';
import { RECIPIENT_TYPES } from '../fields/recipient';

/** Source: API documentation, "Valid Pay Categories"; sorted by name. */
const CATEGORIES = [
  { name: 'Advertising & Marketing', value: 'advertising_and_marketing' },
  { name: 'Education & Training', value: 'education_and_training' },
  { name: 'General', value: 'general' },
  { name: 'Insurance', value: 'insurance' },
  { name: 'Legal & Professional Expenses', value: 'legal_and_professional' },
  { name: 'Loans', value: 'loans' },
  { name: 'Maintenance & Repairs', value: 'maintenance_and_repairs' },
  { name: 'Office Supplies', value: 'office_supplies' },
  { name: 'Permits, Licences & Subscriptions', value: 'permits_licences_subscriptions' },
  { name: 'Postage & Shipping', value: 'postage_and_shipping' },
  { name: 'Rent / Mortgage', value: 'rent_or_mortgage' },
  { name: 'Salaries', value: 'salaries' },
  { name: 'Sales Commissions', value: 'sales_commissions' },
  { name: 'Travel Expenses', value: 'travel' },
  { name: 'Utilities', value: 'utilities' },
];

/** Source: API documentation, "Create a Payment". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create payment to older saved recipient',
  description: 'Pay an older saved recipient: money leaves your account',
  answersLater: true,
  repeatable: false,
  fields: [
    {
      displayName: 'Recipient Type',
      name: 'destinationType',
      type: 'options',
      options: RECIPIENT_TYPES,
      default: 'mobile_wallet',
      description: 'How the recipient is paid',
    },
    {
      displayName: 'Recipient Reference',
      name: 'destinationReference',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. c7f300c0-f1ef-4151-9bbe-005005aa3747',
      description:
        "The recipient's reference: shown with the recipient on the Kopo Kopo dashboard, and the recipient_reference in the output of 'Saved Recipient, Older: Get'",
    },
    amount,
    paymentDescription,
    additionalFields(
      {
        displayName: 'Category',
        name: 'category',
        type: 'options',
        options: CATEGORIES,
        default: 'general',
        description: 'What kind of expense it is, for your reports',
        [WHEN_EMPTY]: 'leftOut',
      },
      currency,
      metadata,
      {
        displayName: 'Tags',
        name: 'tags',
        type: 'string',
        default: '',
        placeholder: 'e.g. rent, june',
        description: 'Labels of your own, separated by commas, or a list from an expression',
        [WHEN_EMPTY]: 'leftOut',
      },
    ),
  ],
  request: (parameters) => ({
    type: 'payment',
    body: {
      destination_type: parameters.choice('destinationType'),
      destination_reference: parameters.identifier('destinationReference'),
      amount: { ...parameters.amount('amount') },
      description: parameters.text('description'),
      category: parameters.optionalChoice('additionalFields.category'),
      tags: parameters.optionalTags('additionalFields.tags'),
      metadata: parameters.metadata(),
    },
  }),
};
