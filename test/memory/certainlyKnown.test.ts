import { certainlyKnown } from '../../nodes/KopoKopo/memory/deliveries';

/* The number is that of docs/guarantees.md. */

const payments = Array.from({ length: 5_001 }, (_, index) => index);

it('the latest 5,000 are known, and older ones that the process knows', () => {
  expect(certainlyKnown(payments, () => false)).toEqual(payments.slice(1));
  expect(certainlyKnown(payments, (payment) => payment === 0)).toEqual(payments);
  expect(certainlyKnown(payments.slice(1), () => false)).toHaveLength(5_000);
});

it('of none there is none', () => {
  expect(certainlyKnown([], () => true)).toEqual([]);
});
