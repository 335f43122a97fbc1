import { type Fired, sign } from '../../sandbox';
import { type Execution, nodeOutput, type StoredWorkflow } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { post, Stage, until } from './stage';

let stage: Stage;
let workflow: StoredWorkflow;
/** An event that n8n never got: its bytes and where they go to, for others to send. */
let genuine: { url: string; body: string };

beforeAll(async () => {
  stage = await Stage.open();
  workflow = await stage.publish(
    example('thank-you-sms.json', stage.credential, {
      'Payment received': { tillNumber: stage.sandbox.tills.buyGoods },
    }),
  );
  stage.sandbox.control.configure({ callbackLossRate: 1 });
  const { deliveries } = await pay('Never Delivered');
  stage.sandbox.control.configure({ callbackLossRate: 0 });
  genuine = { url: deliveries[0]?.url ?? '', body: deliveries[0]?.body ?? '' };
});

afterAll(async () => {
  await stage?.close();
});

async function pay(firstName: string): Promise<Fired> {
  return await stage.sandbox.control.customerPays({
    amount: 100,
    firstName,
    lastName: 'Wanjiku',
    phoneNumber: '+254712345678',
    tillNumber: stage.sandbox.tills.buyGoods,
  });
}

async function executionOf(fired: Fired): Promise<Execution> {
  for (const { id } of await stage.rest.executions(workflow.id)) {
    const execution = await stage.ended(workflow.id, id);
    if (nodeOutput(execution, 'Payment received')[0]?.id === fired.event.id) return execution;
  }
  throw new Error(`No execution started with event ${fired.event.id}`);
}

async function executions(): Promise<number> {
  return (await stage.rest.executions(workflow.id)).length;
}

const messageFor = (fired: Fired) =>
  stage.sandbox.control
    .messages()
    .filter((sent) => sent.webhook_event_reference === fired.event.id);

describe('A customer pays, and is thanked by SMS', () => {
  it('subscribes to the payments of the till when the workflow is published', () => {
    const live = stage.sandbox.control.subscriptions().filter(({ deleted }) => !deleted);
    expect(live).toMatchObject([
      { event_type: 'buygoods_transaction_received', scope: 'till', scope_reference: '000000' },
    ]);
  });

  it('hands the verified payment on, and Kopo Kopo accepts the SMS', async () => {
    const paid = await pay('Jane');
    expect(paid.deliveries).toMatchObject([{ status: 200 }]);
    await until('the SMS', () => messageFor(paid).length > 0);
    expect(messageFor(paid)).toMatchObject([
      {
        message: 'Hi Jane, we received KES 100. Thank you for your business!',
        phone_number: '+254712345678',
      },
    ]);
    const execution = await executionOf(paid);
    expect(nodeOutput(execution, 'Payment received')).toMatchObject([
      { topic: 'buygoods_transaction_received', amount: 100, sender_first_name: 'Jane' },
    ]);
    expect(nodeOutput(execution, 'Send thank-you SMS')).toMatchObject([
      { type: 'transaction_sms_notification', outcome: 'pending', id: expect.any(String) },
    ]);
  });
});

describe('What is not proven to come from Kopo Kopo', () => {
  const apiKey = () => stage.sandbox.credentials.apiKey;
  const signed = (body: string, key = apiKey()) => sign(Buffer.from(body), key);

  const forgeries: Array<[string, () => { body: string; signature?: string }]> = [
    ['signed with another key', () => ({ ...genuine, signature: signed(genuine.body, 'wrong') })],
    [
      'signed with the client secret',
      () => ({
        ...genuine,
        signature: signed(genuine.body, stage.sandbox.credentials.clientSecret),
      }),
    ],
    [
      'altered by one byte',
      () => ({
        body: genuine.body.replace('"100.0"', '"900.0"'),
        signature: signed(genuine.body),
      }),
    ],
    ['without a signature', () => ({ body: genuine.body })],
    ['with an empty signature', () => ({ body: genuine.body, signature: '' })],
    [
      'signed over the same JSON with other spaces',
      () => ({
        ...genuine,
        signature: signed(JSON.stringify(JSON.parse(genuine.body), undefined, 1)),
      }),
    ],
    [
      'with a signature of odd length',
      () => ({ ...genuine, signature: signed(genuine.body).slice(1) }),
    ],
    ['with a signature that is not hex', () => ({ ...genuine, signature: 'z'.repeat(64) })],
  ];

  it.each(forgeries)('%s: 401, and nothing runs', async (_, forge) => {
    const before = await executions();
    const { body, signature } = forge();
    expect(await post(genuine.url, body, signature)).toBe(401);
    expect(await executions()).toBe(before);
  });

  it('does not keep the real event from getting through afterwards', async () => {
    const before = await executions();
    expect(await post(genuine.url, genuine.body, signed(genuine.body))).toBe(200);
    await until('its execution', async () => (await executions()) === before + 1);
    const { id } = JSON.parse(genuine.body);
    await until('its SMS', () =>
      stage.sandbox.control.messages().some((sent) => sent.webhook_event_reference === id),
    );
  });
});
