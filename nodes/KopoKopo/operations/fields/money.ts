import type { INodeProperties } from 'n8n-workflow';

import { CURRENCY } from '../../api/amount';
import { WHEN_EMPTY, type OptionalField } from '../../parameters/optionalField';

export const amount: INodeProperties = {
  displayName: 'Amount',
  name: 'amount',
  type: 'number',
  typeOptions: { minValue: 0, numberPrecision: 2 },
  required: true,
  // Empty: a 0 would have to be deleted before an amount can be typed.
  default: '',
  placeholder: 'e.g. 1500',
  description: 'In Kenyan shillings. Whole shillings are safest: M-PESA does not move cents.',
};

export const currency: OptionalField = {
  displayName: 'Currency',
  name: 'currency',
  type: 'string',
  default: CURRENCY,
  placeholder: 'e.g. KES',
  description: 'Kopo Kopo works in Kenyan shillings (KES) only',
  [WHEN_EMPTY]: 'leftOut',
};

export const paymentDescription: INodeProperties = {
  displayName: 'Description',
  name: 'description',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. Salary for May 2026',
  description: 'What the payment is for',
};
