import { startSandbox } from '../../sandbox';
import { clock } from '../stage/clock';
import { FIVE, TriggerBench } from '../stage/triggerBench';

let bench: TriggerBench;
let afterwards = async () => {};

beforeEach(async () => {
  bench = await TriggerBench.start();
});
afterEach(async () => {
  await bench.stop();
  await afterwards();
  afterwards = async () => {};
});

const SUBSCRIPTIONS = { path: 'webhook_subscriptions' };
const CHECK = { method: 'GET', ...SUBSCRIPTIONS };
const CREATE = { method: 'POST', ...SUBSCRIPTIONS };
const DELETE = { method: 'DELETE', ...SUBSCRIPTIONS };

const message = async (promise: Promise<unknown>): Promise<string> =>
  await promise.then(
    () => 'no error',
    (error: Error) => error.message,
  );

const aMinutePasses = async () => await clock.sleep(61_000);

describe('activating', () => {
  it('subscribes to each chosen topic with the production URL of the node', async () => {
    await bench.activate(bench.trigger({ events: FIVE }));
    const url = 'https://n8n.test/webhook/5e1f2a34-0c0d-4a6e-9c1e-6a1d2c3b4a5f/kopokopo';
    expect(bench.alive()).toMatchObject(
      FIVE.map((event_type) => ({
        event_type,
        url,
        scope: event_type === 'customer_created' ? 'company' : 'till',
        scope_reference: event_type === 'customer_created' ? null : bench.sandbox.tills.buyGoods,
      })),
    );
  });

  it('subscribes for each of several tills, however they are separated', async () => {
    const events = ['buygoods_transaction_received', 'customer_created'];
    const tillNumber = ' 112233,k000000;\n555555 , 112233';
    await bench.activate(bench.trigger({ events, tillNumber }));
    expect(bench.alive()).toMatchObject([
      { event_type: 'buygoods_transaction_received', scope_reference: '112233' },
      { event_type: 'buygoods_transaction_received', scope_reference: 'K000000' },
      { event_type: 'buygoods_transaction_received', scope_reference: '555555' },
      { event_type: 'customer_created', scope: 'company', scope_reference: null },
    ]);
  });

  it.each([
    ['spaces', '112233 555555  000000'],
    // As an amount, the last one would be without cents.
    ['commas', '112233,555555,000000'],
  ])('takes whole ones, separated by %s alone', async (_what, tillNumber) => {
    await bench.activate(bench.trigger({ tillNumber }));
    const tills = bench.alive().map(({ scope_reference }) => scope_reference);
    expect(tills).toEqual(['112233', '555555', '000000']);
  });

  it('takes short ones, separated by a comma and a space', async () => {
    const said = await message(bench.activate(bench.trigger({ tillNumber: '142, 034' })));
    expect(said).toContain('Invalid scope reference');
    expect(bench.posts()).toBe(1);
  });

  it('takes a till that an expression gives as a number', async () => {
    await bench.activate(bench.trigger({ tillNumber: '={{ 112233 }}' }));
    expect(bench.alive()).toMatchObject([{ scope_reference: '112233' }]);
  });

  it('takes a till and a topic without the marks that nobody sees in a copied text', async () => {
    const marked = (text: string) => `\u202a\u200b${text}\u202c\ufeff`;
    const tillNumber = `${marked('112233')}, ${marked('k00\u200b0000')}`;
    const otherTopic = marked('b2b_transaction_reversed');
    await bench.activate(bench.trigger({ events: ['other'], otherTopic, tillNumber }));
    expect(bench.alive()).toMatchObject([
      { event_type: 'b2b_transaction_reversed', scope_reference: '112233' },
      { event_type: 'b2b_transaction_reversed', scope_reference: 'K000000' },
    ]);
  });

  it('says that a till is empty that has such marks alone', async () => {
    const said = await message(bench.activate(bench.trigger({ tillNumber: '\u200b' })));
    expect(said).toContain("'Till Number' is empty");
  });

  it('subscribes for the whole company when that is the scope', async () => {
    await bench.activate(bench.trigger({ scope: 'company', tillNumber: '' }));
    expect(bench.alive()).toMatchObject([{ scope: 'company', scope_reference: null }]);
  });

  it('subscribes to a topic that the list does not have yet', async () => {
    await bench.activate(
      bench.trigger({ events: ['other'], otherTopic: ' b2b_transaction_reversed ' }),
    );
    expect(bench.alive()).toMatchObject([
      { event_type: 'b2b_transaction_reversed', scope: 'till' },
    ]);
  });

  it.each(['card-transaction-received', 'v2.card_received'])(
    'subscribes to a topic that is called %s',
    async (otherTopic) => {
      // The sandbox has no such topic.
      const headers = { location: `${bench.sandbox.url}/api/v1/webhook_subscriptions/some-id` };
      bench.sandbox.control.fault({ path: 'webhook_subscriptions', status: 201, headers });
      await bench.activate(bench.trigger({ events: ['other'], otherTopic }));
      const [request] = bench.sandbox.control.requests({ path: 'webhook_subscriptions' });
      expect(request?.body).toMatchObject({ event_type: otherTopic });
    },
  );

  it('subscribes once when a topic is chosen in the list and as Other Event', async () => {
    const events = ['buygoods_transaction_received', 'other'];
    await bench.activate(bench.trigger({ events, otherTopic: 'buygoods_transaction_received' }));
    expect(bench.created()).toBe(1);
  });

  it('subscribes to nothing for API results', async () => {
    await bench.activate(bench.trigger({ events: ['api_result'] }));
    expect(bench.posts()).toBe(0);
  });
});

