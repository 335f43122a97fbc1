import type { IExecuteFunctions } from 'n8n-workflow';

import { Deliveries } from '../../nodes/KopoKopo/memory/deliveries';

let mockSeconds = 0;
jest.mock('../../nodes/KopoKopo/flow/clock', () => ({
  // So much later each time that what was noted before counts as safe.
  elapsed: () => (mockSeconds += 10) * 1_000,
  unhurried: () => new Promise(() => {}),
}));

/** How many deliveries a process remembers for each trigger. */
const REMEMBERED = 50_000;
/** So many come at once: the record writes them together. */
const AT_ONCE = 500;

const database = new Set<string>();

/** As much of n8n as it takes. */
const context = {
  getWorkflow: () => ({ id: 'workflow' }),
  getNode: () => ({ id: 'node' }),
  helpers: {
    checkProcessedAndRecord: async (items: string[]) => {
      const fresh = items.filter((item) => !database.has(item));
      for (const item of fresh) database.add(item);
      return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
    },
  },
} as unknown as IExecuteFunctions;

it('a process forgets the oldest deliveries of a trigger, and only these', async () => {
  const deliveries = Deliveries.of(context, false);
  const isNew = async (key: string) =>
    await deliveries.isNew(context, { key }, { isShared: false });
  for (let next = 0; next < REMEMBERED; next += AT_ONCE) {
    const coming = Array.from({ length: AT_ONCE }, (_, i) => isNew(`delivery ${next + i}`));
    expect(new Set(await Promise.all(coming))).toEqual(new Set([true]));
  }
  expect(deliveries.hasCome('delivery 0')).toBe(true);

  await isNew('another one');
  expect(deliveries.hasCome('delivery 0')).toBe(false);
  expect(deliveries.hasCome('delivery 1')).toBe(true);
  expect(deliveries.hasCome('another one')).toBe(true);
});
