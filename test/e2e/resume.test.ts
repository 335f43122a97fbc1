import { randomUUID } from 'node:crypto';
import type { CreatedResource } from '../../sandbox';
import { sign } from '../../sandbox';
import {
  type Execution,
  executionError,
  nodeOutput,
  type StoredWorkflow,
} from '../../tools/n8n/rest';
import { post, Stage, until } from './stage';
import {
  chain,
  itemList,
  kopoKopo,
  manualTrigger,
  NEXT,
  nextNode,
  START,
  webhook,
} from './workflows';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(async () => {
  await stage?.close();
});

const stkPush = (options = {}) =>
  kopoKopo(stage.credential, {
    resource: 'incomingPayment',
    operation: 'create',
    tillNumber: stage.sandbox.tills.online,
    phoneNumber: '0712345678',
    amount: 250,
    resultMode: 'resume',
    options,
  });

/** Starts an STK push whose customer takes his time, and waits until n8n has put it to sleep. */
async function suspended(): Promise<{
  workflow: StoredWorkflow;
  execution: Execution;
  pushed: CreatedResource;
}> {
  stage.sandbox.control.nextResult({ type: 'incoming_payment', outcome: 'never' });
  const path = randomUUID();
  const workflow = await stage.publish(chain('Resume', webhook(path), stkPush(), nextNode()));
  await stage.callWebhook(path);
  const execution = await stage.suspended(workflow.id);
  const pushed = stage.sandbox.control.created('incoming_payment').at(-1);
  if (pushed === undefined) throw new Error('Nothing was sent to Kopo Kopo.');
  return { workflow, execution, pushed };
}

const paid = {
  type: 'incoming_payment',
  status: 'Success',
  outcome: 'succeeded',
  amount: 250,
  reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
};

/** What has been posted to the callback URL of a request, in order. */
const callbacks = ({ callbackUrl }: CreatedResource) =>
  stage.sandbox.control.deliveries().filter(({ url }) => url === callbackUrl);

describe('An execution that is suspended until the callback', () => {
  it('goes on with the result when the customer has paid', async () => {
    const { workflow, execution, pushed } = await suspended();
    await stage.sandbox.control.resolve(pushed.id, { outcome: 'succeeded' });
    const ended = await stage.ended(workflow.id, execution.id);
    expect(ended.mode).toBe('webhook');
    expect(nodeOutput(ended, NEXT)).toMatchObject([{ id: pushed.id, ...paid }]);
  });

  it('goes on with the reason when the customer has declined', async () => {
    const { workflow, execution, pushed } = await suspended();
    await stage.sandbox.control.resolve(pushed.id, { outcome: 'failed', errors: 'Cancelled' });
    const ended = await stage.ended(workflow.id, execution.id);
    expect(nodeOutput(ended, NEXT)).toMatchObject([{ outcome: 'failed', errors: ['Cancelled'] }]);
  });

  it('goes on in a run by hand as well', async () => {
    stage.sandbox.control.nextResult({ type: 'incoming_payment', outcome: 'never' });
    const workflow = await stage.save(
      chain('Resume by hand', manualTrigger(), stkPush(), nextNode()),
    );
    const executionId = await stage.rest.run(workflow.id, START);
    await stage.suspended(workflow.id);
    const pushed = stage.sandbox.control.created('incoming_payment').at(-1);
    await stage.sandbox.control.resolve(pushed?.id ?? '', { outcome: 'succeeded' });
    const ended = await stage.ended(workflow.id, executionId);
    expect(ended.mode).toBe('manual');
    expect(nodeOutput(ended, NEXT)).toMatchObject([paid]);
  });

  it('answers a forged callback with 401, and the real one resumes it', async () => {
    const { workflow, execution, pushed } = await suspended();
    await stage.sandbox.control.resolve(pushed.id, {
      outcome: 'succeeded',
      callback: 'forged-then-real',
    });
    const ended = await stage.ended(workflow.id, execution.id);
    expect(callbacks(pushed).map(({ status }) => status)).toEqual([401, 200]);
    // The forged one said that the payment had failed.
    expect(nodeOutput(ended, NEXT)).toMatchObject([paid]);
  });

  it("answers another request's callback and goes on waiting for its own", async () => {
    const other = await suspended();
    const own = await suspended();
    await stage.sandbox.control.resolve(other.pushed.id, { outcome: 'failed', callback: 'lose' });
    const body = callbacks(other.pushed)[0]?.body ?? '';
    const signature = sign(Buffer.from(body), stage.sandbox.credentials.apiKey);
    expect(await post(own.pushed.callbackUrl ?? '', body, signature)).toBe(200);
    expect((await stage.rest.execution(own.execution.id)).status).toBe('waiting');
    await stage.sandbox.control.resolve(own.pushed.id, { outcome: 'succeeded' });
    const ended = await stage.ended(own.workflow.id, own.execution.id);
    expect(nodeOutput(ended, NEXT)).toMatchObject([{ id: own.pushed.id, ...paid }]);
  });

  it('takes no notice of a callback that comes again', async () => {
    const { workflow, execution, pushed } = await suspended();
    await stage.sandbox.control.resolve(pushed.id, { outcome: 'succeeded', callback: 'duplicate' });
    let first = await stage.ended(workflow.id, execution.id);
    // n8n 1, which accepts two in the same instant, may still be writing what the second one did.
    await until('the node behind it', async () => {
      first = await stage.ended(workflow.id, execution.id);
      return nodeOutput(first, NEXT).length > 0;
    });
    await stage.sandbox.control.resolve(pushed.id, { outcome: 'succeeded' });
    const statuses = callbacks(pushed).map(({ status }) => status);
    expect(statuses).toHaveLength(3);
    // Of two in the same instant n8n 1 accepts both, n8n 2 only one.
    expect(statuses).toContain(200);
    expect(statuses.at(-1)).toBe(409);
    const last = await stage.ended(workflow.id, execution.id);
    expect(nodeOutput(last, NEXT)).toEqual(nodeOutput(first, NEXT));
    expect(last.data.resultData.runData[NEXT]).toHaveLength(1);
    expect(await stage.rest.executions(workflow.id)).toHaveLength(1);
  });

  it('does not sleep at all when the callback came before it could', async () => {
    stage.sandbox.control.nextResult({
      type: 'incoming_payment',
      outcome: 'succeeded',
      callback: 'early',
    });
    const path = randomUUID();
    const workflow = await stage.publish(chain('Early', webhook(path), stkPush(), nextNode()));
    await stage.callWebhook(path);
    expect(nodeOutput(await stage.ended(workflow.id), NEXT)).toMatchObject([paid]);
  });
});