describe('one subscription for each topic, scope and URL, however often', () => {
  it('it is activated', async () => {
    for (let time = 0; time < 10; time++) await bench.activate(bench.trigger({ events: FIVE }));
    expect(bench.posts()).toBe(5);
  });

  it('it is deactivated and activated', async () => {
    const trigger = bench.trigger({ events: FIVE });
    for (let time = 0; time < 3; time++) {
      await bench.activate(trigger);
      await bench.deactivate(trigger);
    }
    expect(bench.posts()).toBe(5);
  });

  it('n8n is restarted', async () => {
    const trigger = bench.trigger({ events: FIVE });
    await bench.activate(trigger);
    for (let time = 0; time < 3; time++) {
      await bench.restart();
      await bench.activate(trigger);
    }
    expect(bench.posts()).toBe(5);
  });

  it('n8n is restarted while the workflow is not active', async () => {
    const trigger = bench.trigger();
    await bench.activate(trigger);
    await bench.deactivate(trigger);
    await bench.restart();
    await bench.activate(trigger);
    await bench.restart();
    await bench.deactivate(trigger);
    await bench.activate(trigger);
    expect(bench.posts()).toBe(1);
  });

  it('only create is called, without checkExists before', async () => {
    for (let time = 0; time < 3; time++) await bench.engine.hook('create', bench.trigger());
    expect(bench.posts()).toBe(1);
  });

  it('it is activated several times at once', async () => {
    const trigger = bench.trigger({ events: FIVE });
    await Promise.all([1, 2, 3].map(async () => await bench.activate(trigger)));
    expect(bench.posts()).toBe(5);
  });

  it('the node is renamed', async () => {
    await bench.activate(bench.trigger());
    await bench.edit(bench.trigger(), bench.trigger({}, { name: 'Payments' }));
    expect(bench.posts()).toBe(1);
  });

  it('simplify and the other settings are changed', async () => {
    await bench.activate(bench.trigger());
    await bench.edit(bench.trigger(), bench.trigger({ simplify: false }));
    await bench.edit(bench.trigger(), bench.trigger({ options: { ignoreDuplicates: false } }));
    expect(bench.posts()).toBe(1);
  });

  it('two triggers of one workflow are each told of their events', async () => {
    await bench.activate(bench.trigger());
    await bench.activate(bench.trigger({}, { name: 'Second', webhookId: 'other-webhook' }));
    await bench.restart();
    await bench.activate(bench.trigger());
    await bench.activate(bench.trigger({}, { name: 'Second', webhookId: 'other-webhook' }));
    expect(bench.alive().map(({ url }) => url.split('/')[4])).toEqual([
      '5e1f2a34-0c0d-4a6e-9c1e-6a1d2c3b4a5f',
      'other-webhook',
    ]);
  });

  it('the API key is renewed', async () => {
    await bench.activate(bench.trigger());
    await bench.restart();
    bench.store.credential.apiKey = 'renewed';
    await bench.activate(bench.trigger());
    expect(bench.posts()).toBe(1);
  });
});

