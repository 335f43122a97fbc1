import type { CreateOperation } from '../operation';
import { WHEN_EMPTY } from '../../parameters/optionalField';
import type { Parameters } from '../../parameters/parameters';
import { additionalFields } from '../fields/collections';
import { metadata } from '../fields/metadata';
import { amount, currency } from '../fields/money';
import { email, firstName, lastName, phoneNumber } from '../fields/people';

const STK_PUSH = 'M-PESA STK Push';

/** Source: API documentation, "Receive M-PESA payments". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Send',
  value: 'create',
  action: 'Send M-PESA prompt (STK push)',
  description: "Send a request to pay to the customer's phone, and wait for what becomes of it",
  answersLater: true,
  repeatable: false,
  fields: [
    {
      displayName: 'Till Number',
      name: 'tillNumber',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. K123456',
      hint: 'Starts with K: not the till at your counter',
      description:
        'Your online payments till, which starts with K: shown on the Kopo Kopo dashboard. It is another one than the till at your counter.',
    },
    { ...phoneNumber, description: `The customer's M-PESA number. ${phoneNumber.description}.` },
    amount,
    additionalFields(currency, email, firstName, lastName, metadata, {
      displayName: 'Payment Channel',
      name: 'paymentChannel',
      type: 'string',
      default: STK_PUSH,
      placeholder: `e.g. ${STK_PUSH}`,
      description: 'Leave it as it is, unless Kopo Kopo has told you of another one',
      [WHEN_EMPTY]: 'leftOut',
    }),
  ],
  request: (parameters) => ({
    type: 'incoming_payment',
    body: {
      payment_channel: parameters.optionalText('additionalFields.paymentChannel') ?? STK_PUSH,
      till_number: onlineTill(parameters),
      subscriber: {
        first_name: parameters.optionalText('additionalFields.firstName'),
        last_name: parameters.optionalText('additionalFields.lastName'),
        phone_number: parameters.phone('phoneNumber', 'withPlus'),
        email: parameters.optionalEmail('additionalFields.email'),
      },
      amount: { ...parameters.amount('amount') },
      metadata: parameters.metadata(),
    },
  }),
};

/** A till of Kopo Kopo's sandbox whose prompts always succeed, as integrators report. */
const SANDBOX_TILL = '1234567';

/** Kopo Kopo refuses any other till too, but doesn't say which one it wants. */
function onlineTill(parameters: Parameters): string {
  const till = parameters.till('tillNumber');
  if (till.startsWith('K') || till === SANDBOX_TILL) return till;
  throw parameters.refusal(
    'tillNumber',
    `cannot be used. An M-PESA prompt needs your online payments till, which starts with K: ${till} looks like the till at your counter`,
    'The Kopo Kopo dashboard shows it among your tills, e.g. K123456.',
  );
}
