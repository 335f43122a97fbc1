import { badRequest } from '../apiError';
import { objectAt, textAt } from '../json';
import { transactionOf } from '../ledger';
import { amountText } from '../money';
import { toSecond } from '../timestamps';
import {
  links,
  metadata,
  oneOf,
  optional,
  positiveAmount,
  required,
  text,
  validate,
  type Schema,
} from '../validation';
import { metadataOf, resultLinks, type ResourceDescription } from './resource';

const SCHEMA: Schema = {
  till_number: required(
    'Till number',
    text((till, { merchant }) => merchant.hasTill(till) || merchant.hasOnlineTill(till, true)),
  ),
  currency: required('Currency', oneOf(['KES'])),
  amount: required('Amount', positiveAmount),
  payment_reference: required('Payment reference', text()),
  note: optional('Note', text()),
  metadata,
  _links: links,
};

const LIFE_MS = 24 * 60 * 60 * 1000;
const PAYER = { phoneNumber: '+254712345678' };

/** v2's payment links. A link stays active until it is resolved (paid, failed) or cancelled. */
export const paymentLink: ResourceDescription = {
  type: 'payment_link',
  path: 'payment_links',
  versions: ['v2'],
  usualResult: () => ({ outcome: 'never' }),
  validate: (body, known) => validate(body, SCHEMA, known),
  created: (link, { merchant }) => ({
    status: 'Pending',
    till_name: merchant.name,
    amount: amountText(String(link.request.amount)),
    note: link.request.note ?? null,
    payment_reference: link.request.payment_reference,
    payment_link: {
      payment_link_status: 'Active',
      expires_at: toSecond(new Date(link.createdAt.getTime() + LIFE_MS)),
      link: `${new URL(link.location).origin}/pay/${link.id}`,
    },
    metadata: metadataOf(link),
    _links: resultLinks(link),
  }),
  result: (link, plan, { ledger }) => {
    if (plan.outcome === 'failed') {
      return {
        ...link.attributes,
        status: 'Failed',
        errors: plan.errors === undefined ? 'Request cancelled by user' : plan.errors,
      };
    }
    const transaction = transactionOf(
      {
        ...PAYER,
        amount: String(link.request.amount),
        tillNumber: textAt(link.request, 'till_number'),
      },
      new Date(),
    );
    ledger.add(transaction);
    return {
      ...link.attributes,
      status: 'Success',
      payment_link: {
        status: 'Paid',
        transaction_reference: transaction.reference,
        // The live API sends a number here, not a text.
        sender_phone_number: Number(PAYER.phoneNumber),
      },
    };
  },
  cancel: (link) => {
    if (link.final) throw badRequest('Payment link can no longer be cancelled');
    return {
      attributes: {
        ...link.attributes,
        status: 'Cancelled',
        payment_link: {
          ...objectAt(link.attributes, 'payment_link'),
          payment_link_status: 'Cancelled',
        },
      },
      message: 'Payment link cancelled successfully',
    };
  },
};