describe('editing', () => {
  it('a topic more: subscribes to that one only', async () => {
    await bench.activate(bench.trigger({ events: FIVE.slice(0, 2) }));
    await bench.edit(
      bench.trigger({ events: FIVE.slice(0, 2) }),
      bench.trigger({ events: FIVE.slice(0, 3) }),
    );
    expect(bench.alive().map(({ event_type }) => event_type)).toEqual(FIVE.slice(0, 3));
    expect(bench.posts()).toBe(3);
  });

  it('a topic less and back: subscribes to nothing', async () => {
    const [all, fewer] = [
      bench.trigger({ events: FIVE }),
      bench.trigger({ events: FIVE.slice(1) }),
    ];
    await bench.activate(all);
    await bench.edit(all, fewer);
    await bench.restart();
    await bench.edit(fewer, all);
    expect(bench.posts()).toBe(5);
  });

  it('another till and back: subscribes to the other till once', async () => {
    const [mine, other] = [bench.trigger(), bench.trigger({ tillNumber: '555555' })];
    await bench.activate(mine);
    await bench.edit(mine, other);
    await bench.edit(other, mine);
    await bench.edit(mine, other);
    expect(bench.created()).toBe(2);
    expect(bench.alive().map(({ scope_reference }) => scope_reference)).toEqual([
      bench.sandbox.tills.buyGoods,
      '555555',
    ]);
  });

  it('the same till with a K, or in both ways: uses its subscription again', async () => {
    const [mine, written] = [bench.trigger(), bench.trigger({ tillNumber: 'K000000' })];
    await bench.activate(mine);
    await bench.edit(mine, written);
    await bench.restart();
    await bench.activate(bench.trigger({ tillNumber: 'K000000, 000000' }));
    expect(bench.posts()).toBe(1);
  });

  it('a till more: subscribes for that one only', async () => {
    await bench.activate(bench.trigger({ tillNumber: '112233' }));
    await bench.edit(
      bench.trigger({ tillNumber: '112233' }),
      bench.trigger({ tillNumber: '555555, 112233' }),
    );
    expect(bench.alive().map(({ scope_reference }) => scope_reference)).toEqual([
      '112233',
      '555555',
    ]);
  });

  it('another scope: leaves the topics alone that have no till', async () => {
    const events = ['buygoods_transaction_received', 'customer_created'];
    const [till, company] = [
      bench.trigger({ events }),
      bench.trigger({ events, scope: 'company' }),
    ];
    await bench.activate(till);
    await bench.edit(till, company);
    expect(bench.alive().map(({ event_type, scope }) => `${event_type} ${scope}`)).toEqual([
      'buygoods_transaction_received till',
      'customer_created company',
      'buygoods_transaction_received company',
    ]);
  });

  it('another address of n8n: subscribes with the new one, and again with none', async () => {
    await bench.activate(bench.trigger());
    const options = { webhookBaseUrl: 'https://new.n8n.test/webhook' };
    await bench.activate(bench.trigger(), options);
    await bench.restart();
    await bench.activate(bench.trigger(), options);
    expect(bench.alive().map(({ url }) => new URL(url).host)).toEqual(['n8n.test', 'new.n8n.test']);
  });
});

describe('a failure half way', () => {
  const failsAtTheThird = () =>
    bench.sandbox.control.fault({
      ...CREATE,
      skip: 2,
      status: 403,
      body: { error_message: 'Not today' },
    });

  it('keeps what was created, and the retry adds what is missing', async () => {
    const trigger = bench.trigger({ events: FIVE });
    failsAtTheThird();
    expect(await bench.activateAndFail(trigger)).toContain(
      '"Payment From Another Business Received"',
    );
    expect(bench.created()).toBe(2);
    await bench.activate(trigger);
    expect(bench.alive().map(({ event_type }) => event_type)).toEqual(FIVE);
    expect(bench.created()).toBe(5);
  });

  it('also when n8n is restarted before the retry', async () => {
    const trigger = bench.trigger({ events: FIVE });
    failsAtTheThird();
    await bench.activateAndFail(trigger);
    await bench.restart();
    await bench.activate(trigger);
    expect(bench.created()).toBe(5);
  });

  it('also when n8n drops the static data of the activation that failed', async () => {
    const trigger = bench.trigger({ events: FIVE });
    const before = JSON.stringify(bench.store.staticData);
    failsAtTheThird();
    await message(bench.activate(trigger));
    // n8n 1 cleans up with what the database has, and stores what that leaves behind.
    bench.loseStaticDataSince(before);
    await bench.deactivate(trigger);
    await bench.restart();
    await bench.activate(trigger);
    expect(bench.created()).toBe(5);
  });
});

