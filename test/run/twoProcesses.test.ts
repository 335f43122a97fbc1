/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';

import type { Fault } from '../../sandbox';
import { PaymentWorld, type Planned, type Scenario } from '../stage/paymentWorld';

/**
 * Whatever goes wrong, in whatever order, in two processes on one database: nothing is paid twice, nothing
 * is said not to be done that was, nothing goes to another account or moves more than somebody wanted.
 *
 * `npm run test:load` plays 60 of them; still more: `SCENARIOS=2000 npx jest test/run/twoProcesses`.
 */
const SCENARIOS = Number(process.env.SCENARIOS ?? 20);

function holds(what: string, count: number, scenarios: fc.Arbitrary<Scenario>): void {
  const play = async (scenario: Scenario) => expect(await PaymentWorld.play(scenario)).toEqual([]);
  it(
    `in ${count} scenarios ${what}`,
    async () => await fc.assert(fc.asyncProperty(scenarios, play), { numRuns: count }),
    // For what hangs.
    180_000 + count * 2_000,
  );
}

const MINUTES_2 = 120_000;
/** Most of it while the executions are under way that begin at once. */
const moment = fc.oneof(
  fc.integer({ min: 0, max: 8_000 }),
  fc.integer({ min: 0, max: 8_000 }),
  fc.integer({ min: 0, max: MINUTES_2 }),
);
const oneOfTwo = fc.constantFrom<0 | 1>(0, 1);
const sometimes = fc.constantFrom(false, false, true);

const planned: fc.Arbitrary<Planned> = fc.record({
  // Many begin at the same time, or nearly.
  at: fc.oneof(fc.constantFrom(0, 0, 1, 500, 2_000, 30_000), moment),
  process: oneOfTwo,
  kind: fc.constantFrom<Planned['kind'][]>(
    'payment',
    'payment',
    'payment',
    'send',
    'combine',
    'sweep',
  ),
  invoices: fc.shuffledSubarray(
    Array.from({ length: 5 }, (_, index) => `INV-${index}`),
    { minLength: 1 },
  ),
  hasKeys: fc.constantFrom(true, true, true, false),
  concurrency: fc.constantFrom(1, 1, 3, 10),
  goOn: fc.boolean(),
  retryOnFail: sometimes,
  waits: sometimes,
  sweep: fc.record({
    isOn: fc.constantFrom(true, true, false),
    source: fc.constantFrom<Planned['sweep']['source'][]>('no field', 'a till', 'nothing'),
  }),
});

/** Something that Kopo Kopo, or somebody on the way, says of what was done. */
const answersAfter: Array<Partial<Fault>> = [
  { action: 'drop-after' },
  { action: 'half', body: { data: { id: 'x' } } },
  ...[200, 201, 302, 303, 408, 499, 500, 503].map((status): Partial<Fault> => ({
    status,
    body: status === 503 ? '<html>' : '',
    headers: status === 302 ? { location: 'https://elsewhere.test/' } : {},
    action: 'answer-after',
  })),
];
/** The same of what was not done. */
const answersBefore: Array<Partial<Fault>> = [
  { action: 'drop' },
  { action: 'half' },
  { action: 'hang' },
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 429, headers: { 'retry-after': '3600' } },
  ...[302, 308, 401, 403, 408, 500].map((status) => ({ status })),
  ...[400, 422].map((status) => ({ status, body: { error_message: 'No' } })),
  { status: 200, body: '<html>Sign in' },
];

const fault = fc
  .record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET'),
    path: fc.constantFrom('/api/', '/api/', '/api/', '/oauth/token'),
    skip: fc.nat({ max: 6 }),
    delayMs: fc.constantFrom(0, 0, 50, 3_000),
    what: fc.oneof(fc.constantFrom(...answersAfter), fc.constantFrom(...answersBefore)),
  })
  .map(({ what, ...where }): Fault => ({ ...where, ...what }));

