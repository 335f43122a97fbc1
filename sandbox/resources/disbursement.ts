import type { JsonObject } from '../json';
import { mpesaReference, REFERENCES } from '../merchant';
import { amountText } from '../money';
import { toMillisecond } from '../timestamps';
import type { ResultPlan } from './resource';

/** Money that goes to one destination. */
export interface Payout {
  /** In KES. */
  amount: number;
  /** The API's name of the kind of destination ('mobile_wallet', 'merchant_bank_account', …). */
  destinationType: string;
  /** Where it goes; null where a destination has no reference. */
  reference: string | null;
}

/** How results write the kinds of destination. */
const TYPE_NAMES: Record<string, string> = {
  mobile_wallet: 'Mobile Wallet',
  merchant_wallet: 'Mobile Wallet',
  bank_account: 'Bank Account',
  merchant_bank_account: 'Bank Account',
  till: 'Till',
  paybill: 'Paybill',
};

const DEFAULT_ERROR = 'The recipient could not be paid';

/** The funds that a transfer without a destination takes, as in the docs' settlement sample. */
const AVAILABLE_FUNDS: Payout[][] = [
  [
    {
      amount: 19900,
      destinationType: 'merchant_wallet',
      reference: REFERENCES.merchant_wallet,
    },
  ],
  [
    {
      amount: 24452,
      destinationType: 'merchant_bank_account',
      reference: REFERENCES.merchant_bank_account,
    },
    {
      amount: 25000,
      destinationType: 'merchant_bank_account',
      reference: REFERENCES.merchant_bank_account,
    },
  ],
];

/** The batches of a transfer of everything to the merchant's own accounts. */
export function sweep(): Payout[][] {
  return AVAILABLE_FUNDS;
}

/**
 * `transfer_batches` of a result. A failure leaves the request `Processed` and shows only here,
 * which is why "Processed" alone must not be read as paid. `partial` fails the last disbursement;
 * a single one is split, so that a part of it can fail.
 */
export function transferBatches(batches: Payout[][], plan: ResultPlan): JsonObject[] {
  const payouts =
    batches.length === 1 && batches[0]?.length === 1 && plan.outcome === 'partial'
      ? [halves(batches[0][0])]
      : batches;
  return payouts.map((batch, batchIndex) => {
    const isLastBatch = batchIndex === payouts.length - 1;
    const disbursements = batch.map((payout, index) => {
      const isLast = isLastBatch && index === batch.length - 1;
      const fails = plan.outcome === 'failed' || (plan.outcome === 'partial' && isLast);
      return disbursement(payout, fails ? errorList(plan) : null);
    });
    const failed = disbursements.filter(({ status }) => status === 'Failed').length;
    return {
      status: failed === 0 ? 'Transferred' : failed === batch.length ? 'Failed' : 'Processed',
      amount: amountText(batch.reduce((sum, payout) => sum + payout.amount, 0)),
      disbursements,
    };
  });
}

/** The reasons of a failure as the list in which `errors` of a disbursement holds them. */
export function errorList(plan: ResultPlan): string[] {
  if (plan.errors === undefined || plan.errors === null) return [DEFAULT_ERROR];
  return Array.isArray(plan.errors) ? plan.errors : [plan.errors];
}

function halves(payout: Payout | undefined): Payout[] {
  if (payout === undefined) return [];
  const half = Math.floor(payout.amount / 2);
  return [
    { ...payout, amount: payout.amount - half },
    { ...payout, amount: half },
  ];
}

function disbursement(payout: Payout, errors: string[] | null): JsonObject {
  const name = TYPE_NAMES[payout.destinationType] ?? payout.destinationType;
  const isBank = name === 'Bank Account';
  return {
    amount: amountText(payout.amount),
    status: errors === null ? 'Transferred' : 'Failed',
    ...(errors === null ? {} : { errors }),
    destination_type: name,
    origination_time: toMillisecond(new Date()),
    destination_reference: payout.reference,
    // "It is null for eft transactions" (docs, "Disbursements JSON").
    transaction_reference: errors === null && !isBank ? mpesaReference() : null,
  };
}
