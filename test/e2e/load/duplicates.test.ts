import { CleanUp } from '../../../tools/cleanUp';
import { nodeOutput } from '../../../tools/n8n/rest';
import { sign } from '../../../sandbox';
import { ownN8n } from '../ownN8n';
import { BUSY_SHOP } from '../sharedN8n';
import { post, Stage, until } from '../stage';
import { chain, kopoKopo, kopoKopoTrigger, NEXT, nextNode, TRIGGER } from '../workflows';

const EVENTS = 500;
const COPIES = 3;
const AT_ONCE = 20;

const cleanUp = new CleanUp();
let own: Stage;
let stage: Stage;

beforeAll(async () => {
  // Others would wait for it all the time.
  ({ stage: own } = await ownN8n(cleanUp, BUSY_SHOP));
});

afterAll(async () => {
  await cleanUp.run();
});

beforeEach(async () => {
  stage = await Stage.on(own.n8nUrl, own.rest);
});

afterEach(async () => {
  await stage?.close();
});

/** Each of them once, then each once more, and so on. */
function copiesOf<T>(deliveries: T[]): T[] {
  return Array.from({ length: COPIES }, () => deliveries).flat();
}

function blocksOf<T>(size: number, list: T[]): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, block) => list.slice(block * size, (block + 1) * size));
}

describe('Events that Kopo Kopo sends several times', () => {
  it(`${EVENTS} events, each ${COPIES} times, ${AT_ONCE} at a time: each passes the trigger once, none is lost`, async () => {
    const { control, tills, credentials } = stage.sandbox;
    const { credential } = stage;
    const workflow = await stage.publish({
      ...chain(
        'Thank everybody once',
        kopoKopoTrigger(credential, tills.buyGoods),
        kopoKopo(credential, {
          resource: 'smsNotification',
          operation: 'create',
          webhookEventReference: '={{ $json.id }}',
          message: 'Thank you',
          resultMode: 'none',
        }),
      ),
      settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
    });

    // Events are made without being sent, so that this test decides when each copy leaves.
    control.configure({ callbackLossRate: 1 });
    const fired = await Promise.all(
      Array.from({ length: EVENTS }, () => control.customerPays({ amount: 20 })),
    );
    const deliveries = fired.flatMap(({ deliveries: [delivery] }) => delivery ?? []);
    expect(deliveries).toHaveLength(EVENTS);
    // Of the first hundred all copies leave in the same moment, as those of an impatient sender; of
    // the others the copies come a little later, as after a time-out.
    const copies = [
      ...deliveries.slice(0, 100).flatMap((delivery) => copiesOf([delivery])),
      ...blocksOf(100, deliveries.slice(100)).flatMap(copiesOf),
    ];
    const statuses: number[] = [];
    const sender = async () => {
      for (let next = copies.shift(); next !== undefined; next = copies.shift()) {
        const { url, body } = next;
        statuses.push(await post(url, body, sign(Buffer.from(body), credentials.apiKey)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses).toHaveLength(EVENTS * COPIES);

    const thanked = () => control.messages().map((sms) => sms.webhook_event_reference);
    await until('the last SMS', () => new Set(thanked()).size === EVENTS);
    // Nothing is under way any more that could thank somebody a second time.
    await until('the last execution', async () => {
      const running = await stage.rest.executions(workflow.id);
      return running.every(({ status }) => status === 'success');
    });
    expect(thanked().sort()).toEqual(fired.map(({ event }) => event.id).sort());
  });

  it('a copy that comes later starts nothing', async () => {
    const { control, tills, credentials } = stage.sandbox;
    const workflow = await stage.publish(
      chain('Once', kopoKopoTrigger(stage.credential, tills.buyGoods), nextNode()),
    );
    const { event, deliveries } = await control.customerPays({ amount: 75 });
    const first = await stage.ended(workflow.id);
    expect(nodeOutput(first, NEXT)).toMatchObject([{ id: event.id, amount: 75 }]);
    const { url = '', body = '' } = deliveries.at(-1) ?? {};
    expect(await post(url, body, sign(Buffer.from(body), credentials.apiKey))).toBe(200);
    expect(await stage.rest.executions(workflow.id)).toHaveLength(1);
  });

  it('lets every copy through when it is told not to ignore them', async () => {
    const { control, tills } = stage.sandbox;
    const workflow = await stage.publish(
      chain(
        'Every copy',
        kopoKopoTrigger(stage.credential, tills.buyGoods, { options: { ignoreDuplicates: false } }),
        nextNode(),
      ),
    );
    const { event } = await control.customerPays({ amount: 30, deliveries: 3 });
    await until('three executions', async () => {
      return (await stage.rest.executions(workflow.id)).length === 3;
    });
    for (const { id } of await stage.rest.executions(workflow.id)) {
      const execution = await stage.ended(workflow.id, id);
      expect(nodeOutput(execution, TRIGGER)).toMatchObject([{ id: event.id }]);
      expect(nodeOutput(execution, NEXT)).toMatchObject([{ id: event.id }]);
    }
  });
});
