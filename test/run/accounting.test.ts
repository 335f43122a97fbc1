import fc from 'fast-check';

import type { Fault } from '../../sandbox';
import { invoices, PAYMENTS, Payday } from '../stage/payday';

/** Whatever goes wrong, in whatever order: nothing is paid twice, and nothing is unaccounted for. */

const outcome = fc.constantFrom<Array<Partial<Fault>>>(
  { action: 'drop' },
  { action: 'drop-after' },
  { action: 'half' },
  { action: 'half', body: { data: { id: 'x' } } },
  { action: 'hang' },
  { status: 400, body: { error_code: 400, error_message: 'No' } },
  { status: 401 },
  { status: 403, body: '' },
  { status: 408, action: 'answer-after' },
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 429, headers: { 'retry-after': '3600' } },
  { status: 500 },
  { status: 500, action: 'answer-after' },
  { status: 503, body: '<html>', action: 'answer-after' },
  { status: 200, body: '<html>Sign in' },
  { status: 200, body: '', action: 'answer-after' },
  { status: 201, body: '', action: 'answer-after' },
  { status: 302, headers: { location: 'https://elsewhere.test/' } },
);

const faults = fc.array(
  fc.record({ skip: fc.nat({ max: 15 }), delayMs: fc.constantFrom(0, 0, 5, 20), outcome }),
  { maxLength: 8 },
);

const run = fc.record({
  items: fc.integer({ min: 1, max: 20 }),
  concurrency: fc.constantFrom(1, 2, 5, 20),
  goOn: fc.boolean(),
  keys: fc.boolean(),
  retryOnFail: fc.boolean(),
  faults,
});

describe('random faults', () => {
  it('never pay twice, and never leave a payment unaccounted for', async () => {
    await fc.assert(
      fc.asyncProperty(
        run,
        async ({ items, concurrency, goOn, keys, retryOnFail, faults: list }) => {
          const payday = await Payday.start();
          try {
            for (const { outcome: fault, ...when } of list) {
              payday.control.fault({ method: 'POST', path: PAYMENTS, ...when, ...fault });
            }
            const all = invoices(items);
            const options = {
              concurrency,
              timeout: 0.2,
              ...(keys ? { idempotencyKey: '={{ $json.invoice }}' } : {}),
            };
            const node = {
              ...(goOn ? { onError: 'continueRegularOutput' as const } : {}),
              ...(retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 1 } : {}),
            };
            payday.expectAccounted(await payday.pay({ invoices: all, options, node }), all);

            // Whoever runs the whole batch again with keys pays nothing twice either.
            if (!keys) return;
            payday.control.clearFaults();
            await payday.pay({
              invoices: all,
              options,
              node: { onError: 'continueRegularOutput' },
            });
            for (const [, ids] of payday.paid()) expect(ids).toHaveLength(1);
          } finally {
            await payday.stop();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
