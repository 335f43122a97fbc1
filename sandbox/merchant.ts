import { randomUUID } from 'node:crypto';

/** The kinds of destination that money can be sent to. */
export const RECIPIENT_TYPES = ['mobile_wallet', 'bank_account', 'till', 'paybill'] as const;
export type RecipientType = (typeof RECIPIENT_TYPES)[number];

export const SETTLEMENT_TYPES = ['merchant_bank_account', 'merchant_wallet'] as const;
export type SettlementType = (typeof SETTLEMENT_TYPES)[number];

/** What the merchant owns before anything is created. The ids are those of the docs' samples. */
export interface References {
  payRecipient: Record<RecipientType, string>;
  merchant_bank_account: string;
  merchant_wallet: string;
  bankBranchRef: string;
}

export const REFERENCES: References = {
  payRecipient: {
    mobile_wallet: '0fcb2f42-9372-4a6c-8c2f-3fd977c548e8',
    bank_account: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
    till: '5e1d8a4e-7c0b-4b57-9d5e-2f0a6c1b9e01',
    paybill: '8b9f2c34-61d7-4f0a-8f3e-7d4a5b6c7d02',
  },
  merchant_bank_account: 'd76265cd-0000-e511-80da-0aa34a9b0000',
  merchant_wallet: '17067bf7-648e-424c-af0f-8c541a1b4ec3',
  bankBranchRef: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
};

export const TILLS = { buyGoods: '000000', online: 'K000000' };

const BUY_GOODS_TILLS = new Set([TILLS.buyGoods, '555555', '112233']);
/** '1234567' has no K and is one: integrators use it on the hosted sandbox. */
const ONLINE_TILLS = new Set([TILLS.online, 'K444555', 'K514459', '1234567']);
const BANK_BRANCHES = new Set([REFERENCES.bankBranchRef, 'ea2e79f7-35a1-486e-9e18-fe06589a9d7d']);

/** The merchant whose application talks to the sandbox. */
export class Merchant {
  readonly name = 'Sandbox Shop';
  private readonly recipients = new Map<string, string>();
  private readonly settlementAccounts = new Map<string, string>();

  constructor() {
    for (const type of RECIPIENT_TYPES) this.recipients.set(REFERENCES.payRecipient[type], type);
    for (const type of SETTLEMENT_TYPES) this.settlementAccounts.set(REFERENCES[type], type);
    this.settlementAccounts.set('34a273d1-fedc-4610-8ab6-a1ba4828f317', 'merchant_bank_account');
  }

  /** Any till of the merchant. */
  hasTill(till: string): boolean {
    return BUY_GOODS_TILLS.has(till) || ONLINE_TILLS.has(till);
  }

  /** A till of the Online Payments account, "K" and digits; v2 also takes it without the K. */
  hasOnlineTill(till: string, withoutK = false): boolean {
    return ONLINE_TILLS.has(till) || (withoutK && ONLINE_TILLS.has(`K${till}`));
  }

  hasBankBranch(reference: string): boolean {
    return BANK_BRANCHES.has(reference);
  }

  hasRecipient(type: string, reference: string): boolean {
    return this.recipients.get(reference) === type;
  }

  hasSettlementAccount(type: string, reference: string): boolean {
    return this.settlementAccounts.get(reference) === type;
  }

  addRecipient(type: string, reference: string): void {
    this.recipients.set(reference, type);
  }

  addSettlementAccount(type: string, reference: string): void {
    this.settlementAccounts.set(reference, type);
  }
}

/** A transaction reference as M-PESA writes it: ten capitals and digits. */
export function mpesaReference(): string {
  return randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase();
}