describe('creating fails', () => {
  const refused = async (status: number, body: unknown) => {
    bench.sandbox.control.fault({ ...CREATE, status, body });
    return await bench.activateAndFail(bench.trigger());
  };

  it('a till of somebody else: says which fields to check', async () => {
    const said = await bench.activateAndFail(bench.trigger({ tillNumber: '999999' }));
    expect(said).toContain('"Buy Goods Payment Received" was not created');
    expect(said).toContain('Invalid scope reference');
    expect(said).toContain("Check 'Till Number' and 'Payments To'");
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(1);
  });

  it('a topic that Kopo Kopo does not have: says where to correct it', async () => {
    const trigger = bench.trigger({ events: ['other'], otherTopic: 'loans_repaid' });
    expect(await bench.activateAndFail(trigger)).toContain(
      '"loans_repaid" was not created. Kopo Kopo did not accept the request: Invalid event type. Check the topic: for \'Other Event (by Topic)\'',
    );
  });

  it('says it in the one sentence that n8n shows', async () => {
    const trigger = bench.trigger({ tillNumber: '999999' });
    const error = await bench.activate(trigger).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ httpCode: '400', message: expect.stringContaining('Check') });
    // n8n 1 shows this instead of the message, if there is one.
    expect(Object(error).description ?? undefined).toBeUndefined();
  });

  it('a URL that Kopo Kopo does not take: names WEBHOOK_URL', async () => {
    expect(await refused(400, { error_message: 'Url must be a secure HTTPS endpoint' })).toContain(
      'WEBHOOK_URL',
    );
  });

  it('a permission is missing: says where permissions are given', async () => {
    expect(await refused(403, '')).toMatch(/'Environment'.*permission.*Applications page/);
  });

  it('there is no API at the address: names Environment and Base URL', async () => {
    expect(await refused(404, '<html><title>Not Found</title></html>')).toContain(
      "Check the credential's 'Environment' and 'Base URL'",
    );
  });

  it('keys of another environment: says so', async () => {
    bench.store.credential = { ...bench.store.credential, clientSecret: 'of-production' };
    const said = await bench.activateAndFail(bench.trigger());
    expect(said).toContain("'Client ID' or the 'Client Secret'");
    expect(said).toContain('sandbox and production have different keys');
    expect(said).not.toContain('of-production');
  });

  it('Kopo Kopo cannot be reached: the next attempt may be at once', async () => {
    const { baseUrl } = bench.store.credential;
    await message(bench.engine.hook('checkExists', bench.trigger()));
    bench.store.credential.baseUrl = 'http://127.0.0.1:9';
    expect(await bench.activateAndFail(bench.trigger())).toContain('could not be reached');
    bench.store.credential.baseUrl = baseUrl;
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(1);
  });

  it('too many requests: leaves it to n8n to try again, which has not much time', async () => {
    bench.sandbox.control.fault({ ...CREATE, status: 429, headers: { 'retry-after': '30' } });
    expect(await bench.activateAndFail(bench.trigger())).toBe(
      'The subscription to "Buy Goods Payment Received" was not created. Kopo Kopo is receiving too many requests. Nothing was done. Try again in a few minutes.',
    );
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(1);
  });
});

describe('creating has an unknown outcome', () => {
  it.each([
    ['created, but answered 500', { action: 'answer-after', status: 500 }],
    ['created, but the connection broke', { action: 'drop-after' }],
    ['created, but the answer has no Location', { action: 'answer-after', status: 201 }],
  ] as const)("%s: n8n's own repetitions create no second one", async (_what, fault) => {
    bench.sandbox.control.fault({ ...CREATE, ...fault });
    const first = await bench.activateAndFail(bench.trigger());
    expect(first).toContain('Subscribing to "Buy Goods Payment Received" went wrong');
    expect(first).toContain('Try again in a minute');
    // n8n tries five times; the last error is the one that it shows.
    for (let time = 2; time <= 5; time++) {
      expect(await bench.activateAndFail(bench.trigger())).toBe(first);
    }
    expect(bench.created()).toBe(1);
    expect(bench.posts()).toBe(1);
  });

  it('a minute later the user may try again', async () => {
    bench.sandbox.control.fault({ ...CREATE, status: 500 });
    await bench.activateAndFail(bench.trigger());
    await aMinutePasses();
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(1);
  });

  it('n8n 1 repeats it for ever: each unknown outcome holds off the next one for longer', async () => {
    bench.sandbox.control.fault({
      ...CREATE,
      times: Infinity,
      action: 'answer-after',
      status: 500,
    });
    for (let minute = 0; minute < 60; minute++) {
      await bench.activateAndFail(bench.trigger());
      await aMinutePasses();
    }
    expect(bench.created()).toBe(3);
  });

  it('holds off this topic, till and URL only', async () => {
    bench.sandbox.control.fault({ ...CREATE, status: 500 });
    await bench.activateAndFail(bench.trigger());
    await bench.activate(bench.trigger({ tillNumber: '555555' }));
    expect(bench.created()).toBe(1);
  });
});

