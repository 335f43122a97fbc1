import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { CleanUp } from '../../../tools/cleanUp';
import type { N8nInstance } from '../../../tools/n8n/instance';
import { nodeOutput } from '../../../tools/n8n/rest';
import { ownN8n } from '../ownN8n';
import { type Stage, until } from '../stage';
import { chain, itemList, KOPO_KOPO, kopoKopo, webhook } from '../workflows';

const INVOICES = Array.from({ length: 1_000 }, (_, index) => `INV-${index}`);
const KILLED_AT = 400;
const AT_ONCE = 10;
/** Keys are claimed ahead of the sending: two batches of the largest size. */
const MOST_CLAIMED = 400;
const BUSY = /is being used by another execution at this moment, or was when n8n stopped/;

let n8n: N8nInstance;
let stage: Stage;
const cleanUp = new CleanUp();

beforeAll(async () => {
  ({ n8n, stage } = await ownN8n(cleanUp));
});

afterAll(async () => {
  await cleanUp.run();
});

/** How often Kopo Kopo has paid each invoice. */
function paid(): Map<string, number> {
  const times = new Map<string, number>();
  for (const { request } of stage.sandbox.control.created('payment')) {
    const { invoice } = request.metadata as IDataObject;
    times.set(String(invoice), (times.get(String(invoice)) ?? 0) + 1);
  }
  return times;
}

it(`n8n is killed at payment ${KILLED_AT} of ${INVOICES.length}: a rerun pays the missing ones, and names what was under way`, async () => {
  const { control } = stage.sandbox;
  control.configure({ callbackLossRate: 1, latencyMs: 30 });
  const path = randomUUID();
  const payroll = chain(
    'Payday',
    webhook(path),
    itemList(INVOICES.map((invoice) => ({ invoice }))),
    kopoKopo(
      stage.credential,
      {
        resource: 'payment',
        operation: 'create',
        destinationType: 'bank_account',
        destinationReference: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
        amount: 100,
        description: 'Supplies',
        additionalFields: {
          metadata: { pair: [{ key: 'invoice', value: '={{ $json.invoice }}' }] },
        },
        resultMode: 'none',
        options: { idempotencyKey: '={{ $json.invoice }}', concurrency: AT_ONCE },
      },
      { onError: 'continueRegularOutput' },
    ),
  );
  const workflow = await stage.publish(payroll);

  await stage.callWebhook(path);
  await until('the payment at which n8n is killed', () => paid().size >= KILLED_AT);
  // Between two batches of keys nothing would be under way for a moment.
  control.configure({ latencyMs: 3_000 });
  const underWay = () => control.requests({ path: 'payments' }).filter(({ status }) => !status);
  await until('payments to be under way', () => underWay().length >= AT_ONCE);
  await n8n.kill();
  control.configure({ latencyMs: 30 });
  // What n8n had sent, Kopo Kopo goes on with.
  await until('Kopo Kopo to have done it', () => underWay().length === 0);
  await control.idle();
  const before = paid();
  expect(before.size).toBeLessThan(INVOICES.length);

  await n8n.restart();
  const known = new Set((await stage.rest.executions(workflow.id)).map(({ id }) => id));
  /** @returns what the node says of each invoice */
  const runAgain = async () => {
    await stage.callWebhook(path);
    const rerun = await stage.rest.waitForExecution(
      workflow.id,
      ({ id, status }) => !known.has(id) && status === 'success',
    );
    known.add(rerun.id);
    return nodeOutput(rerun, KOPO_KOPO).map(({ outcome, error }) => {
      const { message = '', outcome: refused } = Object(error);
      return BUSY.test(message) ? 'busy' : (outcome ?? refused);
    });
  };

  const first = await runAgain();
  for (const [item, invoice] of INVOICES.entries()) {
    const expected = before.has(invoice)
      ? // Until its claim ends, one whose answer got lost is taken to be another execution's.
        ['already_sent', 'unknown', 'busy']
      : ['pending', 'busy', 'unknown'];
    expect([invoice, expected.includes(first[item])]).toEqual([invoice, true]);
  }
  const claimed = first.filter((outcome) => outcome === 'busy').length;
  expect(claimed).toBeLessThanOrEqual(MOST_CLAIMED);

  // What was claimed when n8n was killed is free again after a minute at the latest.
  let last = first;
  await until('the claims to end', async () => {
    if (last.includes('busy')) last = await runAgain();
    return !last.includes('busy');
  });
  const unknown = INVOICES.filter((_, item) => last[item] === 'unknown');
  // What was under way; at most one round more, whose answers were not written down yet.
  expect(unknown.length).toBeGreaterThan(0);
  expect(unknown.length).toBeLessThanOrEqual(2 * AT_ONCE);
  // Everything else was paid exactly once, and what is unknown was not sent again.
  expect([...paid().values()].filter((times) => times !== 1)).toEqual([]);
  const missing = INVOICES.filter((invoice) => !before.has(invoice) && !unknown.includes(invoice));
  expect([...paid().keys()].sort()).toEqual([...before.keys(), ...missing].sort());
});
