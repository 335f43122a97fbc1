import { objectAt, textAt } from '../json';
import { transactionOf } from '../ledger';
import { resultOn } from '../phones';
import { toMillisecond } from '../timestamps';
import {
  amount,
  email,
  group,
  links,
  metadata,
  oneOf,
  optional,
  phoneWithPlus,
  required,
  text,
  validate,
  type Schema,
} from '../validation';
import { metadataOf, resultLinks, type ResourceDescription } from './resource';

const SCHEMA: Schema = {
  payment_channel: required('Payment channel', oneOf(['M-PESA STK Push', 'M-PESA', 'MPESA'])),
  till_number: required(
    'Till number',
    text((till, { merchant, version }) => merchant.hasOnlineTill(till, version === 'v2')),
  ),
  subscriber: group('Subscriber', {
    first_name: optional('First name', text()),
    last_name: optional('Last name', text()),
    phone_number: required('Phone number', phoneWithPlus),
    email: optional('Email', email),
  }),
  amount: amount(),
  metadata,
  _links: links,
};

const EVENT_TYPE = 'Incoming Payment Request';

/** "Receive M-PESA payments". */
export const incomingPayment: ResourceDescription = {
  type: 'incoming_payment',
  path: 'incoming_payments',
  versions: ['v1', 'v2'],
  validate: (body, known) => validate(body, SCHEMA, known),
  created: (payment) => ({
    initiation_time: toMillisecond(payment.createdAt),
    status: 'Pending',
    event: { type: EVENT_TYPE, resource: null, errors: null },
    metadata: metadataOf(payment),
    _links: resultLinks(payment),
  }),
  usualResult: ({ request }) => resultOn(textAt(objectAt(request, 'subscriber'), 'phone_number')),
  result: (payment, plan, world) => {
    if (plan.outcome === 'failed') {
      const errors = plan.errors === undefined ? 'Request cancelled by user' : plan.errors;
      return {
        ...payment.attributes,
        status: 'Failed',
        event: { type: EVENT_TYPE, resource: null, errors },
      };
    }
    const subscriber = objectAt(payment.request, 'subscriber');
    const transaction = transactionOf(
      {
        amount: String(objectAt(payment.request, 'amount').value),
        tillNumber: textAt(payment.request, 'till_number'),
        phoneNumber: textAt(subscriber, 'phone_number'),
        firstName: textAt(subscriber, 'first_name') || undefined,
        lastName: textAt(subscriber, 'last_name') || undefined,
      },
      new Date(),
    );
    world.ledger.add(transaction);
    return {
      ...payment.attributes,
      status: 'Success',
      event: { type: EVENT_TYPE, resource: transaction.resource, errors: plan.errors ?? null },
    };
  },
};
