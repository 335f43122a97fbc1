import { ONCE_FOR_ALL, type CreateOperation } from '../operation';
import { OWN_ACCOUNTS } from '../fields/accounts';
import { amount } from '../fields/money';

const toPreferred = { show: { transferTo: ['preferred'] } };
const toSpecific = { show: { transferTo: ['specific'] } };

const EVERYTHING = {
  what: 'everything',
  field: 'amount',
  problem: 'is left out, so that everything is transferred, but that is what it does already for',
  advice: ONCE_FOR_ALL,
};

/** Source: API documentation, "Create a transfer" and "Create a 'targeted' transfer". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create transfer to my own account (settlement)',
  description: 'Transfer money to one of your own accounts',
  answersLater: true,
  repeatable: false,
  fields: [
    {
      displayName: 'Transfer To',
      name: 'transferTo',
      type: 'options',
      options: [
        {
          name: 'Preferred Account',
          value: 'preferred',
          description: 'To the accounts that are set as preferred on the Kopo Kopo dashboard',
        },
        {
          name: 'Specific Account',
          value: 'specific',
          description: 'To one of your accounts, which you name',
        },
      ],
      default: 'preferred',
      description: 'Which of your own accounts gets the money',
    },
    {
      displayName:
        'Without an amount, everything that is available is transferred to your preferred accounts.',
      name: 'everythingNotice',
      type: 'notice',
      default: '',
      displayOptions: toPreferred,
    },
    {
      ...amount,
      required: false,
      description:
        'In Kenyan shillings. Leave it empty to transfer everything that is available; an expression has to give an amount.',
      displayOptions: toPreferred,
    },
    {
      displayName: 'Account Type',
      name: 'destinationType',
      type: 'options',
      options: OWN_ACCOUNTS,
      default: 'merchant_bank_account',
      description: 'What kind of account of your own it goes to',
      displayOptions: toSpecific,
    },
    {
      displayName: 'Account Reference',
      name: 'destinationReference',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. d76265cd-0000-e511-80da-0aa34a9b0000',
      description:
        "The account's reference: shown with your accounts on the Kopo Kopo dashboard, and the account_reference in the output of 'My Account: Get'",
      displayOptions: toSpecific,
    },
    { ...amount, displayOptions: toSpecific },
  ],
  request: (parameters) => {
    if (parameters.choice('transferTo') === 'preferred') {
      const some = parameters.amountOrEverything('amount');
      return {
        type: 'settlement_transfer',
        body: { amount: some && { ...some } },
        once: some ? [] : [{ of: parameters, ...EVERYTHING }],
      };
    }
    return {
      type: 'settlement_transfer',
      body: {
        destination_type: parameters.choice('destinationType'),
        destination_reference: parameters.identifier('destinationReference'),
        amount: { ...parameters.amount('amount') },
      },
    };
  },
};
