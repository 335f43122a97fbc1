/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';

import { clock } from '../stage/clock';
import type { NodeParameters } from '../stage/engine';
import { ago, HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start({ receive: 'check' });
});
afterEach(async () => {
  await look.stop();
});

const saidBy = async (promise: Promise<unknown>): Promise<string> =>
  await promise.then(
    () => '',
    (error: Error) => error.message,
  );

describe('for payments that are only looked for', () => {
  const inBackRoom = { webhookBaseUrl: 'http://localhost:5678/webhook' };

  it('no API key, no public address and no subscription is needed', async () => {
    look.bench.store.credential.apiKey = '';
    await look.bench.activate(look.trigger, inBackRoom);
    await look.serve();
    const paid = await look.pays();
    await look.minutes(15);
    expect(look.references()).toEqual([referenceOf(paid)]);
    expect(look.bench.posts()).toBe(0);
    expect(look.bench.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it.each([1, 5])('each comes within %d minutes', async (checkEvery) => {
    await look.serve({ options: { checkEvery } });
    await look.minutes(1);
    for (let payment = 0; payment < 5; payment++) {
      await clock.sleep(7_000);
      const paid = await look.pays();
      await look.minutes(checkEvery);
      expect(look.references().at(-1)).toBe(referenceOf(paid));
    }
    expect(look.references()).toHaveLength(5);
  });

  it('other events are subscribed to, and need the key', async () => {
    const events = ['buygoods_transaction_received', 'customer_created'];
    await look.serve({ events });
    expect(look.bench.alive().map(({ event_type }) => event_type)).toEqual(['customer_created']);
    look.bench.store.credential.apiKey = '';
    const all = look.bench.trigger({ ...look.trigger.parameters, events });
    expect(await saidBy(look.bench.activate(all))).toContain("no 'API Key'");
  });

  it('a request to its address is refused: nobody is to call it', async () => {
    look.bench.store.credential.apiKey = '';
    await look.serve();
    const { event } = await look.pays();
    expect(await look.bench.deliver(look.trigger, event, { signature: null })).toMatchObject({
      status: 500,
      items: undefined,
    });
  });
});

describe('activating says at once what is wrong', () => {
  it.each([
    ['a till of somebody else', { tillNumber: '999999' }, "Check 'Till Number' and 'Payments To'"],
    ['no till', { tillNumber: '' }, "'Till Number' is empty"],
  ])('%s', async (_what, parameters, expected) => {
    const trigger = look.bench.trigger({ ...look.trigger.parameters, ...parameters });
    expect(await saidBy(look.bench.activate(trigger))).toContain(expected);
  });

  describe.each(['check', 'webhookAndCheck'])('by %s', (receive) => {
    const activate = async (options: NodeParameters, isTest = false) => {
      const parameters = { ...look.trigger.parameters, receive, options };
      return await saidBy(look.bench.activate(look.bench.trigger(parameters), { isTest }));
    };

    it.each([
      [{ checkBack: 1, checkEvery: 1440 }, '1440 minutes', '1 hour'],
      [{ checkBack: 2, checkEvery: 120 }, '120 minutes', '2 hours'],
      [{ checkEvery: 1440 }, '1440 minutes', '24 hours'],
    ])('checks that leave gaps: %j', async (options, every, back) => {
      for (const isTest of [false, true]) {
        expect(await activate(options, isTest)).toBe(
          `'Check Every' is ${every}, and 'Check Back' only ${back}: no check would find what was missed in between. Enter fewer minutes in 'Check Every', or more hours in 'Check Back'`,
        );
      }
      expect(look.bench.posts()).toBe(0);
    });

    it.each<[NodeParameters, string]>([
      [{ checkEvery: 0.05 }, "'Check Every (Minutes)' is 0.05. Enter a number from 1 to 1440"],
      [{ checkEvery: 0 }, "'Check Every (Minutes)' is 0. Enter a number from 1 to 1440"],
      [{ checkBack: 500 }, "'Check Back (Hours)' is 500. Enter a number from 1 to 168"],
      [{ checkBack: 'a day' }, `'Check Back (Hours)' is "a day". Enter a number from 1 to 168`],
    ])('numbers that can not be: %j', async (options, sentence) => {
      expect(await activate(options)).toBe(sentence);
      expect(look.bench.posts()).toBe(0);
    });

    it.each([
      { checkBack: 1, checkEvery: 59 },
      { checkEvery: '' },
      { checkBack: 25, checkEvery: 1440 },
      {},
    ])('but not %j', async (options) => {
      expect(await activate(options)).toBe('');
    });
  });

  it('keys of another environment', async () => {
    look.bench.store.credential.clientSecret = 'of another one';
    const said = await saidBy(look.bench.activate(look.trigger));
    expect(said).toContain("The payments can't be checked for");
    expect(said).toContain("'Client ID' or the 'Client Secret'");
  });

  it('somebody else who answers in the place of Kopo Kopo', async () => {
    look.control.fault({ method: 'POST', path: 'polling', status: 200, body: '<html></html>' });
    expect(await saidBy(look.bench.activate(look.trigger))).toBe(
      "The payments can't be checked for. Kopo Kopo's answer cannot be read. Check the credential's 'Base URL', and that no proxy answers in Kopo Kopo's place.",
    );
  });

  it.each(['init', 'leadershipChange'] as const)(
    'but not when n8n starts (%s)',
    async (activation) => {
      look.control.fault({ times: Infinity, status: 503 });
      await look.serve({}, { activation });
      await look.minutes(5);
      look.control.clearFaults();
      const paid = await look.pays();
      await look.minutes(15);
      expect(look.references()).toEqual([referenceOf(paid)]);
    },
  );
});

describe("'Execute step'", () => {
  let n8n: Server;
  let testBaseUrl: string;
  let isListening: boolean;
  let shown: IDataObject[];

  beforeEach(async () => {
    [shown, isListening] = [[], true];
    // n8n's test address, which is there from before `create()` is called.
    n8n = createServer((request, response) => {
      if (!isListening) return void response.writeHead(404).end('{}');
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        const delivery = { body: Buffer.concat(parts), headers, isTest: true, testBaseUrl };
        void look.bench.engine.deliver(look.trigger, delivery).then(async ({ status, items }) => {
          if (items) {
            const run = await look.bench.engine.runTrigger(look.trigger, items, 'manual');
            shown.push(...run.json);
          }
          response.writeHead(status).end('{}');
        });
      });
    });
    await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
    const { port } = n8n.address() as AddressInfo;
    testBaseUrl = `http://127.0.0.1:${port}/webhook-test`;
  });
  afterEach(async () => {
    n8n.closeAllConnections();
    await new Promise((resolve) => n8n.close(resolve));
  });

  /** Waits for so many payments to be shown, but not for ever. */
  async function wait(count = 1): Promise<void> {
    for (let time = 0; time < 100 && shown.length < count; time++) await clock.sleep(100);
  }

  const execute = async () =>
    await look.bench.activate(look.trigger, { isTest: true, testBaseUrl });

  it('shows the newest payment within seconds', async () => {
    look.bench.store.credential.apiKey = '';
    await look.pays({ at: ago(2 * HOUR) });
    const newest = await look.pays({ at: ago(HOUR) });
    await execute();
    const began = clock.now();
    await wait();
    expect(clock.now() - began).toBeLessThan(5_000);
    expect(shown).toMatchObject([
      { reference: referenceOf(newest), recovered: true, topic: 'buygoods_transaction_received' },
    ]);
    expect(look.bench.posts()).toBe(0);
  });

  it('and as often as it is clicked, without a trace for the workflow in service', async () => {
    await look.serve();
    const paid = await look.pays();
    for (let time = 1; time <= 3; time++) {
      await execute();
      await wait(time);
    }
    expect(shown.map(({ reference }) => reference)).toEqual(Array(3).fill(referenceOf(paid)));
    await look.minutes(15);
    expect(look.references()).toEqual([referenceOf(paid)]);
  });

  it('says when there is no payment', async () => {
    await look.pays({ at: ago(25 * HOUR) });
    expect(await saidBy(execute())).toContain('no payment in the last 24 hours');
  });

  it('says when Kopo Kopo gives no list', async () => {
    look.control.fault({
      method: 'POST',
      path: 'polling',
      status: 400,
      body: { error_message: 'Invalid scope reference' },
    });
    expect(await saidBy(execute())).toMatch(
      /The payments could not be asked for.*Invalid scope reference/,
    );
  });

  it('says what to do when nobody knows whether Kopo Kopo was asked', async () => {
    look.control.fault({ method: 'POST', path: 'polling', times: 9, status: 503 });
    const said = await saidBy(execute());
    expect(said).toMatch(/The payments could not be asked for.*Try again in a minute\.$/);
    expect(said).not.toContain('subscription');
  });

  it.each(['a list that is not ready', 'an answer that does not come'])(
    'says within 20 seconds what to do: %s',
    async (what) => {
      look.trigger = look.bench.trigger({
        ...look.trigger.parameters,
        tillNumber: '000000, 112233',
      });
      look.control.nextResult({ type: 'polling', outcome: 'succeeded', delayMs: HOUR });
      if (what !== 'a list that is not ready') {
        look.control.fault({ method: 'POST', path: 'polling', action: 'hang' });
      }
      const began = clock.now();
      const said = await saidBy(execute());
      expect(said).toBe(
        'The payments could not be asked for. Kopo Kopo did not have the list of payments ready in time. Try again in a minute.',
      );
      expect(clock.now() - began).toBeLessThanOrEqual(20_000);
    },
  );

  it('says when n8n cannot call itself', async () => {
    await look.pays();
    testBaseUrl = 'http://127.0.0.1:9/webhook-test';
    const said = await saidBy(execute());
    expect(said).toContain('could not call its own test address at http://127.0.0.1:9');
    expect(said).toContain('WEBHOOK_URL');
  });

  it('says when n8n has ended the test meanwhile, as n8n 1 does with all of them at the end of one', async () => {
    await look.pays();
    isListening = false;
    const said = await saidBy(execute());
    expect(said).toContain(`n8n at ${new URL(testBaseUrl).origin} does not know of this test`);
    expect(said).toContain('Try again');
  });

  it('nobody else can have a payment shown', async () => {
    await look.pays();
    await execute();
    for (const secret of ['0'.repeat(64), 'é'.repeat(64), '0']) {
      const forged = await look.bench.engine.deliver(look.trigger, {
        body: Buffer.from('{"amount":1}'),
        headers: { 'x-kopokopo-test': secret },
        isTest: true,
        testBaseUrl,
      });
      expect(forged).toMatchObject({ status: 401, items: undefined });
    }
    const inService = await look.bench.engine.deliver(look.trigger, {
      body: Buffer.from('{"amount":1}'),
      headers: { 'x-kopokopo-test': '0'.repeat(64) },
    });
    expect(inService).toMatchObject({ status: 401, items: undefined });
    await clock.sleep(MINUTE);
    expect(shown).toHaveLength(1);
  });
});
