import { latestKnown } from '../../nodes/KopoKopo/memory/deliveries';

/* The numbers are those of docs/guarantees.md. */

const payments = (count: number) => Array.from({ length: count }, (_, index) => index);

it.each([
  ['5,000 that were all paid just now', 5_000, 5_000],
  ['9,000 of which 1,000 were', 9_000, 1_000],
])('a look tells %s apart, and no more', (_what, count, young) => {
  const isDropped = (payment: number) => payment < count - young;
  expect(latestKnown(payments(count), isDropped)).toHaveLength(count);
  const more = payments(count + 1);
  expect(latestKnown(more, (payment) => isDropped(payment - 1))).toEqual(more.slice(1));
});

it('of none there is none', () => {
  expect(latestKnown([], () => true)).toEqual([]);
});