describe('the subscription is checked at Kopo Kopo', () => {
  const checkedWith = async (change: object) => {
    const [subscription] = bench.alive();
    bench.sandbox.control.fault({
      ...CHECK,
      times: 2,
      status: 200,
      body: {
        data: {
          id: subscription?.id,
          type: 'webhook_subscription',
          attributes: {
            event_type: subscription?.event_type,
            webhook_uri: subscription?.url,
            status: 'Active',
            scope: subscription?.scope,
            scope_reference: subscription?.scope_reference,
            ...change,
          },
        },
      },
    });
    await bench.activate(bench.trigger());
    return bench.created();
  };

  beforeEach(async () => {
    await bench.activate(bench.trigger());
  });

  it('it was forgotten: creates it again, once', async () => {
    bench.sandbox.control.forgetSubscription(bench.alive()[0]?.id ?? '');
    await bench.activate(bench.trigger());
    await bench.restart();
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(2);
    expect(bench.alive()).toHaveLength(1);
  });

  it.each([404, 410])(
    'it answers %d: creates it again, and strikes out the old one',
    async (status) => {
      const [{ id } = { id: '' }] = bench.alive();
      bench.sandbox.control.fault({
        ...CHECK,
        path: `webhook_subscriptions/${id}`,
        times: 2,
        status,
      });
      await bench.activate(bench.trigger());
      expect(bench.created()).toBe(2);
      expect(JSON.stringify(bench.store.staticData)).not.toContain(id);
      // What isn't recorded any more isn't asked for any more.
      bench.sandbox.control.clearRequests();
      await bench.restart();
      await bench.activate(bench.trigger());
      expect(bench.sandbox.control.requests(CHECK)).toHaveLength(1);
    },
  );

  it('it only seemed to be forgotten, while nothing worked: uses it', async () => {
    bench.sandbox.control.fault({ ...SUBSCRIPTIONS, times: 20, status: 404 });
    expect(await bench.activateAndFail(bench.trigger())).toContain('was not created');
    bench.sandbox.control.clearFaults();
    await bench.restart();
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(1);
  });

  it('one of five was forgotten, and n8n drops what was written down: the other four are known', async () => {
    await bench.activate(bench.trigger({ events: FIVE }));
    bench.sandbox.control.forgetSubscription(bench.alive()[3]?.id ?? '');
    await bench.activate(bench.trigger({ events: FIVE }));
    bench.loseStaticDataSince('{}');
    await bench.activate(bench.trigger({ events: FIVE }));
    expect(bench.created()).toBe(6);
  });

  it('one of five was forgotten: creates that one', async () => {
    await bench.activate(bench.trigger({ events: FIVE }));
    bench.sandbox.control.forgetSubscription(bench.alive()[3]?.id ?? '');
    await bench.activate(bench.trigger({ events: FIVE }));
    expect(bench.created()).toBe(6);
    expect(
      bench
        .alive()
        .map(({ event_type }) => event_type)
        .sort(),
    ).toEqual([...FIVE].sort());
  });

  it.each([
    ['another URL', { webhook_uri: 'https://n8n.test/webhook/other' }],
    ['another topic', { event_type: 'customer_created' }],
    ['another scope', { scope: 'company' }],
    ['another till', { scope_reference: '555555' }],
    ...['inactive', 'DISABLED', 'Deleted', 'cancelled', 'Suspended', 'Expired', 'Rejected'].map(
      (status): [string, object] => [`the status ${status}, in which it sends nothing`, { status }],
    ),
  ])('it has %s: creates one', async (_what, change) => {
    expect(await checkedWith(change)).toBe(2);
  });

  it.each([
    ['in capitals', { scope: 'Till', status: 'ACTIVE' }],
    [
      'with another spelling of the URL',
      {
        webhook_uri: 'HTTPS://N8N.test:443/webhook/5e1f2a34-0c0d-4a6e-9c1e-6a1d2c3b4a5f/kopokopo/',
      },
    ],
    ['with the till 000000 as a number', { scope_reference: 0 }],
    [
      'without what the docs do not promise',
      { webhook_uri: undefined, scope_reference: undefined, status: undefined },
    ],
  ])('it is described %s: uses it', async (_what, change) => {
    expect(await checkedWith(change)).toBe(1);
  });

  it.each([
    ['500', { status: 500, body: { error_message: 'We had a problem' } }],
    ['503 with a page', { status: 503, body: '<html><title>Maintenance</title></html>' }],
    ['403', { status: 403 }],
    ['429', { status: 429 }],
    ['200 with a page', { status: 200, body: '<html><title>Log in to the hotel</title></html>' }],
    ['200 with nothing', { status: 200 }],
    ['200 with other JSON', { status: 200, body: { ok: true } }],
    ['302', { status: 302, headers: { location: 'https://elsewhere.test/' } }],
    ['nothing', { action: 'drop' }],
    ['half an answer', { action: 'half' }],
  ] as const)('it answers %s: does not create a second one', async (_what, fault) => {
    bench.sandbox.control.fault({ ...CHECK, times: 20, ...fault });
    for (let time = 0; time < 3; time++) {
      expect(await bench.activateAndFail(bench.trigger())).toContain(
        'Whether the subscription to "Buy Goods Payment Received" still exists could not be found out',
      );
    }
    bench.sandbox.control.clearFaults();
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(1);
  });

  it.each(['init', 'leadershipChange'] as const)(
    'it answers nothing when n8n starts (%s): the trigger stays in service, and the log says so',
    async (activation) => {
      bench.sandbox.control.fault({ ...CHECK, times: 20, status: 500 });
      await bench.activate(bench.trigger(), { activation });
      expect(bench.created()).toBe(1);
      expect(bench.logged.join()).toContain('could not be found out, so it is taken to');
    },
  );

  describe.each(['init', 'leadershipChange'] as const)(
    'when n8n starts (%s), nothing takes the trigger out of service:',
    (activation) => {
      beforeEach(() => {
        bench.store.staticData.global = {};
      });

      it.each<[string, () => void, Record<string, string>?]>([
        [
          'a Kopo Kopo that answers 500',
          () => bench.sandbox.control.fault({ times: 20, status: 500 }),
        ],
        [
          'a Kopo Kopo that cannot be reached',
          () => void (bench.store.credential.baseUrl = 'http://127.0.0.1:9'),
        ],
        ['a secret that was replaced', () => void (bench.store.credential.clientSecret = 'old')],
        ['an API key that is missing', () => void (bench.store.credential.apiKey = '')],
        ['a base URL that is none', () => void (bench.store.credential.baseUrl = 'nothing')],
        ['fields that are not enough', () => {}, { tillNumber: '' }],
      ])('%s', async (_what, breaks, fields = {}) => {
        await bench.restart();
        bench.store.staticData.global = {};
        breaks();
        await bench.activate(bench.trigger(fields), { activation });
        expect(bench.logged.join()).toContain(
          'is in service, but its subscriptions could not be seen to',
        );
      });
    },
  );

  it('it was forgotten when n8n starts: creates it again', async () => {
    bench.sandbox.control.forgetSubscription(bench.alive()[0]?.id ?? '');
    await bench.activate(bench.trigger(), { activation: 'init' });
    expect(bench.alive()).toHaveLength(1);
  });

  it('it names something as reference of the whole company: uses it', async () => {
    const company = bench.trigger({ scope: 'company' });
    await bench.activate(company);
    const made = bench.alive().at(-1);
    bench.sandbox.control.fault({
      ...CHECK,
      path: `webhook_subscriptions/${made?.id}`,
      times: 20,
      status: 200,
      body: {
        data: {
          id: made?.id,
          type: 'webhook_subscription',
          attributes: {
            event_type: made?.event_type,
            scope: 'Company',
            scope_reference: 'ABC Ltd',
          },
        },
      },
    });
    for (let time = 0; time < 3; time++) await bench.activate(company);
    expect(bench.created()).toBe(2);
  });

  it('with another account, another subscription; and with the first account, the first', async () => {
    const first = bench.store.credential;
    const second = await startSandbox();
    afterwards = async () => await second.stop();
    bench.store.credential = { ...first, baseUrl: second.url, ...second.credentials };
    await bench.activate(bench.trigger());
    await bench.restart();
    await bench.activate(bench.trigger());
    expect(second.control.subscriptions()).toHaveLength(1);
    bench.store.credential = first;
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(1);
  });
});

