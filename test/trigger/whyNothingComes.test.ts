import type { IDataObject } from 'n8n-workflow';

import { startSandbox } from '../../sandbox';
import { clock } from '../stage/clock';
import { CHECK } from '../stage/documentedOperations';
import type { Engine } from '../stage/engine';
import { ago, HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start({ receive: 'webhook' });
});
afterEach(async () => {
  await look.stop();
});

/** What the operation says, as a person runs it in the editor. */
async function check(engine: Engine = look.bench.engine): Promise<IDataObject[]> {
  const { json, error } = await engine.runAction({
    parameters: CHECK,
    mode: 'manual',
  });
  if (error) throw error;
  return json;
}

async function checkOne(): Promise<Record<string, string>> {
  const items = await check();
  expect(items).toHaveLength(1);
  const said = Object.entries(items[0] ?? {}).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(said);
}

const wrongSignature = { signature: '0'.repeat(64) };

describe('where no trigger is in service', () => {
  it('it says so, and what to do', async () => {
    const said = await checkOne();
    expect(said).toMatchObject({ workflow: 'null', trigger: 'null', all_well: 'false' });
    expect(said.summary).toContain('Publish (activate) the workflow with the trigger');
    expect(said.keys).toBe("Kopo Kopo accepts the 'Client ID' and the 'Client Secret'.");
  });

  it('also once it was taken out of service', async () => {
    await look.serve();
    expect(await checkOne()).toMatchObject({ all_well: 'true' });
    await look.rest();
    expect((await checkOne()).summary).toContain('No Kopo Kopo Trigger is in service here');
  });

  it('a test of a trigger is none', async () => {
    await look.bench.activate(look.trigger, { isTest: true });
    expect((await checkOne()).summary).toContain('No Kopo Kopo Trigger is in service here');
  });

  it('in a process that has none, it says where to run it', async () => {
    await look.serve();
    const worker = await look.anotherProcess();
    const [said] = await check(worker);
    expect(said?.summary).toContain('in queue mode, workers know nothing of triggers');
  });
});

describe('a trigger of another account', () => {
  it('is not told of, but counted', async () => {
    await look.serve();
    const other = await startSandbox();
    try {
      const { credential } = look.bench.store;
      look.bench.store.credential = { ...credential, baseUrl: other.url, ...other.credentials };
      const said = await checkOne();
      expect(said.summary).toContain('One trigger is in service with another account');
      expect(JSON.stringify(said)).not.toContain('000000');
    } finally {
      await other.stop();
    }
  });
});

