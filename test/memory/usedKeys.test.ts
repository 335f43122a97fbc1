import type { IDataObject } from 'n8n-workflow';

import { clock } from '../stage/clock';
import { invoices, PAYMENTS, Payday, storedError, type Pay } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

/** Pays with the invoice's number as idempotency key. */
const pay = ({ options, ...more }: Pay) =>
  payday.pay({ ...more, options: { idempotencyKey: '={{ $json.invoice }}', ...options } });
const failCreate = { method: 'POST', path: PAYMENTS };
const GO_ON = { onError: 'continueRegularOutput' as const };
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const five = invoices(5);

/** n8n is restarted; what an execution had claimed when it ended is free again. */
const restartAndWait = async () => {
  await payday.restart();
  await clock.sleep(60_000);
};

describe('an idempotency key that was used', () => {
  const refused =
    /'Idempotency Key' "INV-0" was already used by this node: Kopo Kopo accepted its request earlier \(ID [\w-]+\)\. Nothing was sent this time\. \[item 0\]/;

  it('is refused in a later execution', async () => {
    await pay({ invoices: five });
    const again = await pay({ invoices: ['INV-0'] });
    expect(again.error?.message).toMatch(refused);
    expect(payday.creates()).toBe(5);
  });

  it('is refused after a restart of n8n', async () => {
    await pay({ invoices: five });
    await restartAndWait();
    const again = await pay({ invoices: ['INV-0'] });
    expect(again.error?.message).toContain(
      '"INV-0" was already used by this node: Kopo Kopo accepted its request earlier. Nothing was sent',
    );
    expect(payday.creates()).toBe(5);
  });

  it('is said to be accepted each time that it comes again', async () => {
    await pay({ invoices: five });
    for (let time = 0; time < 3; time++) {
      await restartAndWait();
      const { json } = await pay({ invoices: five, node: GO_ON });
      const outcomes = json.map(({ error }) => (error as IDataObject).outcome);
      expect(outcomes).toEqual(five.map(() => 'already_sent'));
    }
  });

  it('is refused when the database has lost it, as long as n8n runs', async () => {
    await pay({ invoices: five });
    payday.store.processed.clear();
    const again = await pay({ invoices: five, node: GO_ON });
    expect(again.json.map(({ error }) => (error as IDataObject).outcome)).toEqual(
      five.map(() => 'already_sent'),
    );
    expect(payday.creates()).toBe(5);
  });

  it('is refused item by item with Continue On Fail, with the ID that it has', async () => {
    await pay({ invoices: ['INV-1', 'INV-3'] });
    const [first, second] = payday.paidIds();
    const { json } = await pay({ invoices: five, node: GO_ON });
    expect(json[1]).toMatchObject({ error: { outcome: 'already_sent', id: first } });
    expect(json[3]).toMatchObject({ error: { outcome: 'already_sent', id: second } });
    expect([...payday.paid().keys()].sort()).toEqual(five);
    expect(payday.creates()).toBe(5);
  });

  it('is refused when executions overlap', async () => {
    payday.control.configure({ latencyMs: 50 });
    const runs = await Promise.all([pay({ invoices: five }), pay({ invoices: five, node: GO_ON })]);
    // The one that comes first sends them all, and the other one says that it doesn't know of what became of them.
    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(runs[1]?.json.map(({ error }) => (error as IDataObject).outcome)).toEqual(
      five.map(() => 'unknown'),
    );
    expect([...payday.paid().values()].map((ids) => ids.length)).toEqual([1, 1, 1, 1, 1]);
    expect(payday.creates()).toBe(5);
  });

  it('is refused before anything is sent when two items of an execution share it', async () => {
    const run = await pay({ invoices: ['INV-0', 'INV-1', 'INV-0'] });
    expect(run.error?.message).toMatch(
      /'Idempotency Key' "INV-0" was already used by this node: item 0 has it too\. .*\[item 2\]/,
    );
    expect(payday.creates()).toBe(0);
  });

  it('may be a number, or the same text with spaces around it', async () => {
    await payday.pay({ invoices: ['a'], options: { idempotencyKey: 1042 } });
    const again = await payday.pay({ invoices: ['a'], options: { idempotencyKey: ' 1042 ' } });
    expect(again.error?.message).toContain('"1042" was already used');
    expect(payday.creates()).toBe(1);
  });

  it.each(
    [
      '\u200b',
      '\u2060',
      '\u202a',
      '\u202c',
      '\u00ad',
      '\u0000',
      '\ufe0f',
      ' \u200b',
      '\n\u200b ',
    ].map((mark) => [JSON.stringify(mark), mark]),
  )('is the same with what nobody sees in it or at its end: %s', async (_, mark) => {
    await pay({ invoices: ['INV-7'] });
    const again = await pay({ invoices: [`INV-7${mark}`] });
    expect(again.error?.message).toContain('"INV-7" was already used by this node');
    const other = await pay({ invoices: [`${mark}IN${mark.trim()}V-8`, 'INV-8'] });
    expect(other.error?.message).toContain('"INV-8" was already used by this node: item 0');
    expect(payday.creates()).toBe(1);
  });

  it('is free for another node', async () => {
    await pay({ invoices: ['INV-0'] });
    const { error } = await pay({ invoices: ['INV-0'], node: { id: 'another' } });
    expect(error).toBeUndefined();
    expect(payday.creates()).toBe(2);
  });
});

