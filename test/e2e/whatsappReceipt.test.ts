import type { INode, INodeParameters } from 'n8n-workflow';
import { nodeOutput, type StoredWorkflow, type WorkflowJson } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { withoutService } from './outsideService';
import { Stage, until } from './stage';
import { node } from './workflows';

const JANE = { firstName: 'Jane', lastName: 'Wanjiku', phoneNumber: '+254712345678' };
const RECEIPT = 'Receipt by WhatsApp';
const ALERT = 'Alert to the shop';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  await stage?.close();
});

const control = () => stage.sandbox.control;

/** @param options of the trigger */
async function publish(
  options: INodeParameters = {},
  change: (workflow: WorkflowJson) => WorkflowJson = (workflow) =>
    withoutService(workflow, RECEIPT),
): Promise<StoredWorkflow> {
  const changes = { 'Payment received': { options } };
  const workflow = example('whatsapp-receipt.json', stage.credential, changes);
  return await stage.publish(change(withoutService(workflow, ALERT)));
}

/** What the newest execution that came so far told WhatsApp through this node. */
async function told(stored: StoredWorkflow, name: string): Promise<unknown> {
  let message: unknown;
  await until(name, async () => {
    if ((await stage.rest.executions(stored.id)).length === 0) return false;
    [message] = nodeOutput(await stage.ended(stored.id), name);
    return message !== undefined;
  });
  return message;
}

/** As WhatsApp gets the words that stand in a template's gaps. */
const words = (...texts: string[]) => ({
  component: [
    { type: 'body', bodyParameters: { parameter: texts.map((text) => ({ type: 'text', text })) } },
  ],
});

describe('whatsapp-receipt.json', () => {
  it('sends the receipt to the phone that paid', async () => {
    const stored = await publish();
    const { event } = await control().customerPays({ ...JANE, amount: 1300 });
    expect(await told(stored, RECEIPT)).toMatchObject({
      operation: 'sendTemplate',
      recipientPhoneNumber: '+254712345678',
      template: 'payment_receipt|en',
      components: words('Jane', 'KES 1,300', String(event.event.resource.reference)),
    });
    expect(control().messages()).toEqual([]);
  });

  it('sends it for a payment whose event got lost, too', async () => {
    const stored = await publish({ checkEvery: 1 });
    const { event } = await control().customerPays({ ...JANE, amount: 80, deliveries: 0 });
    expect(await told(stored, RECEIPT)).toMatchObject({
      recipientPhoneNumber: '+254712345678',
      components: words('Jane', 'KES 80', String(event.event.resource.reference)),
    });
    const execution = await stage.ended(stored.id);
    expect(nodeOutput(execution, 'Payment received')).toMatchObject([
      { recovered: true, id: null },
    ]);
  });

  it('sends an SMS where WhatsApp could not', async () => {
    await publish({}, (workflow) => ({
      ...workflow,
      nodes: workflow.nodes.map((each): INode => (each.name === RECEIPT ? failing(each) : each)),
    }));
    await control().customerPays({ ...JANE, amount: 1300 });
    await until('the SMS', () => control().messages().length > 0);
    expect(control().messages()).toMatchObject([
      { message: expect.stringMatching(/^We have received KES 1,300\. M-PESA code: [A-Z0-9]{10}/) },
    ]);
  });

  it('alerts the shop where neither is possible', async () => {
    control().configure({ wording: 'as seen' });
    const stored = await publish({ darajaPayload: true });
    await control().customerPays({ ...JANE, amount: 1300 });
    expect(await told(stored, ALERT)).toMatchObject({
      template: 'payment_alert|en',
      components: words('KES 1,300', 'Jane', expect.any(String)),
    });
  });
});

/** The same node, for a number that is not on WhatsApp. */
function failing({ id, name, position, onError }: INode): INode {
  const jsCode = "throw new Error('(#131026) Message undeliverable');";
  return node(name, 'n8n-nodes-base.code', 2, { jsCode }, { id, position, onError });
}
