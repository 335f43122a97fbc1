/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CleanUp } from '../../../tools/cleanUp';
import { type Fired, sign } from '../../../sandbox';
import { ensureN8n } from '../../../tools/n8n/install';
import type { N8nInstance } from '../../../tools/n8n/instance';
import { unpackPackage } from '../../../tools/n8n/pack';
import { NOTICED_MS, QueueMode } from '../../../tools/n8n/queueMode';
import { N8nRest, nodeOutput, type StoredWorkflow } from '../../../tools/n8n/rest';
import { EACH_ONCE, LossyTill, MOST_LOOKS, startAgain } from '../lossyTill';
import { BUSY_SHOP, LIKE_USERS, packed } from '../sharedN8n';
import { post, Stage, until } from '../stage';
import {
  chain,
  itemList,
  KOPO_KOPO,
  kopoKopo,
  kopoKopoTrigger,
  NEXT,
  nextNode,
  webhook,
} from '../workflows';

/** Executions that a worker has under way at once. */
const CONCURRENCY = 5;

/** How long n8n is stopped in the middle; its own start comes on top. */
const DOWN_MS = Number(process.env.DOWN_SECONDS ?? 10) * 1_000;

/**
 * When it is sure that nobody holds any more what a worker had in hand that died. The main process looks for it
 * when it starts, and every three minutes. (It can be told to look more often, and would then now and then take
 * an execution for lost that it is just about to hand over.)
 */
const FOUND_MS = NOTICED_MS + 5_000;

const cleanUp = new CleanUp();
let stage: Stage;
let main: N8nInstance;
let processors: N8nInstance[];
let workers: N8nInstance[];

beforeAll(async () => {
  const { owner, tarball } = packed();
  const userFolder = await mkdtemp(join(tmpdir(), 'kopokopo-e2e-queue-'));
  cleanUp.add(() => rm(userFolder, { recursive: true, force: true, maxRetries: 5 }));
  await unpackPackage(tarball, userFolder);
  const install = await ensureN8n();
  const n8n = await QueueMode.start(cleanUp, {
    install,
    userFolder,
    env: { ...LIKE_USERS, ...BUSY_SHOP },
    processors: 2,
    concurrency: CONCURRENCY,
  });
  await n8n.addWorkers(2);
  ({ main, processors, workers } = n8n);
  const rest = new N8nRest(n8n.main.url);
  await rest.setUpOwner(owner);
  stage = await Stage.on(n8n.url, rest);
  cleanUp.add(() => stage.close());
});

afterAll(async () => {
  await cleanUp.run();
});

const stkPush = (resultMode: 'wait' | 'resume') =>
  kopoKopo(stage.credential, {
    resource: 'incomingPayment',
    operation: 'create',
    tillNumber: stage.sandbox.tills.online,
    phoneNumber: '0712345678',
    amount: 250,
    resultMode,
  });

/** Thanks every customer: what passes the trigger is seen at Kopo Kopo as an SMS. */
async function thanking(tillNumber: string): Promise<StoredWorkflow> {
  const sms = kopoKopo(stage.credential, {
    resource: 'smsNotification',
    operation: 'create',
    webhookEventReference: '={{ $json.id }}',
    message: 'Thank you',
    resultMode: 'none',
  });
  return await stage.publish(
    chain('Thank everybody', kopoKopoTrigger(stage.credential, tillNumber), sms),
  );
}

const thanked = () =>
  stage.sandbox.control.messages().map((message) => message.webhook_event_reference);

/** Waits until every customer has been thanked; else says what became of the executions. */
async function untilThanked(workflow: StoredWorkflow, paid: Fired[]): Promise<void> {
  const areThanked = () => paid.every((fired) => timesThanked(fired) > 0);
  await until('every SMS', areThanked).catch(async (error: Error) => {
    const executions = await stage.rest.executions(workflow.id);
    const others = executions.filter(({ status }) => status !== 'success');
    const errors = await Promise.all(
      others.map(async ({ id, status }) => {
        const { data } = await stage.rest.execution(id);
        return `${id} ${status}: ${data.resultData?.error?.message}`;
      }),
    );
    const missing = paid.filter((fired) => timesThanked(fired) === 0).length;
    const logs = await Promise.all(
      [main, ...processors, ...workers].map(async (n8n) => await n8n.log(30)),
    );
    throw new Error(
      [
        `${error.message}: ${missing} are missing of ${executions.length} executions`,
        ...errors,
        ...logs,
      ].join('\n'),
    );
  });
}