describe('a rerun', () => {
  it('creates the missing ones, and no other, also without Continue On Fail', async () => {
    payday.control.fault({ ...failCreate, skip: 2, status: 400 });
    await pay({ invoices: five });
    const again = await pay({ invoices: five });
    expect(again.error?.message).toContain('"INV-0" was already used by this node');
    expect(again.error?.description).toContain(
      "To see what became of it, use 'Send Money, Older: Get'",
    );
    expect([...payday.paid().entries()].sort()).toEqual(
      five.map((invoice) => [invoice, [expect.any(String)]]),
    );
    payday.expectAccounted(again, five);
  });
});

describe('executions in several processes', () => {
  const timesPaid = () => [...payday.paid().values()].map((ids) => ids.length);

  it('pay each of the same invoices once, when they begin in the same instant', async () => {
    payday.control.configure({ latencyMs: 5 });
    const other = await payday.anotherProcess();
    const all = invoices(40);
    const runs = await Promise.all([
      pay({ invoices: all, node: GO_ON }),
      pay({ invoices: all, node: GO_ON, on: other }),
    ]);
    expect(timesPaid()).toEqual(all.map(() => 1));
    for (const run of runs) payday.expectAccounted(run, all);
  });

  it.each([
    { use: 3, after: 0 },
    { use: 3, after: 30 },
    { use: 5, after: 30 },
  ])(
    'pay each once when one stands still between reading what is used and writing it (%j)',
    async ({ use, after }) => {
      payday.control.configure({ latencyMs: 50 });
      const processes = [await payday.anotherProcess(), await payday.anotherProcess()] as const;
      processes.forEach((process, index) => {
        const alive = process.database.bind(process);
        let uses = 0;
        process.database = async () => {
          uses += 1;
          await clock.sleep(index === 1 && uses === use ? 4_000 : 5);
          await alive();
        };
      });
      const [mine, other] = processes;
      await Promise.all([
        pay({ invoices: five, node: GO_ON, on: mine }),
        clock.sleep(after).then(() => pay({ invoices: five, node: GO_ON, on: other })),
      ]);
      await clock.sleep(5_000);
      await pay({ invoices: five, node: GO_ON, on: await payday.anotherProcess() });
      expect(timesPaid()).toEqual(five.map(() => 1));
    },
  );

  it('do not forget the keys of the others, while results are waited for', async () => {
    payday.control.configure({ resultDelayMs: 12_000 });
    const other = await payday.anotherProcess();
    const [mine, theirs] = [invoices(30), invoices(60).slice(30)];
    const waiting = Promise.all([
      pay({ invoices: mine, resultMode: 'wait' }),
      pay({ invoices: theirs, resultMode: 'wait', on: other }),
    ]);
    (await clock.stopWhen(() => payday.paidIds().length === 60))();
    const third = await payday.anotherProcess();
    const again = await pay({ invoices: invoices(60), node: GO_ON, on: third });
    expect(timesPaid()).toEqual(invoices(60).map(() => 1));
    expect(again.json.filter(({ error }) => error === undefined)).toEqual([]);
    for (const { error } of await waiting) expect(error).toBeUndefined();
    expect(payday.creates()).toBe(60);
  });

  it('send what one of them has claimed and not sent, when that one was killed', async () => {
    payday.control.fault({ ...failCreate, skip: 2, action: 'hang' });
    const other = await payday.anotherProcess();
    void pay({ invoices: five, on: other });
    (await clock.stopWhen(() => payday.creates() === 3))();
    const at = payday.creates();
    const meanwhile = await pay({ invoices: five, node: GO_ON });
    expect(meanwhile.json.filter(({ error }) => error === undefined)).toEqual([]);
    expect(String((meanwhile.json[4]?.error as IDataObject).message)).toContain(
      'is being used by another execution at this moment, or was when n8n stopped. Nothing was sent this time.',
    );
    expect(payday.creates()).toBe(at);

    other.kill();
    await restartAndWait();
    const { json } = await pay({ invoices: five, node: GO_ON });
    expect(json.map(({ outcome, error }) => outcome ?? (error as IDataObject).outcome)).toEqual([
      'already_sent',
      'already_sent',
      'unknown',
      'pending',
      'pending',
    ]);
  });
});

