import { badRequest } from '../apiError';
import { isObject, objectAt, textAt, type JsonObject } from '../json';
import {
  bankBranch,
  digits,
  email,
  group,
  network,
  oneOf,
  optional,
  phoneWithPlus,
  required,
  text,
  validate,
  type Known,
  type Schema,
} from '../validation';
import { RECIPIENT_TYPES } from '../merchant';
import type { ResourceDescription } from './resource';

/** The fields of a recipient by its type ("PAY Recipient (…) JSON"). */
const FIELDS: Record<string, Schema> = {
  mobile_wallet: {
    first_name: required('First name', text()),
    last_name: required('Last name', text()),
    email: optional('Email', email),
    phone_number: required('Phone number', phoneWithPlus),
    network,
  },
  bank_account: {
    account_name: required('Account name', text()),
    bank_branch_ref: bankBranch,
    account_number: required('Account number', text()),
    settlement_method: required('Settlement method', oneOf(['RTS'])),
  },
  till: {
    till_name: required('Till name', text()),
    till_number: required('Till number', digits),
  },
  paybill: {
    paybill_name: required('Paybill name', text()),
    paybill_number: required('Paybill number', digits),
    paybill_account_number: required('Paybill account number', text()),
  },
};

function validateRecipient(body: unknown, known: Known, key: string, more: Schema): JsonObject {
  const type = isObject(body) ? textAt(body, 'type') : '';
  const fields = Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  if (fields === undefined) throw badRequest('Invalid recipient type');
  return validate(
    body,
    {
      type: required('Type', oneOf(RECIPIENT_TYPES)),
      [key]: group('Recipient', { ...fields, ...more }),
    },
    known,
  );
}

/** "Adding PAY recipients". */
export const payRecipient: ResourceDescription = {
  type: 'pay_recipient',
  path: 'pay_recipients',
  versions: ['v1'],
  validate: (body, known) => validateRecipient(body, known, 'pay_recipient', {}),
  created: ({ id, request }, { merchant }) => {
    const type = textAt(request, 'type');
    merchant.addRecipient(type, id);
    return {
      recipient_type: type,
      ...objectAt(request, 'pay_recipient'),
      status: 'Approved',
      recipient_reference: id,
    };
  },
};

/** v2's successor of pay_recipients; its recipients have no reference of their own. */
export const externalRecipient: ResourceDescription = {
  type: 'external_recipient',
  path: 'external_recipients',
  versions: ['v2'],
  validate: (body, known) =>
    validateRecipient(body, known, 'external_recipient', {
      nickname: optional('Nickname', text()),
    }),
  created: ({ request }) => ({
    recipient_type: textAt(request, 'type'),
    ...objectAt(request, 'external_recipient'),
    status: 'Approved',
    recipient_reference: 'Unavailable',
  }),
};
