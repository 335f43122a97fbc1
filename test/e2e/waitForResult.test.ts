import { randomUUID } from 'node:crypto';
import type { NextResult, ResultOutcome } from '../../sandbox';
import { type Execution, executionError, nodeOutput } from '../../tools/n8n/rest';
import { Stage } from './stage';
import {
  chain,
  itemList,
  KOPO_KOPO,
  kopoKopo,
  manualTrigger,
  NEXT,
  nextNode,
  webhook,
} from './workflows';

let stage: Stage;

/** The node's options. */
type Options = { maxWait?: number; errorOnTimeout?: boolean };

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(async () => {
  await stage?.close();
});

const stkPush = (options: Options = {}) =>
  kopoKopo(stage.credential, {
    resource: 'incomingPayment',
    operation: 'create',
    tillNumber: stage.sandbox.tills.online,
    phoneNumber: '0712345678',
    amount: 250,
    resultMode: 'wait',
    options,
  });

const payment = (options: Options = {}) =>
  kopoKopo(stage.credential, {
    resource: 'payment',
    operation: 'create',
    destinationType: 'mobile_wallet',
    destinationReference: stage.sandbox.references.payRecipient.mobile_wallet,
    amount: 1_000,
    description: 'Salary',
    resultMode: 'wait',
    options,
  });

async function run(node: ReturnType<typeof kopoKopo>): Promise<Execution> {
  return await stage.runToEnd(chain('Wait', manualTrigger(), node, nextNode()));
}

function nextResult(type: string, outcome: ResultOutcome, more: Partial<NextResult> = {}): void {
  stage.sandbox.control.nextResult({ type, outcome, ...more });
}

describe('An STK push, waited for', () => {
  it('that the customer accepts after 20 seconds hands on the transaction', async () => {
    nextResult('incoming_payment', 'succeeded', { delayMs: 20_000 });
    const execution = await run(stkPush());
    expect(nodeOutput(execution, NEXT)).toMatchObject([
      {
        type: 'incoming_payment',
        status: 'Success',
        outcome: 'succeeded',
        reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
        amount: 250,
        sender_phone_number: '+254712345678',
        errors: [],
      },
    ]);
  });

  it('that the customer declines hands on why', async () => {
    nextResult('incoming_payment', 'failed', { errors: 'Request cancelled by user' });
    expect(nodeOutput(await run(stkPush()), NEXT)).toMatchObject([
      { status: 'Failed', outcome: 'failed', errors: ['Request cancelled by user'] },
    ]);
  });

  it('that nobody answers is pending when the time is up', async () => {
    nextResult('incoming_payment', 'never');
    const [item] = nodeOutput(await run(stkPush({ maxWait: 2 })), NEXT);
    const [created] = stage.sandbox.control.created('incoming_payment').slice(-1);
    expect(item).toMatchObject({ id: created?.id, status: 'Pending', outcome: 'pending' });
    expect(item?.location).toBe(created?.location);
    expect(item?.hint).toMatch(/ask again later with 'M-PESA Prompt: Get Result'/);
  });

  it('that nobody answers is an error when the user wants one', async () => {
    nextResult('incoming_payment', 'never');
    const execution = await run(stkPush({ maxWait: 2, errorOnTimeout: true }));
    const [created] = stage.sandbox.control.created('incoming_payment').slice(-1);
    expect(execution.status).toBe('error');
    expect(executionError(execution)).toContain(
      `${created?.id} was created, but has no result yet`,
    );
    expect(nodeOutput(execution, NEXT)).toEqual([]);
  });

  it('is found by asking when the callback gets lost', async () => {
    nextResult('incoming_payment', 'succeeded', { callback: 'lose' });
    expect(nodeOutput(await run(stkPush()), NEXT)).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('has its result also when the callback comes before the answer to the request', async () => {
    nextResult('incoming_payment', 'succeeded', { callback: 'early' });
    expect(nodeOutput(await run(stkPush()), NEXT)).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('works the same in production, where the workflow runs by itself', async () => {
    nextResult('incoming_payment', 'succeeded', { delayMs: 3_000 });
    const path = randomUUID();
    const workflow = await stage.publish(
      chain('Wait in production', webhook(path), stkPush(), nextNode()),
    );
    await stage.callWebhook(path);
    const execution = await stage.ended(workflow.id);
    expect(execution.mode).toBe('webhook');
    expect(nodeOutput(execution, NEXT)).toMatchObject([{ outcome: 'succeeded', amount: 250 }]);
  });

  it('is sent for several items one after the other, and each has its own result', async () => {
    nextResult('incoming_payment', 'succeeded');
    nextResult('incoming_payment', 'failed');
    nextResult('incoming_payment', 'never');
    const customers = ['0712345678', '0112345678', '+254 798 765 432'];
    const node = stkPush({ maxWait: 3 });
    const each = {
      ...node,
      parameters: { ...node.parameters, phoneNumber: '={{ $json.phone }}' },
    };
    const items = itemList(customers.map((phone) => ({ phone })));
    const execution = await stage.runToEnd(
      chain('Several', manualTrigger(), items, each, nextNode()),
    );
    expect(nodeOutput(execution, NEXT).map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'failed',
      'pending',
    ]);
  });
});

describe('A payment, waited for', () => {
  it('that is Processed with one disbursement failed is partial, not paid', async () => {
    nextResult('payment', 'partial', { errors: ['Recipient cannot be reached'] });
    const [item] = nodeOutput(await run(payment()), NEXT);
    expect(item).toMatchObject({
      status: 'Processed',
      outcome: 'partial',
      errors: ['Recipient cannot be reached'],
    });
  });

  it('that is Processed with every disbursement failed has failed', async () => {
    nextResult('payment', 'failed');
    expect(nodeOutput(await run(payment()), NEXT)).toMatchObject([
      { status: 'Processed', outcome: 'failed' },
    ]);
  });

  it('goes to the error output when Kopo Kopo refuses it, and the others go on', async () => {
    const references = [stage.sandbox.references.payRecipient.mobile_wallet, 'nobody'];
    const node = payment();
    const each = {
      ...node,
      parameters: { ...node.parameters, destinationReference: '={{ $json.reference }}' },
      onError: 'continueErrorOutput' as const,
    };
    const items = itemList(references.map((reference) => ({ reference })));
    const execution = await stage.runToEnd(
      chain('Errors', manualTrigger(), items, each, nextNode()),
    );
    expect(nodeOutput(execution, NEXT)).toMatchObject([{ outcome: 'succeeded' }]);
    expect(nodeOutput(execution, KOPO_KOPO, 1)).toMatchObject([
      { error: { message: expect.stringContaining('Destination reference is invalid') } },
    ]);
  });
});

describe('Polling, waited for', () => {
  it('hands on 5,000 transactions as items', async () => {
    stage.sandbox.control.seedTransactions(5_000, { tillNumber: stage.sandbox.tills.buyGoods });
    const polling = kopoKopo(stage.credential, {
      resource: 'polling',
      operation: 'create',
      scope: 'till',
      scopeReference: stage.sandbox.tills.buyGoods,
      fromTime: '={{ $now.minus({ days: 2 }).toISO() }}',
      toTime: '={{ $now.toISO() }}',
      resultMode: 'wait',
    });
    const transactions = nodeOutput(await run(polling), NEXT);
    expect(transactions).toHaveLength(5_000);
    expect(new Set(transactions.map(({ reference }) => reference)).size).toBe(5_000);
    expect(transactions[0]).toMatchObject({ amount: 100, till_number: '000000' });
  });
});