describe('a key whose create', () => {
  it('was refused by Kopo Kopo is free again', async () => {
    payday.control.fault({ ...failCreate, status: 400 });
    await pay({ invoices: ['INV-0'] });
    const again = await pay({ invoices: ['INV-0'] });
    expect(again.error).toBeUndefined();
    expect(payday.paidIds()).toHaveLength(1);
  });

  it.each([
    ['timed out', { action: 'hang' as const }],
    ['lost its connection', { action: 'drop-after' as const }],
    ['got a 5xx', { status: 500 }],
    ['was answered by somebody else', { status: 200, body: '<html>' }],
  ])('%s stays used, for nobody knows what became of it', async (_title, fault) => {
    payday.control.fault({ ...failCreate, ...fault });
    await pay({ invoices: ['INV-0'], options: { timeout: 1 } });
    await restartAndWait();
    const again = await pay({ invoices: ['INV-0'] });
    expect(again.error?.message).toContain(
      '"INV-0" was already used by this node: its request was sent earlier, but whether it went through is not known. Nothing was sent this time. [item 0]',
    );
    expect(again.error?.description).toContain('Look for it on the Kopo Kopo dashboard first.');
    expect(storedError(again)?.context.outcomeUnknown).toEqual([0]);
    expect(payday.creates()).toBe(1);
  });

  it('was not sent because of another item is free', async () => {
    payday.control.fault({ ...failCreate, status: 400 });
    await pay({ invoices: five, options: { concurrency: 5, requestsPerSecond: 2 } });
    const again = await pay({ invoices: five });
    expect(again.error).toBeUndefined();
    expect(payday.paidIds()).toHaveLength(5);
  });
});

describe('when n8n is killed', () => {
  /** The execution stops where it is: nobody hears of it any more. */
  const killedWhen = async (isThere: () => boolean) => {
    void pay({ invoices: ['INV-0'] });
    const goOn = await clock.stopWhen(isThere);
    await payday.restart();
    goOn();
    await clock.sleep(60_000);
  };

  it('between noting the key and the request, the key is refused as unknown', async () => {
    payday.control.fault({ path: '/oauth/token', times: Infinity, action: 'hang' });
    await killedWhen(() => payday.control.requests({ path: '/oauth/token' }).length > 0);
    const again = await pay({ invoices: ['INV-0'] });
    expect(again.error?.message).toContain('whether it went through is not known');
    expect(payday.creates()).toBe(0);
  });

  it('between the payment and noting it, the key is refused as unknown', async () => {
    payday.control.fault({ ...failCreate, action: 'drop-after', delayMs: 60_000 });
    await killedWhen(() => payday.paidIds().length > 0);
    const again = await pay({ invoices: ['INV-0'] });
    expect(again.error?.message).toContain('whether it went through is not known');
    expect(payday.creates()).toBe(1);
  });
});

describe("when n8n's database fails", () => {
  /** The record of processed data takes so many more writes. */
  const databaseTakes = (writes: number) => {
    const { processed } = payday.store;
    let left = writes;
    processed.set = (key, value) => {
      if (left-- > 0) return Map.prototype.set.call(processed, key, value);
      throw new Error('the database is locked');
    };
  };

  /** What is left of the half minute before is removed with one write more. */
  beforeEach(async () => await clock.sleep(30_000 - (clock.now() % 30_000)));

  /** A key is claimed and looked at again; what that has left is removed, the key is noted and looked at. */
  const UNTIL_SENT = 5;

  it.each([0, 1, 2, 3, 4])(
    'nothing is sent without the key being noted (after %d writes)',
    async (writes) => {
      databaseTakes(writes);
      const run = await pay({ invoices: ['INV-0'] });
      expect(run.error?.message).toContain(
        "'Idempotency Key' \"INV-0\" could not be noted in n8n's database (the database is locked). Without that nothing is sent.",
      );
      expect(payday.creates()).toBe(0);
    },
  );

  it('every item says so, also those that wait for the same claim', async () => {
    databaseTakes(0);
    const { json } = await pay({ invoices: five, options: { concurrency: 5 }, node: GO_ON });
    expect(json.map(({ error }) => (error as IDataObject).message)).toEqual(
      five.map((invoice) =>
        expect.stringContaining(
          `"${invoice}" could not be noted in n8n's database (the database is locked). Without that`,
        ),
      ),
    );
    expect(payday.creates()).toBe(0);
  });

  it('after Kopo Kopo has accepted, the item is not lost, and its key is still refused', async () => {
    databaseTakes(UNTIL_SENT);
    const { json, error } = await pay({ invoices: ['INV-0'] });
    expect(error).toBeUndefined();
    expect(json).toMatchObject([{ id: payday.paidIds()[0], outcome: 'pending' }]);

    databaseTakes(Infinity);
    const again = await pay({ invoices: ['INV-0'] });
    expect(again.error?.message).toContain('"INV-0" was already used by this node');
    expect(payday.creates()).toBe(1);
  });

  it('after Kopo Kopo has refused, the refusal is told, and that the key is used up', async () => {
    payday.control.fault({ ...failCreate, status: 400, body: { error_message: 'No funds' } });
    databaseTakes(UNTIL_SENT);
    const { error } = await pay({ invoices: ['INV-0'] });
    expect(error?.message).toContain('No funds [item 0]');
    expect(error?.description).toContain(
      'The idempotency key "INV-0" could not be made free again',
    );
  });
});

