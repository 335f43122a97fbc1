import type { JsonObject } from './json';
import { TILLS } from './merchant';

/** What the docs show of one webhook event. */
export interface EventSample {
  /** `event.type`. */
  type: string;
  /** The folder in `_links.resource`. */
  folder: string;
  resource: JsonObject;
}

const BUYGOODS: JsonObject = {
  id: '458712f-gr76y-24b9-40fc-ae57-2d35785760',
  amount: '100.0',
  status: 'Received',
  system: 'Lipa Na M-PESA',
  currency: 'KES',
  reference: 'OJM6Q1W84K',
  till_number: TILLS.buyGoods,
  sender_phone_number: '+254999999999',
  hashed_sender_phone: 'cbc504704d2c654f8bf08de98945980b77567d8c611d355ca3aef480c960ad9c',
  origination_time: '2020-10-22T10:43:19+03:00',
  sender_last_name: 'Doe',
  sender_first_name: 'Jane',
  sender_middle_name: null,
};

const B2B: JsonObject = {
  id: 'fbygwu7175-bc7f-46e8-9727-f88edyy',
  amount: '313',
  status: 'Complete',
  system: 'Lipa Na Mpesa',
  currency: 'KES',
  reference: 'OJQ8USH5XK',
  till_number: TILLS.buyGoods,
  sending_till: '890642',
  origination_time: '2020-10-29T08:18:45+03:00',
};

/** The six documented events, from the samples under "Webhooks". */
const DOCUMENTED: Record<string, EventSample> = {
  buygoods_transaction_received: {
    type: 'Buygoods Transaction',
    folder: 'financial_transaction',
    resource: BUYGOODS,
  },
  b2b_transaction_received: {
    type: 'External Till to Till Transaction',
    folder: 'financial_transaction',
    resource: B2B,
  },
  m2m_transaction_received: {
    type: 'Merchant to Merchant Transaction',
    folder: 'payment_batches',
    resource: {
      id: '893ebbcfc3-e8993-485e-929c-066741f47847',
      amount: '456',
      status: 'Received',
      currency: 'KES',
      origination_time: '2020-10-29T08:37:31+03:00',
      sending_merchant: 'Jane Flowers',
    },
  },
  buygoods_transaction_reversed: {
    type: 'Buygoods Transaction',
    folder: 'financial_transaction',
    resource: {
      id: '86345adf21e-5721-476a-8643-609b4a863',
      amount: '233',
      status: 'Reversed',
      system: 'Lipa Na Mpesa',
      currency: 'KES',
      reference: 'OJM6Q1W84K',
      till_number: TILLS.buyGoods,
      origination_time: '2020-10-29T08:06:49+03:00',
      sender_last_name: 'Doe',
      sender_first_name: 'Jane',
      sender_middle_name: '',
      sender_phone_number: '+254999999999',
    },
  },
  settlement_transfer_completed: {
    type: 'Settlement Transfer',
    folder: 'transfer_batch',
    resource: {
      id: '270b7b2a-745b-6735752-b92d4a141847-5d33',
      amount: '49452.0',
      status: 'Transferred',
      currency: 'KES',
      destination: {
        type: 'Bank Account',
        resource: {
          reference: '34a273d1-fedc-4610-8ab6-a1ba4828f317',
          account_name: 'Test Account',
          account_number: '1234',
          bank_branch_ref: 'ea2e79f7-35a1-486e-9e18-fe06589a9d7d',
          settlement_method: 'EFT',
        },
      },
      disbursements: [
        {
          amount: '24452.0',
          status: 'Transferred',
          origination_time: '2021-01-27T10:57:58.623+03:00',
          transaction_reference: null,
        },
        {
          amount: '25000.0',
          status: 'Transferred',
          origination_time: '2021-01-27T10:57:58.627+03:00',
          transaction_reference: null,
        },
      ],
      origination_time: '2021-01-27T10:57:58.444+03:00',
    },
  },
  customer_created: {
    type: 'Customer Created',
    folder: 'mobile_money_user',
    resource: {
      last_name: 'Doe',
      first_name: 'Jane',
      middle_name: 'M',
      phone_number: '+254999999999',
    },
  },
};

const CARD: JsonObject = {
  id: 'c0ffee00-24b9-40fc-ae57-2d7559785760',
  reference: 'CRD7310ZQ4',
  origination_time: '2026-02-04T12:00:00+03:00',
  amount: '1250.0',
  currency: 'KES',
  till_number: TILLS.buyGoods,
  customer_cc_number: '************0000',
};

/** Events that the live API has and the docs don't: shaped as the official SDKs have them. */
const UNDOCUMENTED: Record<string, EventSample> = {
  b2b_transaction_reversed: {
    type: 'External Till to Till Transaction',
    folder: 'financial_transaction',
    resource: { ...B2B, system: 'M-PESA', status: 'Reversed' },
  },
  card_transaction_received: {
    type: 'Card Transaction',
    folder: 'financial_transaction',
    resource: { ...CARD, status: 'Received', settled: false },
  },
  card_transaction_voided: {
    type: 'Card Transaction',
    folder: 'financial_transaction',
    resource: { ...CARD, status: 'Voided' },
  },
  card_transaction_reversed: {
    type: 'Card Transaction',
    folder: 'financial_transaction',
    resource: { ...CARD, status: 'Reversed' },
  },
};

/** Every event by its topic. */
export const EVENT_SAMPLES: Record<string, EventSample> = { ...DOCUMENTED, ...UNDOCUMENTED };

/** The topics that can be subscribed to. */
export const TOPICS: readonly string[] = Object.keys(EVENT_SAMPLES);

/** The topics that exist for the whole company only, not per till. */
export const COMPANY_TOPICS: readonly string[] = [
  'settlement_transfer_completed',
  'customer_created',
  'm2m_transaction_received',
];

/** The topics that v2 can send in Daraja's shape. */
export const DARAJA_TOPICS: readonly string[] = [
  'buygoods_transaction_received',
  'b2b_transaction_received',
];

/** The event id in the docs' SMS request; it exists here, so that the sample can be sent. */
export const SAMPLE_EVENT_ID = 'e51438e9-c42b-4bf2-a261-faeaf189e3ed';