describe('a trigger that gets events', () => {
  beforeEach(async () => {
    await look.serve({ events: ['buygoods_transaction_received', 'customer_created'] });
  });

  it('all is well before the first one; what only an event shows is not claimed', async () => {
    const said = await checkOne();
    expect(said).toMatchObject({
      trigger: look.trigger.name,
      all_well: 'true',
      summary: 'As far as n8n can tell, nothing keeps events away.',
      payments: 'Nobody has paid in the last 24 hours: nothing can come.',
    });
    expect(said.api_key).toContain('only an event shows');
    expect(said.subscriptions).toBe(
      'Buy Goods Payment Received, till 000000: it is there. New Customer, all your tills: it is there.',
    );
    expect(said.last_event).toContain('None has been let in since');
    expect(said.last_look).toContain("'Receive By'");
  });

  it('after one it says when that was, and that the API key is right', async () => {
    await look.tell(await look.pays());
    const said = await checkOne();
    expect(said.all_well).toBe('true');
    expect(said.last_event).toMatch(
      /^The last one was let in on \d+ \w+ \d{4}, \d\d:\d\d:\d\d Kenyan time\.$/,
    );
    expect(said.api_key).toContain('It is right');
    expect(said.payments).toMatch(/^One payment was made .* of KES 50 to till 000000/);
  });

  it('one with a wrong signature: the API key is to be looked at', async () => {
    const { event } = await look.pays();
    await look.bench.deliver(look.trigger, event, wrongSignature);
    const said = await checkOne();
    expect(said.all_well).toBe('false');
    expect(said.summary).toMatch(/had no valid signature.*'API Key'/);
  });

  it('a forged one of before the last right one is told of, but is no problem', async () => {
    const paid = await look.pays();
    await look.bench.deliver(look.trigger, paid.event, wrongSignature);
    await clock.sleep(MINUTE);
    await look.tell(paid);
    const said = await checkOne();
    expect(said.all_well).toBe('true');
    expect(said.last_event).toContain('One was turned away');
  });

  it('one of a till that is not chosen any more', async () => {
    await look.serve({ tillNumber: '112233' });
    const { event } = await look.pays();
    await look.bench.deliver(look.trigger, event);
    expect((await checkOne()).summary).toContain('of a till that is not chosen any more');
  });

  it('a test event is none that came', async () => {
    const { event } = await look.pays();
    await look.bench.activate(look.trigger, { isTest: true });
    await look.bench.deliver(look.trigger, event, { isTest: true });
    expect((await checkOne()).last_event).toContain('None has been let in');
  });

  it('a subscription that Kopo Kopo has forgotten', async () => {
    look.control.forgetSubscription(look.bench.alive()[0]?.id ?? '');
    const said = await checkOne();
    expect(said.all_well).toBe('false');
    expect(said.summary).toMatch(/till 000000: Kopo Kopo does not have it.*publish/);
    expect(said.subscriptions).toContain('New Customer, all your tills: it is there.');
  });

  it('a subscription that cannot be asked about', async () => {
    look.control.fault({ path: 'webhook_subscriptions', times: Infinity, status: 500 });
    const said = await checkOne();
    expect(said.all_well).toBe('false');
    expect(said.subscriptions).toContain('till 000000: could not be found out.');
  });

  it('a payment whose event has not come', async () => {
    await clock.sleep(MINUTE);
    const lost = await look.pays();
    expect((await checkOne()).all_well).toBe('true');
    await clock.sleep(5 * MINUTE);
    const said = await checkOne();
    expect(said.all_well).toBe('false');
    expect(said.summary).toContain(referenceOf(lost));
    expect(said.summary).toContain("'Webhook, and Check for Missed Ones'");
  });

  it('a payment of before, or one that came in, is no problem', async () => {
    await clock.sleep(MINUTE);
    await look.tell(await look.pays());
    await clock.sleep(5 * MINUTE);
    expect((await checkOne()).all_well).toBe('true');
    await look.serve();
    expect((await checkOne()).all_well).toBe('true');
  });

  it('several payments are counted, and the newest is named', async () => {
    const [older, newest] = [ago(2 * HOUR), ago(HOUR)];
    await look.pays({ at: newest, amount: 70 });
    await look.pays({ at: older });
    await look.control.reversePayment(referenceOf(await look.pays({ at: ago(MINUTE) })), 0);
    expect((await checkOne()).payments).toMatch(
      /^2 payments were made in the last 24 hours, the newest of KES 70 to till 000000/,
    );
  });

  it('what is in no list', async () => {
    await look.serve({ events: ['customer_created'] });
    expect(await checkOne()).toMatchObject({
      all_well: 'true',
      payments: 'What this trigger waits for is in no list.',
      last_look: 'This trigger does not look for payments.',
    });
  });

  it('results of requests have the address that was entered elsewhere', async () => {
    await look.serve({ events: ['api_result'] });
    expect(await checkOne()).toMatchObject({
      all_well: 'true',
      address: "It is the URL that you have entered as 'Callback URL' elsewhere.",
      subscriptions: 'None is needed.',
    });
  });

  it('all tills of which Kopo Kopo gives no list', async () => {
    await look.serve({ scope: 'company' });
    look.control.fault({ method: 'POST', path: 'polling', status: 400 });
    expect((await checkOne()).payments).toMatch(/no list of the payments\. /);
  });

  it('a till of which Kopo Kopo gives no list', async () => {
    look.control.fault({
      method: 'POST',
      path: 'polling',
      status: 400,
      body: { error_message: 'Invalid scope reference' },
    });
    const said = await checkOne();
    expect(said.all_well).toBe('false');
    expect(said.payments).toMatch(
      /no list of the payments of till 000000.*Invalid scope reference/,
    );
  });

  it('a list that is not ready: in 20 seconds it says to try again, which nobody else does', async () => {
    look.control.nextResult({ type: 'polling', outcome: 'succeeded', delayMs: HOUR });
    const began = clock.now();
    expect((await checkOne()).payments).toBe(
      'Kopo Kopo gives no list of the payments of till 000000. Kopo Kopo did not have the list of payments ready in time. Try again in a minute.',
    );
    expect(clock.now() - began).toBeLessThanOrEqual(20_000);
  });

  it('lists that take nine seconds, of three tills', async () => {
    await look.serve({ tillNumber: '000000, 112233, 555555' });
    look.control.configure({ resultDelayMs: 9_000 });
    expect(await checkOne()).toMatchObject({ all_well: 'true' });
  });

  it.each([
    [400, 'Correct what it names, and try again.'],
    [
      404,
      "Check the credential's 'Environment' and 'Base URL': sandbox and production share no data.",
    ],
    [429, 'Nothing was done. Try again in a few minutes.'],
  ])('status %d: says nothing of fields that neither node has here', async (status, advice) => {
    const headers = { 'retry-after': '86400' };
    look.control.fault({ method: 'POST', path: 'polling', status, headers });
    expect((await checkOne()).payments).toMatch(new RegExp(`no list of.*\\. ${advice}$`));
    look.control.fault({ path: '/oauth/token/info', status, headers });
    expect((await checkOne()).keys).toMatch(new RegExp(`\\. ${advice}$`));
  });

  it('keys that do not work: one clear sentence, and Kopo Kopo is asked no more', async () => {
    look.control.revokeTokens();
    look.bench.store.credential.clientSecret = 'replaced';
    const before = look.control.requests({ path: 'webhook_subscriptions' }).length;
    const said = await checkOne();
    expect(said.all_well).toBe('false');
    expect(said.summary).toBe(said.keys);
    expect(said.keys).toContain("'Client ID' or the 'Client Secret'");
    expect(said.subscriptions).toBe('Kopo Kopo could not be asked.');
    expect(look.control.requests({ path: 'webhook_subscriptions' })).toHaveLength(before);
    expect(JSON.stringify(said)).not.toContain('replaced');
  });

  it('an API key that is missing', async () => {
    look.bench.store.credential.apiKey = '';
    expect((await checkOne()).summary).toMatch(
      /The credential has no 'API Key'.*Copy it from the Applications page/,
    );
  });

  it('it still knows of a trigger that n8n has put into service without Kopo Kopo', async () => {
    look.control.fault({ times: Infinity, status: 503 });
    await look.restart();
    look.control.clearFaults();
    expect(await checkOne()).toMatchObject({ trigger: look.trigger.name });
  });

  it.each([
    ['without Kopo Kopo', () => look.control.fault({ times: Infinity, status: 503 })],
    ['without an API key', () => (look.bench.store.credential.apiKey = '')],
  ])('after a start of n8n %s it knows the subscriptions of before', async (_what, spoil) => {
    spoil();
    await look.restart();
    look.control.clearFaults();
    expect((await checkOne()).subscriptions).toBe(
      'Buy Goods Payment Received, till 000000: it is there. New Customer, all your tills: it is there.',
    );
  });

  it('what it has never heard of is not called lost', async () => {
    look.bench.store.staticData.global = {};
    look.control.fault({ times: Infinity, status: 503 });
    await look.restart();
    look.control.clearFaults();
    expect((await checkOne()).subscriptions).toMatch(
      /^Buy Goods Payment Received, till 000000: n8n knows of none\. Unpublish \(deactivate\)/,
    );
  });

  it('several triggers: an item for each', async () => {
    const second = look.bench.trigger(
      { receive: 'webhook', tillNumber: '555555' },
      { id: 'second', name: 'Second', webhookId: 'other-webhook' },
    );
    const service = await look.bench.serve(second);
    expect((await check()).map(({ trigger }) => trigger)).toEqual([look.trigger.name, 'Second']);
    await service.stop();
    await look.bench.deactivate(second);
  });
});