describe("n8n's own Retry On Fail", () => {
  it('is refused for what must not be done twice, before anything is sent', async () => {
    const run = await payday.pay({ invoices: five, node: RETRY });
    expect(run.error?.message).toContain(
      "'Idempotency Key' is needed while 'Retry On Fail' is on in this node's settings",
    );
    expect(payday.creates()).toBe(0);
  });

  it('pays nothing twice with a key', async () => {
    payday.control.fault({ ...failCreate, skip: 3, action: 'drop-after' });
    const run = await pay({ invoices: five, node: RETRY });
    expect(run.error?.message).toContain('"INV-0" was already used by this node');
    expect([...payday.paid().values()].map((ids) => ids.length)).toEqual([1, 1, 1, 1, 1]);
    payday.expectAccounted(run, five);
  });

  it('names what went wrong, not only what was sent before', async () => {
    payday.control.fault({
      ...failCreate,
      skip: 3,
      times: Infinity,
      status: 400,
      body: { error_message: 'Insufficient funds' },
    });
    const run = await pay({ invoices: five, node: RETRY });
    expect(run.error?.message).toContain('Insufficient funds [item 3]');
    expect(run.error?.description).toContain('Not sent: 1 other item.');
  });

  it('does not lose what its first try had sent', async () => {
    payday.control.fault({ ...failCreate, skip: 3, times: Infinity, status: 400 });
    const run = await pay({ invoices: five, node: RETRY });
    expect(storedError(run)?.context.alreadySent).toEqual(
      payday.paidIds().map((id, item) => expect.objectContaining({ item, id })),
    );
    payday.expectAccounted(run, five);
  });

  it('does not lose it when the last try ends before it can begin', async () => {
    payday.control.fault({ ...failCreate, skip: 3, status: 400 });
    const { store } = payday;
    const { credential } = store;
    // n8n reads the credential for each try, and again for each request.
    Object.defineProperty(store, 'credential', {
      get: () => {
        if (payday.creates() >= 4) throw new Error('the database is locked');
        return credential;
      },
    });
    const run = await pay({ invoices: five, node: RETRY });
    expect(run.error?.message).toContain('the database is locked');
    expect(storedError(run)?.context.alreadySent).toHaveLength(3);
    payday.expectAccounted(run, five);
  });

  it('does not lose it with Continue On Fail either', async () => {
    payday.control.fault({ ...failCreate, status: 400 });
    const { json } = await pay({ invoices: five, node: { ...RETRY, ...GO_ON } });
    // The first item failed, so that n8n has run the node again: the first went through then.
    expect(json[0]).toMatchObject({ outcome: 'pending' });
    const ids = json.slice(1).map(({ error }) => (error as IDataObject).id);
    expect([...ids, json[0]?.id]).toEqual(payday.paidIds());
    expect(payday.creates()).toBe(6);
  });

  it('is fine for what can be done twice', async () => {
    payday.control.fault({ method: 'POST', path: 'polling', status: 500 });
    const { error } = await payday.run({
      parameters: {
        resource: 'polling',
        operation: 'create',
        scope: 'company',
        fromTime: '2026-11-01T00:00:00+03:00',
        toTime: '2026-11-02T00:00:00+03:00',
        resultMode: 'none',
      },
      node: RETRY,
    });
    expect(error).toBeUndefined();
    expect(payday.control.created('polling')).toHaveLength(1);
  });
});
