import { badRequest } from '../apiError';
import { isObject, objectAt, textAt } from '../json';
import { REFERENCES, SETTLEMENT_TYPES } from '../merchant';
import { toMillisecond } from '../timestamps';
import { amount, isBlank, links, oneOf, optional, required, text, validate } from '../validation';
import type { Schema } from '../validation';
import { sweep, transferBatches } from './disbursement';
import { amountOf } from './payment';
import { resultLinks, type ResourceDescription } from './resource';

/** To the merchant's preferred accounts: of an amount, or of everything. */
const PREFERRED: Schema = {
  amount: amount(false),
  destination_type: optional('Destination type'),
  destination_reference: optional('Destination reference'),
  _links: links,
};

const TARGETED: Schema = {
  amount: amount(),
  destination_type: required('Destination type', oneOf(SETTLEMENT_TYPES)),
  destination_reference: required('Destination reference', text()),
  _links: links,
};

/** "Create a transfer" and "Create a 'targeted' transfer". */
export const settlementTransfer: ResourceDescription = {
  type: 'settlement_transfer',
  path: 'settlement_transfers',
  versions: ['v1'],
  validate: (body, known) => {
    const given = isObject(body) ? body : {};
    const { destination_type: type, destination_reference: reference } = given;
    if (isBlank(type) && isBlank(reference)) return validate(body, PREFERRED, known);
    const request = validate(body, TARGETED, known);
    if (!known.merchant.hasSettlementAccount(String(type), String(reference))) {
      throw badRequest('Destination reference is invalid');
    }
    return request;
  },
  created: (transfer) => ({
    status: 'Scheduled',
    created_at: toMillisecond(transfer.createdAt),
    amount: amountOf(transfer.request),
    transfer_batches: [],
    _links: resultLinks(transfer),
  }),
  result: (transfer, plan) => {
    const { value } = objectAt(transfer.request, 'amount');
    const payout = {
      amount: Number(value),
      destinationType: textAt(transfer.request, 'destination_type') || 'merchant_wallet',
      reference: textAt(transfer.request, 'destination_reference') || REFERENCES.merchant_wallet,
    };
    return {
      ...transfer.attributes,
      status: 'Processed',
      transfer_batches: transferBatches(value === undefined ? sweep() : [[payout]], plan),
    };
  },
};