const timesThanked = ({ event }: Fired) => thanked().filter((id) => id === event.id).length;

/** Customers who pay to a till, some at a time. */
async function payments(count: number, tillNumber: string, atOnce = 10): Promise<Fired[]> {
  const fired: Fired[] = [];
  let left = count;
  const customer = async () => {
    while (left-- > 0)
      fired.push(await stage.sandbox.control.customerPays({ amount: 9, tillNumber }));
  };
  await Promise.all(Array.from({ length: atOnce }, customer));
  return fired;
}

/** Kopo Kopo doesn't send it again here: what n8n didn't take would be missing for another reason. */
function expectDelivered(fired: Fired[]): void {
  const failed = fired
    .flatMap(({ deliveries }) => deliveries)
    .filter(({ status }) => status !== 200);
  expect(failed).toEqual([]);
}

describe('In queue mode', () => {
  it('waits for the result on a worker', async () => {
    const path = randomUUID();
    const workflow = await stage.publish(chain('Wait', webhook(path), stkPush('wait'), nextNode()));
    stage.sandbox.control.nextResult({ type: 'incoming_payment', outcome: 'succeeded' });
    await stage.callWebhook(path);
    expect(nodeOutput(await stage.ended(workflow.id), NEXT)).toMatchObject([
      { outcome: 'succeeded', amount: 250 },
    ]);
  });

  it('is resumed by the callback, which another process receives; a forged one gets 401', async () => {
    const path = randomUUID();
    const workflow = await stage.publish(
      chain('Resume', webhook(path), stkPush('resume'), nextNode()),
    );
    stage.sandbox.control.nextResult({ type: 'incoming_payment', outcome: 'never' });
    await stage.callWebhook(path);
    const { id } = await stage.suspended(workflow.id);
    const pushed = stage.sandbox.control.created('incoming_payment').at(-1);
    await stage.sandbox.control.resolve(pushed?.id ?? '', {
      outcome: 'succeeded',
      callback: 'forged-then-real',
    });
    expect(nodeOutput(await stage.ended(workflow.id, id), NEXT)).toMatchObject([
      { id: pushed?.id, outcome: 'succeeded' },
    ]);
    const statuses = stage.sandbox.control
      .deliveries()
      .filter(({ url }) => url === pushed?.callbackUrl)
      .map(({ status }) => status);
    expect(statuses).toEqual([401, 200]);
  });

  it('shares one access token: the processes ask for a handful, not one per payment', async () => {
    const before = stage.sandbox.control.tokenRequests();
    const workflow = await thanking('555555');
    const paid = await payments(40, '555555');
    expectDelivered(paid);
    await untilThanked(workflow, paid);
    expect(stage.sandbox.control.tokenRequests() - before).toBeLessThanOrEqual(
      1 + processors.length + workers.length,
    );
    expect(paid.map(timesThanked)).toEqual(paid.map(() => 1));
  });

  it('ignores a copy that comes later, wherever it arrives', async () => {
    const workflow = await thanking('112233');
    const paid = await payments(40, '112233');
    expectDelivered(paid);
    await untilThanked(workflow, paid);
    // Two that come in the same instant may both get through; these come later.
    await delay(2_000);
    for (const { deliveries } of paid) {
      for (const { url, body } of deliveries) {
        const { apiKey } = stage.sandbox.credentials;
        expect(await post(url, body, sign(Buffer.from(body), apiKey))).toBe(200);
      }
    }
    await until('the last execution', async () =>
      (await stage.rest.executions(workflow.id)).every(({ status }) => status === 'success'),
    );
    expect(paid.map(timesThanked)).toEqual(paid.map(() => 1));
  });

  it('pays each of 100 invoices once that all workers get at the same time, and again while they wait for results', async () => {
    const { control } = stage.sandbox;
    const invoices = Array.from({ length: 100 }, (_, index) => `INV-${index}`);
    const path = randomUUID();
    const payment = kopoKopo(
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
        resultMode: 'wait',
        options: { idempotencyKey: '={{ $json.invoice }}', concurrency: 5, maxWait: 120 },
      },
      { onError: 'continueRegularOutput' },
    );
    const items = itemList(invoices.map((invoice) => ({ invoice })));
    const workflow = await stage.publish(chain('Pay once', webhook(path), items, payment));
    control.configure({ resultDelayMs: 30_000, latencyMs: 20, callbackLossRate: 1 });
    const start = async (count: number) =>
      await Promise.all(Array.from({ length: count }, () => stage.callWebhook(path)));

    // One more than a worker has under way at once: both workers have some of them.
    await start(CONCURRENCY + 1);
    await until('all of them to be paid', () => control.created('payment').length >= 100);
    await start(CONCURRENCY - 1);
    await until('the last execution', async () => {
      const all = await stage.rest.executions(workflow.id);
      return all.length === 2 * CONCURRENCY && all.every(({ status }) => status === 'success');
    });

    const paid = control.created('payment');
    expect(paid.map(({ request }) => Object(request.metadata).invoice).sort()).toEqual(
      [...invoices].sort(),
    );
    // Each of them is said to be paid by one execution, with its ID, and not to be refused by any.
    const said = await Promise.all(
      (await stage.rest.executions(workflow.id)).map(async ({ id }) =>
        nodeOutput(await stage.ended(workflow.id, id), KOPO_KOPO),
      ),
    );
    const results = said.flat().filter(({ outcome }) => outcome === 'succeeded');
    expect(results.map(({ id }) => id).sort()).toEqual(paid.map(({ id }) => id).sort());
    const others = said.flat().filter(({ error }) => error !== undefined);
    expect(others).toHaveLength(100 * (2 * CONCURRENCY - 1));
    expect(others.map(({ error }) => Object(error).outcome)).not.toContain('refused');
    control.configure({ resultDelayMs: 50, latencyMs: 0, callbackLossRate: 0 });
  });

  it('200 payments, a fifth of the events lost, the rest sent twice, n8n stopped, the main process and a worker killed: each passes once, soon', async () => {
    const own = await Stage.on(stage.n8nUrl, stage.rest);
    cleanUp.add(() => own.close());
    const till = await LossyTill.open(own, cleanUp, 50);
    // Noting a payment for all processes takes a worker a second or two.
    const pause = 400;
    await till.pay(60, pause);
    await until('events to pass', () => till.passed() >= 20);
    const [, worker] = workers;
    const outside = [main, ...processors];
    await Promise.all(outside.map(async (process) => await process.stop()));
    await Promise.all([till.pay(40), delay(DOWN_MS)]);
    await Promise.all(outside.map(startAgain));
    await till.pay(50, pause);
    const paying = till.pay(50, pause);
    await delay(5_000);
    await Promise.all([main.kill(), worker?.kill()]);
    await Promise.all([worker && startAgain(worker), paying, delay(FOUND_MS)]);
    await startAgain(main);

    expect(await till.inTheEnd()).toEqual(EACH_ONCE);
    expect(till.mostLooks()).toBeLessThanOrEqual(MOST_LOOKS);
    await stage.rest.deactivate(till.workflow.id);
  });

  it('a worker and a webhook processor are killed under load: what the worker had in hand is marked', async () => {
    const { control, tills } = stage.sandbox;
    const workflow = await thanking(tills.buyGoods);
    const executions = async (...status: string[]) =>
      await stage.rest.executions(workflow.id, ...status);
    // Kopo Kopo sends again what was not answered; it takes its time, so that work is under way.
    control.configure({ deliveryRetries: 20, deliveryRetryDelayMs: 500, latencyMs: 300 });
    const before = thanked().length;
    const paying = payments(150, tills.buyGoods);
    await until('the work to be under way', () => thanked().length >= before + 20);
    expect(await executions('running')).not.toEqual([]);
    await Promise.all([processors[0]?.kill(), workers[0]?.kill()]);
    const paid = await paying;
    control.configure({ deliveryRetries: 0, latencyMs: 0 });
    await delay(FOUND_MS);
    await main.restart();
    await until(
      'the last execution',
      async () => (await executions('running', 'new')).length === 0,
    );

    // n8n marks what went down with the worker, and does not run it again by itself. That is all that
    // is missing. (That a retry is let through is for the engine tests.)
    const broken = await executions('crashed', 'error');
    expect(broken.length).toBeLessThanOrEqual(CONCURRENCY);
    const missing = () => paid.filter((fired) => timesThanked(fired) === 0);
    expect(missing().length).toBeLessThanOrEqual(broken.length);
    // What the worker had recorded a moment before it died, the other one may have overwritten: a copy
    // that Kopo Kopo sends then gets through.
    expect(paid.filter((fired) => timesThanked(fired) > 1).length).toBeLessThanOrEqual(CONCURRENCY);
    expect(Math.max(...paid.map(timesThanked))).toBeLessThanOrEqual(2);
  });
});
