import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import type { Fired } from '../../sandbox';
import {
  type Execution,
  nodeOutput,
  type StoredWorkflow,
  type WorkflowJson,
} from '../../tools/n8n/rest';
import { example, exampleNames, isKopoKopo, readExample } from './exampleFiles';
import { Stage, until } from './stage';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(async () => {
  await stage?.close();
});

const control = () => stage.sandbox.control;

/** Runs an example by hand from one of its triggers. */
async function run(workflow: WorkflowJson, trigger: string): Promise<Execution> {
  return await stage.runToEnd(workflow, trigger);
}

describe('Every example', () => {
  it.each(exampleNames())('%s says how to set it up, and carries no credential', (name) => {
    const { nodes } = readExample(name);
    const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
    expect(notes.length).toBeGreaterThan(0);
    expect(JSON.stringify(notes)).toMatch(/\*\*Before you (publish|run|use) it\*\*/);
    expect(nodes.filter((node) => node.credentials !== undefined)).toEqual([]);
    expect(nodes.some(isKopoKopo)).toBe(true);
  });

  it.each(exampleNames())('%s is imported with all its nodes', async (name) => {
    const stored = await stage.save(example(name, stage.credential));
    expect(stored.nodes.map((node) => node.name).sort()).toEqual(
      readExample(name)
        .nodes.map((node) => node.name)
        .sort(),
    );
  });
});

describe('stk-push-branch.json', () => {
  let stored: StoredWorkflow;
  let url: string;

  beforeAll(async () => {
    const path = `pay-${randomUUID()}`;
    stored = await stage.publish(
      example('stk-push-branch.json', stage.credential, {
        'Order placed': { path },
        'Send the M-PESA prompt': { options: { maxWait: 3 } },
      }),
    );
    url = `${stage.n8nUrl}/webhook/${path}`;
  });

  it.each([
    ['succeeded', 'Paid: deliver the order', 'succeeded'],
    ['failed', 'Failed: offer another way to pay', 'failed'],
    ['never', 'Pending: look again later', 'pending'],
  ] as const)(
    'a prompt that %s ends at "%s", and the website hears it',
    async (result, branch, outcome) => {
      control().nextResult({ type: 'incoming_payment', outcome: result });
      const order = { phone: '0712 345 678', amount: 300, order: 'ORD-7' };
      const { data } = await axios.post(url, order, { proxy: false });
      const id = control().created('incoming_payment').at(-1)?.id;
      expect(data).toEqual({
        outcome,
        id,
        mpesa_code: outcome === 'succeeded' ? expect.stringMatching(/^[A-Z0-9]{10}$/) : null,
        reason: outcome === 'failed' ? expect.any(String) : null,
      });
      await until('its execution', async () => {
        const execution = await stage.ended(stored.id);
        return nodeOutput(execution, branch)[0]?.outcome === outcome;
      });
      expect(control().created('incoming_payment').at(-1)?.request).toMatchObject({
        till_number: 'K000000',
        subscriber: { phone_number: '+254712345678' },
        amount: { value: 300 },
        metadata: { order: 'ORD-7' },
      });
    },
  );

  it('tells the website what was wrong with its request', async () => {
    const { data } = await axios.post(url, { phone: '0712', amount: 300 }, { proxy: false });
    expect(data).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('is not a Kenyan mobile number'),
    });
  });
});

describe('stk-push-resume.json', () => {
  it('sleeps until the callback, and puts out the payment', async () => {
    const stored = await stage.publish(example('stk-push-resume.json', stage.credential));
    control().nextResult({ type: 'incoming_payment', outcome: 'never' });
    await stage.callWebhook('kopokopo-order-placed', { phone: '0712345678', amount: 250 });
    await stage.suspended(stored.id);
    const pushed = control().created('incoming_payment').at(-1);
    await control().resolve(pushed?.id ?? '', { outcome: 'succeeded' });
    const execution = await stage.ended(stored.id);
    expect(nodeOutput(execution, 'Result')).toMatchObject([
      { id: pushed?.id, outcome: 'succeeded', amount: 250 },
    ]);
    expect(nodeOutput(execution, 'Ask Kopo Kopo')).toEqual([]);
  });
});

describe('payroll.json', () => {
  const people = [
    { staff_number: 'S-001', name: 'Jane Wanjiku', amount: 25_000 },
    { staff_number: 'S-002', name: 'Otieno Odhiambo', amount: 18_000 },
    { staff_number: 'S-003', name: 'Amina Hassan', amount: 21_000, recipient: 'nobody' },
  ];

  it('pays everybody who can be paid, reports the rest, and pays nobody twice', async () => {
    const recipient = stage.sandbox.references.payRecipient.mobile_wallet;
    // A spreadsheet gives amounts as texts now and then, and has empty cells.
    const rows = people.map((person) => ({ recipient, ...person, attempt: '' }));
    const workflow = example('payroll.json', stage.credential, {
      'Sample rows': { jsonOutput: JSON.stringify({ rows }) },
    });
    const stored = await stage.save(workflow);
    const report = async (): Promise<IDataObject[]> => {
      const executionId = await stage.rest.run(stored.id, 'Run payroll');
      const execution = await stage.ended(stored.id, executionId);
      const [item] = nodeOutput(execution, 'Report');
      const lines: IDataObject[] = Array.isArray(item?.payroll)
        ? item.payroll.flatMap((line) => (typeof line === 'object' && line ? [{ ...line }] : []))
        : [];
      // Those that were refused come last.
      return lines.sort((a, b) => String(a.staff_number).localeCompare(String(b.staff_number)));
    };

    control().nextResult({ type: 'payment', outcome: 'succeeded' });
    control().nextResult({ type: 'payment', outcome: 'failed', errors: ['Wallet is full'] });
    expect(await report()).toMatchObject([
      { staff_number: 'S-001', amount: 25_000, outcome: 'succeeded', reason: '' },
      {
        staff_number: 'S-002',
        name: 'Otieno Odhiambo',
        outcome: 'failed',
        reason: 'Wallet is full',
      },
      {
        staff_number: 'S-003',
        outcome: 'refused',
        reason: expect.stringContaining('Destination reference is invalid'),
      },
    ]);
    expect(control().created('payment')).toHaveLength(2);

    const again = await report();
    expect(again.map(({ outcome }) => outcome)).toEqual([
      'already_sent',
      'already_sent',
      'refused',
    ]);
    expect(control().created('payment')).toHaveLength(2);

    // Whose payment has failed gets it with another attempt, as the sticky note says.
    const corrected = rows.map((row) =>
      row.staff_number === 'S-002' ? { ...row, attempt: 2 } : row,
    );
    await stage.rest.updateWorkflow(stored.id, {
      ...workflow,
      nodes: workflow.nodes.map((node) =>
        node.name === 'Sample rows'
          ? {
              ...node,
              parameters: { ...node.parameters, jsonOutput: JSON.stringify({ rows: corrected }) },
            }
          : node,
      ),
    });
    expect(await report()).toMatchObject([
      { staff_number: 'S-001', outcome: 'already_sent' },
      { staff_number: 'S-002', outcome: 'succeeded' },
      { staff_number: 'S-003', outcome: 'refused' },
    ]);
    expect(control().created('payment')).toHaveLength(3);
  });
});

