import { badRequest } from '../apiError';
import { isObject, textAt, type JsonObject } from '../json';
import { SETTLEMENT_TYPES } from '../merchant';
import { readAmount } from '../money';
import { toMillisecond } from '../timestamps';
import {
  bankBranch,
  digits,
  group,
  links,
  listOf,
  metadata,
  network,
  oneOf,
  optional,
  phoneWithoutPlus,
  positiveAmount,
  required,
  text,
  validate,
  type Check,
  type Schema,
} from '../validation';
import { errorList, sweep, transferBatches, type Payout } from './disbursement';
import {
  metadataOf,
  resultLinks,
  type CreatedResource,
  type ResourceDescription,
} from './resource';

const LEAST_KES = 10;
const MOST_KES = 250_000;

const withinLimits: Check = (value, label) => {
  const amount = readAmount(value);
  return amount !== undefined && amount >= LEAST_KES && amount <= MOST_KES
    ? undefined
    : `${label} must be between KES ${LEAST_KES} and KES ${MOST_KES}`;
};

const trueOrFalse: Check = (value, label) =>
  typeof value === 'boolean' ? undefined : `${label} is invalid`;

const tillDigits: Check = text((value) => /^K?\d+$/.test(value));

const ANY: Schema = {
  type: required('Destination type', text()),
  amount: required('Amount', positiveAmount, withinLimits),
};

const EXTERNAL: Schema = {
  ...ANY,
  description: required('Description', text()),
  nickname: optional('Nickname', text()),
  favourite: optional('Favourite', trueOrFalse),
};

const OWN: Schema = { ...ANY, reference: required('Destination reference', text()) };

/** The fields of a destination by its type. */
const DESTINATIONS: Record<string, Schema> = {
  mobile_wallet: { ...EXTERNAL, phone_number: required('Phone number', phoneWithoutPlus), network },
  bank_account: {
    ...EXTERNAL,
    bank_branch_ref: bankBranch,
    account_name: required('Account name', text()),
    account_number: required('Account number', text()),
  },
  // Whether an online payments till ("K" and digits) can be paid is unpublished: accepted here.
  till: { ...EXTERNAL, till_number: required('Till number', tillDigits) },
  paybill: {
    ...EXTERNAL,
    paybill_number: required('Paybill number', digits),
    paybill_account_number: required('Paybill account number', text()),
  },
  merchant_wallet: OWN,
  merchant_bank_account: OWN,
};

const SCHEMA: Schema = {
  destinations: optional(
    'Destinations',
    listOf((destination) => {
      const type = textAt(destination, 'type');
      if (type === '') return "Destination type can't be blank";
      return Object.hasOwn(DESTINATIONS, type)
        ? (DESTINATIONS[type] ?? ANY)
        : 'Destination type is invalid';
    }),
  ),
  source_identifier: optional(
    'Source identifier',
    text((till, { merchant }) => merchant.hasTill(till)),
  ),
  currency: required('Currency', oneOf(['KES'])),
  metadata,
  _links: group('Links', links.fields ?? {}),
};

/** v2's successor of payments and settlement transfers. */
export const sendMoney: ResourceDescription = {
  type: 'send_money',
  path: 'send_money',
  versions: ['v2'],
  validate: (body, known) => {
    const request = validate(body, SCHEMA, known);
    for (const destination of destinationsOf(request)) {
      const type = textAt(destination, 'type');
      const isOwn = SETTLEMENT_TYPES.some((own) => own === type);
      const reference = textAt(destination, 'reference');
      if (isOwn && !known.merchant.hasSettlementAccount(type, reference)) {
        throw badRequest('Destination reference is invalid');
      }
    }
    return request;
  },
  created: (resource) => ({
    status: 'Scheduled',
    created_at: toMillisecond(resource.createdAt),
    source_identifier: resource.request.source_identifier ?? null,
    destinations: destinationsOf(resource.request),
    currency: 'KES',
    transfer_batches: [],
    errors: [],
    metadata: metadataOf(resource),
    _links: resultLinks(resource),
  }),
  result: (resource, plan) => ({
    ...resource.attributes,
    status: 'Processed',
    transfer_batches: transferBatches(payouts(resource), plan),
    errors: plan.outcome === 'failed' ? errorList(plan) : [],
  }),
};

function destinationsOf(request: JsonObject): JsonObject[] {
  return Array.isArray(request.destinations) ? request.destinations.filter(isObject) : [];
}

/** One batch with all destinations; none at all sweeps every shilling to the merchant. */
function payouts({ request }: CreatedResource): Payout[][] {
  const destinations = destinationsOf(request);
  if (destinations.length === 0) return sweep();
  return [
    destinations.map((destination) => ({
      amount: Number(destination.amount),
      destinationType: textAt(destination, 'type'),
      reference: textAt(destination, 'reference') || null,
    })),
  ];
}