describe('a trigger that looks', () => {
  it('says when it looked last, and what it found', async () => {
    await look.serve({ receive: 'webhookAndCheck' });
    expect((await checkOne()).last_look).toContain('There was none yet');
    await look.pays();
    await look.minutes(1);
    const said = await checkOne();
    expect(said.all_well).toBe('true');
    expect(said.last_look).toMatch(
      /^The last one ended on .*\. Payments within its reach: 1\. Let in: 1\./,
    );
  });

  it('makes a subscription again that Kopo Kopo has forgotten: no need to publish', async () => {
    await look.serve({ receive: 'webhookAndCheck' });
    look.control.forgetSubscription(look.bench.alive()[0]?.id ?? '');
    expect((await checkOne()).subscriptions).toBe(
      'Buy Goods Payment Received, till 000000: Kopo Kopo does not have it (any more). The next look makes it again.',
    );
  });

  it('says what went wrong', async () => {
    await look.serve({ receive: 'webhookAndCheck' });
    look.control.fault({ method: 'POST', path: 'polling', times: 1, status: 500 });
    await look.minutes(1);
    const said = await checkOne();
    expect(said.all_well).toBe('false');
    expect(said.summary).toContain('500');
  });

  it('says of a subscription that does not stay what the look says of it', async () => {
    await look.serve({ receive: 'webhookAndCheck' });
    for (let time = 0; time < 2; time++) {
      look.control.forgetSubscription(look.bench.alive()[0]?.id ?? '');
      await look.minutes(16);
    }
    const said = await checkOne();
    expect(said.subscriptions).not.toContain('The next look');
    const [, reason = 'none'] = /\(any more\)\. (.*)/.exec(said.subscriptions ?? '') ?? [];
    expect(reason).toContain(
      'it was made again within the last day. The next one is made a day after',
    );
    expect(said.last_look).toContain(reason);
    await look.minutes(24 * 60);
    expect((await checkOne()).subscriptions).toContain('it is there.');
  });

  it('says of a subscription of which nobody knows whether it was made what the look says of it', async () => {
    await look.serve({ receive: 'webhookAndCheck' });
    look.control.forgetSubscription(look.bench.alive()[0]?.id ?? '');
    const fault = { method: 'POST', path: 'webhook_subscriptions', status: 500 };
    look.control.fault(fault);
    await look.minutes(16);
    const said = await checkOne();
    expect(said.subscriptions).toMatch(
      /\(any more\)\. Subscribing to .* It may exist all the same\./,
    );
    expect(said.subscriptions).not.toContain('The next look');
  });

  it('what it needs no more is no problem', async () => {
    look.bench.store.credential.apiKey = '';
    await look.serve({ receive: 'check' });
    await look.minutes(1);
    expect(await checkOne()).toMatchObject({
      all_well: 'true',
      api_key: 'None is needed without events.',
      address: 'None is needed: this trigger looks for payments by itself.',
      subscriptions: 'None is needed.',
      last_event: 'This trigger gets no events.',
    });
  });
});
