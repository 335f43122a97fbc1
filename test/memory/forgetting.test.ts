import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { deliveredItem, newItems, wasRecordedHere } from '../../nodes/KopoKopo/memory/deliveries';

let mockSeconds = 0;
jest.mock('../../nodes/KopoKopo/flow/clock', () => ({
  // So much later each time that what was noted before counts as safe.
  elapsed: () => (mockSeconds += 10) * 1_000,
  unhurried: () => new Promise(() => {}),
}));

/** How many deliveries a process remembers for each trigger. */
const REMEMBERED = 20_000;

const database = new Set<string>();

/** As much of n8n as it takes. */
const contextOf = (keys: string[]) =>
  ({
    getWorkflow: () => ({ id: 'workflow' }),
    getNode: () => ({ id: 'node' }),
    getMode: () => 'webhook',
    getInputData: () => keys.map((key) => deliveredItem({}, key)),
    helpers: {
      checkProcessedAndRecord: async (items: string[]) => {
        const fresh = items.filter((item) => !database.has(item));
        for (const item of fresh) database.add(item);
        return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
      },
    },
  }) as unknown as IExecuteFunctions & IWebhookFunctions;

it('a process forgets the oldest deliveries of a trigger, and only these', async () => {
  const keys = Array.from({ length: REMEMBERED }, (_, index) => `delivery ${index}`);
  const context = contextOf(keys);
  expect(await newItems(context, true)).toHaveLength(REMEMBERED);
  expect(wasRecordedHere(context, 'delivery 0')).toBe(true);

  await newItems(contextOf(['another one']), true);
  expect(wasRecordedHere(context, 'delivery 0')).toBe(false);
  expect(wasRecordedHere(context, 'delivery 1')).toBe(true);
  expect(wasRecordedHere(context, 'another one')).toBe(true);
});
