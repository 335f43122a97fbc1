import { TriggerContext } from 'n8n-core';

import { clock } from '../stage/clock';
import { ago, DAY, HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';
import { startSandbox } from '../../sandbox';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start();
});
afterEach(async () => {
  await look.stop();
});

const BUSINESS = 'b2b_transaction_received';
const references = (fired: Array<Parameters<typeof referenceOf>[0]>) => fired.map(referenceOf);

describe('the first activation lets in no payment that is older than itself', () => {
  it('not those of the last hours, nor after a restart', async () => {
    for (let payment = 0; payment < 50; payment++) {
      await look.pays({ at: ago(payment * 10 * MINUTE) });
    }
    await look.serve();
    await look.minutes(60);
    await look.restart();
    await look.minutes(60);
    expect(look.references()).toEqual([]);
  });

  it('not those of the very second, but those that come in it afterwards', async () => {
    await look.pays();
    const at = new Date(clock.now());
    await look.serve();
    const after = await look.pays({ at });
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(after)]);
    await look.restart();
    await look.minutes(30);
    expect(look.references()).toEqual([referenceOf(after)]);
  });

  it('not one of before that comes to light later', async () => {
    const late = await look.pays({ at: ago(HOUR), listed: false });
    await look.serve();
    await look.minutes(60);
    look.control.listPayment(referenceOf(late));
    await look.minutes(30);
    expect(look.references()).toEqual([]);
  });

  it('also when Kopo Kopo cannot be asked at first', async () => {
    await look.pays();
    look.control.fault({ path: 'polling', times: 3, status: 503 });
    await look.serve();
    await look.minutes(30);
    expect(look.references()).toEqual([]);
    const lost = await look.pays();
    await look.minutes(15);
    expect(look.references()).toEqual([referenceOf(lost)]);
  });
});

describe('a later activation goes on where the last one stopped', () => {
  it('after an hour, with what was paid meanwhile', async () => {
    await look.serve();
    await look.minutes(1);
    await look.rest();
    const meanwhile = await look.pays();
    await clock.sleep(HOUR);
    await look.serve();
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(meanwhile)]);
  });

  it('after a week, as far as it reaches back', async () => {
    await look.serve();
    await look.minutes(1);
    await look.rest();
    await clock.sleep(7 * DAY);
    await look.pays({ at: ago(25 * HOUR) });
    const meanwhile = await look.pays({ at: ago(23 * HOUR) });
    await look.serve();
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(meanwhile)]);
  });

  it('after a restart while it was not active', async () => {
    await look.serve();
    await look.minutes(1);
    await look.rest();
    const meanwhile = await look.pays();
    await look.bench.restart();
    await look.serve();
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(meanwhile)]);
  });
});

describe('it begins anew', () => {
  it('for no till that is written otherwise', async () => {
    await look.serve({ tillNumber: '000000' });
    await look.minutes(1);
    const meanwhile = await look.pays({ tillNumber: 'K000000' });
    await clock.sleep(MINUTE);
    await look.serve({ tillNumber: 'K000000' });
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(meanwhile)]);
  });

  it('for a till that is new, and for that one only', async () => {
    await look.serve({ tillNumber: '112233' });
    await look.minutes(1);
    await look.pays({ tillNumber: '555555' });
    const mine = await look.pays({ tillNumber: '112233' });
    await clock.sleep(MINUTE);
    await look.serve({ tillNumber: '112233, 555555' });
    const both = [
      await look.pays({ tillNumber: '112233' }),
      await look.pays({ tillNumber: '555555' }),
    ];
    await look.minutes(1);
    expect(look.references().sort()).toEqual(references([mine, ...both]).sort());
  });

  it('for the company, when it was a till before', async () => {
    await look.serve({ tillNumber: '112233' });
    await look.minutes(1);
    await look.pays({ tillNumber: '555555' });
    await clock.sleep(MINUTE);
    await look.serve({ scope: 'company' });
    const lost = await look.pays({ tillNumber: '555555' });
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(lost)]);
  });

  it('for a topic that is new, and for that one only', async () => {
    await look.serve();
    await look.minutes(1);
    await look.control.businessPays({ amount: 5 });
    const mine = await look.pays();
    await clock.sleep(MINUTE);
    await look.serve({ events: ['buygoods_transaction_received', BUSINESS] });
    const lost = await look.control.businessPays({ amount: 5 });
    await look.minutes(1);
    expect(look.references().sort()).toEqual(references([mine, lost]).sort());
  });

  it('when payments came by webhook alone in between', async () => {
    await look.serve();
    await look.minutes(1);
    await look.serve({ receive: 'webhook' });
    await look.pays();
    await clock.sleep(MINUTE);
    await look.serve({ receive: 'webhookAndCheck' });
    await look.minutes(30);
    expect(look.references()).toEqual([]);
  });

  it('with another account', async () => {
    await look.serve();
    await look.minutes(1);
    const other = await startSandbox();
    try {
      await other.control.customerPays({ amount: 5, deliveries: 0 });
      await clock.sleep(MINUTE);
      const { credential } = look.bench.store;
      look.bench.store.credential = { ...credential, baseUrl: other.url, ...other.credentials };
      await look.serve();
      await look.minutes(30);
      expect(look.references()).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it("in another n8n, which doesn't remember what has come", async () => {
    await look.serve();
    await look.minutes(1);
    await look.tell(await look.pays());
    look.bench.store.processed.clear();
    const everyContext: { getInstanceId(): string } = Object.getPrototypeOf(
      TriggerContext.prototype,
    );
    jest.spyOn(everyContext, 'getInstanceId').mockReturnValue('another');
    await look.restart();
    await look.minutes(30);
    expect(look.references()).toHaveLength(1);
  });

  it('the other triggers of the workflow go on', async () => {
    await look.serve();
    await look.minutes(1);
    const second = look.bench.trigger(
      { receive: 'webhookAndCheck', tillNumber: '555555' },
      { name: 'Second', webhookId: 'other-webhook' },
    );
    const service = await look.bench.serve(second);
    await service.stop();
    await look.rest();
    const meanwhile = await look.pays();
    await look.serve();
    await look.minutes(1);
    expect(look.references()).toEqual([referenceOf(meanwhile)]);
  });
});
