import { clock } from '../stage/clock';
import { HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start();
  await look.serve({ events: ['buygoods_transaction_received', 'customer_created'] });
  await look.minutes(1);
});
afterEach(async () => {
  await look.stop();
});

const SUBSCRIPTIONS = { path: 'webhook_subscriptions' };
const forget = (index = 0) => look.control.forgetSubscription(look.bench.alive()[index]?.id ?? '');
const errors = () => look.bench.logged.filter((line) => line.startsWith('error'));
const stored = () => JSON.stringify(look.bench.store.staticData);

describe('a subscription that Kopo Kopo has forgotten', () => {
  it('is made again by the next look, once', async () => {
    forget();
    await look.minutes(60);
    expect(look.bench.created()).toBe(3);
    expect(
      look.bench
        .alive()
        .map(({ event_type }) => event_type)
        .sort(),
    ).toEqual(['buygoods_transaction_received', 'customer_created']);
  });

  it('is written down: neither a restart nor an activation makes another one', async () => {
    const [{ id: old } = { id: '' }] = look.bench.alive();
    forget();
    await look.minutes(15);
    expect(stored()).not.toContain(old);
    for (const { id } of look.bench.alive()) expect(stored()).toContain(id);
    await look.restart();
    await look.minutes(60);
    await look.serve();
    await look.minutes(60);
    expect(look.bench.created()).toBe(3);
    expect(look.executions()).toBe(0);
  });

  it('is written down by an execution that ends at the trigger', async () => {
    forget();
    await look.minutes(15);
    expect(look.service?.executions.map(({ outputs }) => outputs)).toEqual([[[]]]);
  });

  it('is not made again where the trigger is out of service', async () => {
    const { service } = look;
    await look.rest();
    forget();
    await service?.tick();
    await clock.sleep(HOUR);
    expect(look.bench.created()).toBe(2);
  });

  it('was missed when n8n started without Kopo Kopo: the first look that reaches it mends all', async () => {
    forget();
    look.control.fault({ times: Infinity, status: 503 });
    await look.restart();
    await look.minutes(5);
    look.control.clearFaults();
    const lost = await look.pays();
    await look.minutes(15);
    expect(look.bench.alive()).toHaveLength(2);
    expect(look.references()).toEqual([referenceOf(lost)]);
    await look.minutes(60);
    expect(look.bench.created()).toBe(3);
  });
});

describe('never a second one', () => {
  it.each([
    ['500', { status: 500 }],
    ['403', { status: 403 }],
    ['a page', { status: 200, body: '<html>' }],
    ['nothing', { action: 'drop' }],
  ] as const)('when it answers %s to whether they are there', async (_what, fault) => {
    look.control.fault({ method: 'GET', ...SUBSCRIPTIONS, times: Infinity, ...fault });
    await look.minutes(3 * 60);
    expect(look.bench.posts()).toBe(2);
    expect(errors()).toHaveLength(2);
    expect(errors().join()).toContain('still exists could not be found out');
  });

  it('when it does not say whether it has made it: not for a day', async () => {
    forget();
    look.control.fault({
      method: 'POST',
      ...SUBSCRIPTIONS,
      times: Infinity,
      action: 'answer-after',
      status: 500,
    });
    await look.minutes(23 * 60);
    expect(look.bench.posts()).toBe(3);
  });

  it.each(['Rejected', 'Expired', 'Suspended'])(
    'a day, of one that Kopo Kopo says is %s each time',
    async (status) => {
      look.control.fault({
        method: 'GET',
        ...SUBSCRIPTIONS,
        times: Infinity,
        status: 200,
        body: { data: { id: 'x', type: 'webhook_subscription', attributes: { status } } },
      });
      await look.minutes(23 * 60);
      expect(look.bench.posts()).toBe(4);
      expect(errors().join()).toContain('does not keep the subscription to');
      await look.minutes(2 * 60);
      expect(look.bench.posts()).toBe(6);
    },
  );

  it('of several looks, activations and tests at once', async () => {
    forget();
    await clock.sleep(15 * MINUTE);
    await Promise.all([
      look.service?.tick(),
      look.bench.activate(look.trigger),
      look.bench.activate(look.trigger),
    ]);
    await look.minutes(60);
    expect(look.bench.created()).toBe(3);
  });
});

it("n8n's log counts what a look has let in and mended, and says nothing where that is nothing", async () => {
  const counts = () => look.bench.logged.filter((line) => /let in|made again/.test(line));
  await look.minutes(60);
  expect(counts()).toEqual([]);
  forget();
  await look.pays();
  await look.pays();
  await look.minutes(60);
  expect(counts()).toEqual([
    expect.stringMatching(/payments let in whose events got lost: 2 *$/),
    expect.stringMatching(/subscriptions made again that Kopo Kopo did not keep: 1 *$/),
  ]);
});

describe("n8n's log has one clear sentence a day", () => {
  const days = async (count: number) => {
    for (let day = 0; day < count; day++) await look.minutes(24 * 60);
  };

  it('about a key that does not work any more', async () => {
    await look.serve({ options: { checkEvery: 240 }, events: ['buygoods_transaction_received'] });
    look.control.revokeTokens();
    look.bench.store.credential.clientSecret = 'replaced';
    await days(3);
    const said = errors().filter((line) => line.includes("'Client ID' or the 'Client Secret'"));
    expect(new Set(said).size).toBeLessThanOrEqual(2);
    expect(said.length).toBeGreaterThanOrEqual(3);
    expect(said.length).toBeLessThanOrEqual(2 * 4);
    expect(errors().join()).not.toContain('replaced');
  });

  it('about a till that was closed', async () => {
    await look.serve({ options: { checkEvery: 240 } });
    look.control.fault({
      method: 'POST',
      path: 'polling',
      times: Infinity,
      status: 400,
      body: { error_message: 'Invalid scope reference' },
    });
    await days(2);
    expect(errors().length).toBeLessThanOrEqual(3);
    expect(errors()[0]).toContain('Invalid scope reference');
  });

  it('and says when it works again', async () => {
    look.control.fault({ path: 'polling', times: 2, status: 503 });
    await look.minutes(60);
    expect(errors()).toHaveLength(1);
    expect(look.bench.logged.filter((line) => line.includes('works again'))).toHaveLength(1);
  });
});

it('while n8n can begin no execution the log says so; afterwards the payment comes', async () => {
  const { service } = look;
  if (service) service.broken = new Error('n8n is going down');
  const lost = await look.pays({ deliveries: 0 });
  await look.minutes(30);
  expect(errors().join()).toContain('n8n is going down');
  expect(look.references()).toEqual([]);
  if (service) service.broken = undefined;
  await look.minutes(15);
  expect(look.references()).toEqual([referenceOf(lost)]);
});

it('nothing that a credential or a field can be makes a look or a start throw: the log says it', async () => {
  const { credential } = look.bench.store;
  /** n8n's start, and two minutes. */
  async function start(): Promise<string> {
    const before = errors().length;
    await look.restart();
    await look.minutes(2);
    return errors().slice(before).join();
  }
  for (const [broken, said] of [
    [{ baseUrl: 'nothing' }, "'Base URL'"],
    [{ clientId: '' }, "'Client ID'"],
    [{ apiKey: '' }, "'API Key'"],
  ] as const) {
    look.bench.store.credential = { ...credential, ...broken };
    expect(await start()).toContain(said);
  }
  look.bench.store.credential = credential;
  await look.rest();
  look.trigger = look.bench.trigger({ ...look.trigger.parameters, tillNumber: '' });
  expect(await start()).toContain("'Till Number' is empty");
});
