/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { setTimeout as delay } from 'node:timers/promises';
import { CleanUp } from '../../../tools/cleanUp';
import type { N8nInstance } from '../../../tools/n8n/instance';
import { EACH_ONCE, LossyTill, MOST_LOOKS, startAgain } from '../lossyTill';
import { ownN8n } from '../ownN8n';
import { Stage, until } from '../stage';

/** How long n8n is stopped; its own start comes on top. */
const DOWN_MS = Number(process.env.DOWN_SECONDS ?? 10) * 1_000;

let n8n: N8nInstance;
/** At a Kopo Kopo that is always there. */
let till: LossyTill;
/** At another one, which forgets its subscription and is out of reach when n8n comes back. */
let forgotten: LossyTill;
let other: Stage;
const cleanUp = new CleanUp();

beforeAll(async () => {
  const own = await ownN8n(cleanUp);
  ({ n8n } = own);
  other = await Stage.on(n8n.url, own.stage.rest);
  cleanUp.add(() => other.close());
  till = await LossyTill.open(own.stage, cleanUp, 50);
  forgotten = await LossyTill.open(other, cleanUp, 5);

  await till.pay(60);
  await until('events to pass', () => till.passed() >= 20);
  await n8n.stop();
  const [subscription] = forgotten.subscriptions();
  other.sandbox.control.forgetSubscription(subscription?.id ?? '');
  other.sandbox.control.fault({ times: Infinity, action: 'drop' });
  await Promise.all([till.pay(40), forgotten.pay(10), delay(DOWN_MS)]);
  await startAgain(n8n);
  await till.pay(50);
  const paying = till.pay(50);
  await delay(2_000);
  await n8n.kill();
  await startAgain(n8n);
  await paying;
  const looks = () =>
    other.sandbox.control.requests({ method: 'POST', path: 'polling' }).length +
    other.sandbox.control.requests({ method: 'GET', path: 'webhook_subscriptions' }).length;
  const before = looks();
  await until('a look that does not reach Kopo Kopo', () => looks() > before);
  other.sandbox.control.clearFaults();
});

afterAll(async () => {
  await cleanUp.run();
});

it('200 payments, a fifth of the events lost, the rest sent twice, n8n stopped and killed: each passes once, soon', async () => {
  expect(await till.inTheEnd()).toEqual(EACH_ONCE);
  expect(till.mostLooks()).toBeLessThanOrEqual(MOST_LOOKS);
});

it('a subscription that was forgotten while Kopo Kopo was out of reach is made again, once', async () => {
  await forgotten.untilAllPassed();
  const alive = () => forgotten.subscriptions().filter(({ deleted }) => !deleted);
  await until('the subscription', () => alive().length > 0);
  await forgotten.pay(2);
  await forgotten.untilAllPassed();
  expect(forgotten.passedOfBefore()).toBe(0);
  expect(await forgotten.account()).toMatchObject({ twice: [], missing: [] });
  expect(forgotten.subscriptions()).toHaveLength(2);
});
