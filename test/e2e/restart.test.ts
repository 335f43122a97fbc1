import { randomUUID } from 'node:crypto';
import { CleanUp } from '../../tools/cleanUp';
import { sign } from '../../sandbox';
import type { N8nInstance } from '../../tools/n8n/instance';
import { nodeOutput } from '../../tools/n8n/rest';
import { ownN8n } from './ownN8n';
import { post, Stage, until } from './stage';
import { chain, kopoKopo, kopoKopoTrigger, NEXT, nextNode, webhook } from './workflows';

let n8n: N8nInstance;
let stage: Stage;
const cleanUp = new CleanUp();

beforeAll(async () => {
  ({ n8n, stage } = await ownN8n(cleanUp));
});

afterAll(async () => {
  await cleanUp.run();
});

/** Ends n8n as a power cut does, and starts it again. */
async function crash(): Promise<void> {
  await n8n.kill();
  await n8n.restart();
}

it('A crash of n8n: sleeping executions wake up, events still come once, subscriptions stay', async () => {
  const { control, tills, credentials } = stage.sandbox;
  const triggered = await stage.publish(
    chain('Payments', kopoKopoTrigger(stage.credential, tills.buyGoods), nextNode()),
  );
  const before = await control.customerPays({ amount: 40 });
  expect(nodeOutput(await stage.ended(triggered.id), NEXT)).toMatchObject([
    { id: before.event.id, amount: 40 },
  ]);

  const path = randomUUID();
  const stkPush = kopoKopo(stage.credential, {
    resource: 'incomingPayment',
    operation: 'create',
    tillNumber: tills.online,
    phoneNumber: '0712345678',
    amount: 250,
    resultMode: 'resume',
  });
  const sleeping = await stage.publish(chain('Sleep', webhook(path), stkPush, nextNode()));
  control.nextResult({ type: 'incoming_payment', outcome: 'never' });
  await stage.callWebhook(path);
  const { id: executionId } = await stage.suspended(sleeping.id);

  await crash();

  const pushed = control.created('incoming_payment').at(-1);
  await control.resolve(pushed?.id ?? '', { outcome: 'succeeded' });
  const awake = await stage.ended(sleeping.id, executionId);
  expect(nodeOutput(awake, NEXT)).toMatchObject([{ id: pushed?.id, outcome: 'succeeded' }]);

  // The event that came before the crash comes again: n8n has kept that it was there.
  const [{ url, body } = { url: '', body: '' }] = before.deliveries;
  expect(await post(url, body, sign(Buffer.from(body), credentials.apiKey))).toBe(200);
  const after = await control.customerPays({ amount: 41 });
  const behind = async () => {
    const executions = await stage.rest.executions(triggered.id);
    const ended = await Promise.all(executions.map(({ id }) => stage.ended(triggered.id, id)));
    return ended.flatMap((execution) => nodeOutput(execution, NEXT)).map(({ id }) => id);
  };
  await until('the new event', async () => (await behind()).includes(after.event.id));
  expect((await behind()).sort()).toEqual([before.event.id, after.event.id].sort());

  const live = control.subscriptions().filter(({ deleted }) => !deleted);
  expect(live).toHaveLength(1);

  await n8n.restart();
  await stage.rest.deactivate(triggered.id);
  await stage.rest.activate(triggered.id);
  expect(control.subscriptions().filter(({ deleted }) => !deleted)).toEqual(live);
});