describe('daily-reconciliation.json', () => {
  /** As a user sets it up; the tests don't wait for tomorrow. */
  async function setUp(): Promise<WorkflowJson> {
    const table = await stage.rest.createDataTable(`Payments ${randomUUID()}`, {
      reference: 'string',
      sender: 'string',
      amount: 'number',
    });
    const dataTableId = table.choice;
    return example('daily-reconciliation.json', stage.credential, {
      'Payment received': { tillNumber: '555555' },
      'Record it': { dataTableId },
      'Not recorded': { dataTableId },
      "Yesterday's payments": { period: 'today', scopeReference: '555555' },
    });
  }

  it('records what was handled; what was not is for a person to decide', async () => {
    const workflow = await setUp();
    // What the user puts there fails for some.
    const nodes = workflow.nodes.map((node) =>
      node.name === 'Handle the payment'
        ? {
            ...node,
            type: 'n8n-nodes-base.stopAndError',
            parameters: { errorMessage: 'The till is on fire' },
          }
        : node,
    );
    const stored = await stage.publish({ ...workflow, nodes });
    const pay = async () => await control().customerPays({ amount: 40, tillNumber: '555555' });
    const failed = [await pay(), await pay()];
    const ended = async (count: number) => {
      const executions = await stage.rest.executions(stored.id);
      return executions.filter(({ stoppedAt }) => stoppedAt !== null).length === count;
    };
    await until('both to fail', async () => await ended(2));

    await stage.rest.updateWorkflow(stored.id, { nodes: workflow.nodes });
    await stage.rest.activate(stored.id);
    const handled = [await pay(), await pay(), await pay()];
    await until('the others', async () => await ended(5));

    for (const morning of [1, 2]) {
      const executionId = await stage.rest.run(stored.id, 'Every morning');
      const execution = await stage.ended(stored.id, executionId);
      const listed = nodeOutput(execution, "Yesterday's payments");
      expect(listed.length).toBeGreaterThanOrEqual(failed.length + handled.length);
      const references = nodeOutput(execution, 'For a person to decide').map(
        ({ reference }) => reference,
      );
      const of = (some: Fired[]) => some.map(({ event }) => event.event.resource.reference);
      expect([morning, references]).toEqual([morning, expect.arrayContaining(of(failed))]);
      expect(references.filter((reference) => of(handled).includes(reference))).toEqual([]);
    }
  });

  it('hands on nothing when Kopo Kopo cannot tell the payments: the execution fails', async () => {
    control().nextResult({ type: 'polling', outcome: 'failed' });
    const execution = await run(await setUp(), 'Every morning');
    expect(execution.data.resultData.error?.message).toContain('could not tell the transactions');
    expect(nodeOutput(execution, 'Not recorded')).toEqual([]);
  });
});

describe('low-balance-settlement.json', () => {
  it('settles what the till has taken from the limit on, and leaves it below', async () => {
    const workflow = example('low-balance-settlement.json', stage.credential, {
      'Payments of a day': { scopeReference: '112233' },
    });
    await control().customerPays({ amount: 4_000, tillNumber: '112233' });
    // What was taken back is not there to be settled.
    const { event } = await control().customerPays({ amount: 9_000, tillNumber: '112233' });
    await control().reversePayment(String(event.event.resource.reference));
    const low = await run(workflow, 'Every evening');
    expect(nodeOutput(low, 'Left for tomorrow')).toMatchObject([{ sum_amount: 4_000 }]);
    expect(control().created('settlement_transfer')).toEqual([]);

    await control().customerPays({ amount: 8_500, tillNumber: '112233' });
    const enough = await run(workflow, 'Every evening');
    expect(nodeOutput(enough, 'Settled')).toMatchObject([
      { type: 'settlement_transfer', outcome: 'succeeded' },
    ]);
    // Everything, also what was left on other evenings.
    expect(control().created('settlement_transfer').at(-1)?.request).not.toHaveProperty('amount');

    control().nextResult({ type: 'settlement_transfer', outcome: 'failed' });
    const failed = await run(workflow, 'Every evening');
    expect(nodeOutput(failed, 'Not settled')).toMatchObject([
      { status: 'Processed', outcome: 'failed' },
    ]);
  });
});