const hiccup = fc.record({
  at: moment,
  lasts: fc.constantFrom(1, 200, 5_000),
  when: fc.constantFrom<Scenario['hiccups'][number]['when'][]>('before', 'after'),
});

const anything: fc.Arbitrary<Scenario> = fc.record({
  runs: fc.array(planned, { minLength: 1, maxLength: 6 }),
  faults: fc.array(fc.record({ shop: fc.constantFrom<0 | 1>(0, 0, 1), fault }), { maxLength: 10 }),
  edits: fc.array(
    fc.record({
      at: moment,
      what: fc.constantFrom<Scenario['edits'][number]['what'][]>(
        'other shop',
        'other shop',
        'API key',
      ),
    }),
    { maxLength: 2 },
  ),
  deaths: fc.array(fc.record({ at: moment, process: oneOfTwo }), { maxLength: 2 }),
  hiccups: fc.array(hiccup, { maxLength: 2 }),
  expiries: fc.array(moment, { maxLength: 1 }),
  databaseTakes: fc.array(fc.constantFrom(0, 1, 5, 20, 100), { maxLength: 7 }),
  stalls: fc.array(
    fc.record({ use: fc.nat({ max: 80 }), lasts: fc.constantFrom(1_000, 3_000, 8_000, 20_000) }),
    { maxLength: 1 },
  ),
  latencyMs: fc.constantFrom(0, 0, 20, 700),
});

/**
 * A process that stands still overwrites, at last, what another one has noted meanwhile. That one notes it
 * again, unless it has died: docs/guarantees.md does not promise that.
 */
const scenario = anything.map((all) => (all.stalls.length > 0 ? { ...all, deaths: [] } : all));

holds('nothing happens that must never happen', SCENARIOS, scenario);

/** Eight payments with keys. */
const payday = (process: 0 | 1, at: number): Planned => ({
  ...{ at, process, kind: 'payment', hasKeys: true, concurrency: 1, goOn: true },
  ...{ retryOnFail: false, waits: false, sweep: { isOn: false, source: 'no field' } },
  invoices: Array.from({ length: 8 }, (_, index) => `INV-${process}-${index}`),
});

/** Both get the same, and one of them stands still between reading what is used and writing it. */
const stall: fc.Arbitrary<Scenario> = fc
  .record({
    at: fc.constantFrom(0, 0, 30, 300, 2_000),
    use: fc.nat({ max: 25 }),
    lasts: fc.constantFrom(2_000, 3_000, 4_000, 8_000, 20_000),
    databaseTakes: fc.array(fc.constantFrom(0, 5, 20), { minLength: 1, maxLength: 5 }),
    hiccups: fc.array(hiccup, { maxLength: 1 }),
  })
  .map(({ at, use, lasts, databaseTakes, hiccups }) => ({
    runs: [payday(0, 0), { ...payday(1, at), invoices: payday(0, 0).invoices }],
    stalls: [{ use, lasts }],
    ...{ faults: [], edits: [], hiccups, expiries: [], deaths: [] },
    ...{ databaseTakes, latencyMs: 50 },
  }));

holds('nothing is paid twice while a process stands still', Math.ceil(SCENARIOS / 2), stall);

/** Where one dies in the midst of it, the other has perhaps just overwritten what it had noted. */
const death: fc.Arbitrary<Scenario> = fc
  .record({
    at: fc.integer({ min: 0, max: 300 }),
    diesAt: fc.integer({ min: 1_500, max: 6_000 }),
    databaseTakes: fc.array(fc.constantFrom(0, 20, 100, 200), { minLength: 2, maxLength: 9 }),
    latencyMs: fc.constantFrom(20, 100, 300),
  })
  .map(({ at, diesAt, ...world }) => ({
    runs: [payday(0, 0), payday(1, at)],
    deaths: [{ at: diesAt, process: 0 }],
    ...{ faults: [], edits: [], hiccups: [], expiries: [], stalls: [] },
    ...world,
  }));

holds(
  'nothing is paid twice that was sent just before a process died',
  Math.ceil(SCENARIOS / 2),
  death,
);