describe('deactivating', () => {
  it.each([200, 202, 204])(
    'where Kopo Kopo answers %d and deletes nothing: activating creates no second one',
    async (status) => {
      await bench.activate(bench.trigger());
      bench.sandbox.control.fault({ method: 'DELETE', times: 20, status });
      for (let time = 0; time < 3; time++) {
        await bench.deactivate(bench.trigger());
        await bench.restart();
        await bench.activate(bench.trigger());
      }
      expect(bench.created()).toBe(1);
    },
  );

  it('where Kopo Kopo deletes: is gone, and activating creates one again', async () => {
    bench.sandbox.control.configure({ webhookDeletion: 'supported' });
    const trigger = bench.trigger({ events: FIVE });
    await bench.activate(trigger);
    await bench.deactivate(trigger);
    expect(bench.alive()).toHaveLength(0);
    await bench.activate(trigger);
    expect(bench.alive().map(({ event_type }) => event_type)).toEqual(FIVE);
  });

  it.each([
    ['405', {}],
    ['404', { status: 404 }],
    ['410', { status: 410 }],
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['501', { status: 501 }],
    ['nothing', { action: 'drop' }],
  ] as const)(
    'Kopo Kopo answers %s: the next activation uses it again',
    async (what, fault) => {
      await bench.activate(bench.trigger());
      if (what !== '405') bench.sandbox.control.fault({ ...DELETE, times: 20, ...fault });
      // A 429 or a lost answer isn't waited for: deactivating doesn't take long.
      await bench.deactivate(bench.trigger());
      await bench.restart();
      await bench.activate(bench.trigger());
      expect(bench.created()).toBe(1);
    },
    60_000,
  );

  it('deletes the subscriptions of this node only', async () => {
    bench.sandbox.control.configure({ webhookDeletion: 'supported' });
    const second = bench.trigger({}, { name: 'Second', webhookId: 'other-webhook' });
    await bench.activate(bench.trigger());
    await bench.activate(second);
    await bench.deactivate(second);
    expect(bench.alive().map(({ url }) => url.includes('other-webhook'))).toEqual([false]);
  });

  describe('is not held up', () => {
    beforeEach(async () => {
      await bench.activate(bench.trigger());
    });
    afterEach(async () => {
      expect(bench.created()).toBe(1);
    });

    it('by a credential that was deleted', async () => {
      const { credential } = bench.store;
      Object.defineProperty(bench.store, 'credential', {
        configurable: true,
        get: () => {
          throw new Error('Credential with ID "1" does not exist for type "kopoKopoApi".');
        },
      });
      await bench.deactivate(bench.trigger());
      expect(bench.logged.join()).toContain('were left as they are');
      Object.defineProperty(bench.store, 'credential', { value: credential, writable: true });
      await bench.activate(bench.trigger());
    });

    it('by a credential without an API key: still deletes', async () => {
      bench.sandbox.control.configure({ webhookDeletion: 'supported' });
      bench.store.credential.apiKey = '';
      await bench.deactivate(bench.trigger());
      expect(bench.alive()).toHaveLength(0);
    });

    it('by keys that do not work any more', async () => {
      bench.sandbox.control.revokeTokens();
      bench.store.credential.clientSecret = 'revoked';
      await bench.deactivate(bench.trigger());
    });

    it('by a base URL that cannot be used', async () => {
      bench.store.credential.baseUrl = 'not a URL';
      await bench.deactivate(bench.trigger());
      expect(bench.logged.join()).toContain("'Base URL' is not a URL");
    });

    it('by a host that is gone', async () => {
      bench.store.credential.baseUrl = 'http://127.0.0.1:9';
      await bench.deactivate(bench.trigger());
    });

    it('by static data that is gone or is something else', async () => {
      await bench.restart();
      bench.store.staticData.global = { kopoKopoSubscriptions: 'something else' };
      await bench.deactivate(bench.trigger());
    });

    it('by fields that would not be enough to activate', async () => {
      await bench.deactivate(bench.trigger({ events: [], tillNumber: '' }));
    });
  });
});