describe('When no callback reaches the suspended execution', () => {
  const get = () =>
    kopoKopo(
      stage.credential,
      { resource: 'incomingPayment', operation: 'get', incomingPaymentId: '={{ $json.id }}' },
      { name: 'Get' },
    );

  /** Starts a push that goes on when the time is up, with a Get behind it, and waits until it sleeps. */
  async function pushed(result: Parameters<typeof stage.sandbox.control.nextResult>[0]) {
    stage.sandbox.control.nextResult(result);
    const path = randomUUID();
    const timeIsUp = nextNode('When time is up');
    const workflow = await stage.publish(
      chain('Time is up', webhook(path), stkPush({ maxWait: 5 }), timeIsUp, get(), nextNode()),
    );
    await stage.callWebhook(path);
    await stage.suspended(workflow.id);
    const created = stage.sandbox.control.created('incoming_payment').at(-1);
    if (!created) throw new Error('Nothing was sent to Kopo Kopo.');
    return { created, ended: stage.ended(workflow.id) };
  }

  // n8n looks once a minute whether a time is up: both wait for it together.
  it('it goes on as pending when the time is up, and a Get behind it finds the result', async () => {
    const result = { type: 'incoming_payment', outcome: 'succeeded' } as const;
    // While the node asks for the last time, n8n turns the callback away.
    const ask = { method: 'GET', path: 'incoming_payments' };
    stage.sandbox.control.fault({ ...ask, action: 'hang' });
    const early = await pushed({ ...result, delayMs: 500 });
    const lost = await pushed({ ...result, callback: 'lose', delayMs: 3_000 });
    expect(callbacks(early.created).map(({ status }) => status)).toEqual([409]);
    for (const ended of await Promise.all([early.ended, lost.ended])) {
      expect(nodeOutput(ended, 'When time is up')).toMatchObject([
        { type: 'incoming_payment', outcome: 'pending', hint: expect.stringContaining('Get') },
      ]);
      expect(nodeOutput(ended, NEXT)).toMatchObject([paid]);
    }
  });
});

describe('What cannot be suspended', () => {
  it('is refused for several items before anything is sent, with the ways out', async () => {
    const before = stage.sandbox.control.created('incoming_payment').length;
    const execution = await stage.runToEnd(
      chain('Several', manualTrigger(), itemList([{}, {}, {}]), stkPush(), nextNode()),
    );
    expect(execution.status).toBe('error');
    expect(executionError(execution)).toMatch(
      /'When to Continue' cannot be 'Suspend Until Callback' for 3 items.*'Loop Over Items'/s,
    );
    expect(stage.sandbox.control.created('incoming_payment')).toHaveLength(before);
  });
});
