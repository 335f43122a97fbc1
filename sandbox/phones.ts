import type { ResultPlan } from './resources/resource';

/** A customer who doesn't do what others do with an M-PESA prompt. */
export interface Phone {
  /** As people write it. */
  number: string;
  /** What the customer does, for people. */
  habit: string;
  result: ResultPlan;
}

/** The phones that don't pay. Whoever gets a prompt on any other one enters the PIN. */
export const PHONES: Phone[] = [
  { number: '0700 000 001', habit: 'cancels', result: { outcome: 'failed' } },
  { number: '0700 000 002', habit: 'never answers', result: { outcome: 'never' } },
  {
    number: '0700 000 003',
    habit: 'has no money',
    result: { outcome: 'failed', errors: 'Insufficient funds' },
  },
];

/** @param phoneNumber such as `+254700000001` */
export function resultOn(phoneNumber: string): ResultPlan {
  const phone = PHONES.find(
    ({ number }) => phoneNumber === number.replace(/^0/, '+254').replaceAll(' ', ''),
  );
  return phone?.result ?? { outcome: 'succeeded' };
}