describe('what is missing is said before anything is sent', () => {
  const production = { environment: 'production', baseUrl: '' };
  const said = async (parameters: object, options = {}) =>
    await message(bench.activate(bench.trigger({ ...parameters }), options));

  afterEach(() => {
    expect(bench.sandbox.control.requests()).toEqual([]);
  });

  it('the API key, which verifies events', async () => {
    bench.store.credential.apiKey = ' ';
    expect(await said({})).toContain("no 'API Key'");
  });

  it.each([
    'http://n8n.example.com/webhook',
    'http://localhost:5678/webhook',
    'https://localhost:5678/webhook',
    'https://127.0.0.1/webhook',
    'https://127.8.9.1/webhook',
    'https://[::1]:5678/webhook',
    'https://0.0.0.0/webhook',
  ])('a public https address: %s', async (webhookBaseUrl) => {
    Object.assign(bench.store.credential, production);
    const text = await said({}, { webhookBaseUrl });
    expect(text).toContain('public address that starts with https://');
    expect(text).toContain('WEBHOOK_URL');
  });

  it.each([
    ['a till number', { tillNumber: '' }, "'Till Number' is empty"],
    [
      'a till number, also from an expression',
      { tillNumber: '={{ null }}' },
      "'Till Number' is empty",
    ],
    [
      'a till number that is one',
      { tillNumber: 'abc' },
      '\'Till Number\' is not a till number: "ABC"',
    ],
    [
      'till numbers that are all ones',
      { tillNumber: '112233, 12' },
      '\'Till Number\' is not a till number: "12"',
    ],
    ...['142,034', '123456, 142,034', '142034.0', '#N/A', 'undefined'].map(
      (tillNumber): [string, object, string] => [
        `a till number that nothing has changed on its way: ${tillNumber}`,
        { tillNumber },
        `'Till Number' is "${tillNumber.replace('123456, ', '')}": `,
      ],
    ),
    ...[
      ['123 456', '123 456'],
      ['k123 456, 555555', 'k123 456'],
      ['555555, 1234\t567', '1234\t567'],
      ['1234567 890', '1234567 890'],
      // As copied from a web page or a spreadsheet: unbreakable, narrow and thin ones.
      ...['\u00a0', '\u202f', '\u2009'].flatMap((space) =>
        ['1234*567', '142*034', '555555, K1234*567'].map((entered) => {
          const tillNumber = entered.replace('*', space);
          return [tillNumber, tillNumber.replace('555555, ', '')];
        }),
      ),
    ].map(([tillNumber, part]): [string, object, string] => [
      `a till number that is certainly one: ${tillNumber}`,
      { tillNumber },
      `'Till Number' has "${part}" in it, which may be one till or two. Enter a till without spaces. Several`,
    ]),
    ['an event', { events: [] }, "Nothing is chosen in 'Trigger On'"],
    ['the other topic', { events: ['customer_created', 'other'] }, "'Topic' is empty"],
    // The last one is a system's code, which n8n has a sentence of its own for.
    ...['Card Received', 'CARD_RECEIVED', 'card_received!', '"card"', 'ECONNRESET'].map(
      (otherTopic): [string, object, string] => [
        `the other topic as the API spells it: ${otherTopic}`,
        { events: ['other'], otherTopic },
        `'Topic' cannot be "${otherTopic}"`,
      ],
    ),
  ])('%s', async (_what, parameters, text) => {
    expect(await said(parameters)).toContain(text);
  });

  it('a base URL', async () => {
    bench.store.credential.baseUrl = '';
    expect(await said({})).toContain("Fill in the credential's 'Base URL'");
  });
});

describe("'Listen for test event'", () => {
  const test = { isTest: true };

  it('subscribes with the test URL, and once for all tests', async () => {
    for (let time = 0; time < 4; time++) {
      await bench.activate(bench.trigger(), test);
      await bench.deactivate(bench.trigger(), test);
    }
    expect(bench.alive().map(({ url }) => new URL(url).pathname.split('/')[1])).toEqual([
      'webhook-test',
    ]);
    expect(bench.posts()).toBe(1);
  });

  it('takes the subscription back where Kopo Kopo can delete', async () => {
    bench.sandbox.control.configure({ webhookDeletion: 'supported' });
    await bench.activate(bench.trigger(), test);
    await bench.deactivate(bench.trigger(), test);
    expect(bench.alive()).toHaveLength(0);
  });

  it('two people at once share one', async () => {
    await Promise.all([1, 2].map(async () => await bench.activate(bench.trigger(), test)));
    expect(bench.posts()).toBe(1);
  });

  it('leaves the active workflow alone', async () => {
    bench.sandbox.control.configure({ webhookDeletion: 'supported' });
    await bench.activate(bench.trigger());
    const before = JSON.stringify(bench.store.staticData);
    await bench.activate(bench.trigger(), test);
    await bench.deactivate(bench.trigger(), test);
    expect(JSON.stringify(bench.store.staticData)).toBe(before);
    expect(bench.alive().map(({ url }) => new URL(url).pathname.split('/')[1])).toEqual([
      'webhook',
    ]);
    await bench.restart();
    await bench.activate(bench.trigger());
    expect(bench.created()).toBe(2);
  });
});
