import { randomUUID } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import { type Execution, nodeOutput } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { Mailbox } from './mailbox';
import { Stage, until } from './stage';
import { withCredential } from './workflows';

let stage: Stage;
let mailbox: Mailbox;

beforeEach(async () => {
  stage = await Stage.open();
  mailbox = await Mailbox.open();
});

afterEach(async () => {
  await stage?.close();
  await mailbox?.close();
});

const control = () => stage.sandbox.control;
const link = () => control().created('payment_link').at(-1);

/** How often the workflow has asked whether the link is paid. */
const asked = () =>
  control().requests({ method: 'GET', path: `/api/v2/payment_links/${link()?.id}` }).length;

/** Runs the example with seconds instead of minutes, and does something while it waits. */
async function run(
  invoice: IDataObject,
  meanwhile: (workflowId: string) => Promise<void>,
): Promise<Execution> {
  const smtp = await stage.rest.createCredential('Mailbox', 'smtp', mailbox.credential);
  const table = await stage.rest.createDataTable(`Events ${randomUUID()}`, {
    reference: 'string',
    event_id: 'string',
  });
  const dataTableId = table.choice;
  const workflow = example('payment-link.json', stage.credential, {
    'Wait 15 minutes': { amount: 1, unit: 'seconds' },
    'Remember its event': { dataTableId },
    'Its event has come': { dataTableId },
    'Its event': { dataTableId },
    'Its event has not come': { dataTableId },
    Invoice: {
      mode: 'raw',
      jsonOutput: JSON.stringify({
        invoice: 'INV-7',
        customer: 'Jane',
        email: 'jane@example.com',
        amount: 300,
        ...invoice,
      }),
    },
  });
  const nodes = workflow.nodes.map((node: INode) =>
    node.type === 'n8n-nodes-base.emailSend' ? { ...node, ...withCredential(smtp) } : node,
  );
  const { id } = await stage.publish({ ...workflow, nodes });
  const executionId = await stage.rest.run(id, 'Start here');
  await until('the mail with the link', () => mailbox.count > 0);
  await meanwhile(id);
  return await stage.ended(id, executionId);
}

const TOMORROW = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
const YESTERDAY = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString();

describe('payment-link.json', () => {
  it('sends the receipt by SMS where the event of the payment has come', async () => {
    const execution = await run({ pay_until: TOMORROW }, async (workflowId) => {
      const { id = '', type, attributes } = link() ?? {};
      // Whoever asks before the event is written down is told that nobody has paid yet.
      const body = structuredClone({ data: { id, type, attributes } });
      control().fault({ method: 'GET', path: id, times: Infinity, status: 200, body });
      await control().resolve(id, { outcome: 'succeeded', callback: 'lose' });
      const { transaction_reference: reference } = Object(link()?.attributes.payment_link);
      await control().emitEvent('buygoods_transaction_received', { reference });
      const written = async () =>
        (await stage.rest.executions(workflowId)).some(({ status }) => status === 'success');
      await until('its event to be written down', written);
      control().clearFaults();
    });
    expect(nodeOutput(execution, 'Send the receipt by SMS')).toMatchObject([
      { type: 'transaction_sms_notification', outcome: 'succeeded' },
    ]);
    expect(control().messages()).toMatchObject([
      {
        message: expect.stringMatching(
          /^Thank you\. We received KES 300 for invoice INV-7, M-PESA/,
        ),
      },
    ]);
    expect(mailbox.count).toBe(1);
  });

  it('mails the link, asks until it is paid, and mails the receipt', async () => {
    let mailed: string[] = [];
    const execution = await run({ pay_until: TOMORROW }, async () => {
      mailed = mailbox.links();
      // The customer takes a while: it asks again.
      await until('two questions', () => asked() > 1);
      await control().resolve(String(link()?.id), { outcome: 'succeeded', callback: 'lose' });
    });
    expect(mailed).toEqual([`${stage.sandbox.url}/pay/${link()?.id}`]);
    expect(link()?.request).toMatchObject({
      payment_reference: 'INV-7',
      amount: 300,
      note: 'Invoice INV-7',
    });
    expect(nodeOutput(execution, 'Receipt')).toEqual([
      {
        invoice: 'INV-7',
        amount: 300,
        mpesa_reference: expect.stringMatching(/^[A-Z0-9]{10}$/),
        paid_by: '+254712345678',
      },
    ]);
    expect(mailbox.count).toBe(2);
    expect(nodeOutput(execution, 'Not paid')).toEqual([]);
    expect(control().created('payment_link')).toHaveLength(1);
  });

  it('cancels a link that nobody has paid in time', async () => {
    const execution = await run({ pay_until: YESTERDAY }, async () => {});
    expect(nodeOutput(execution, 'Not paid')).toMatchObject([{ id: link()?.id, cancelled: true }]);
    expect(link()?.attributes).toMatchObject({ status: 'Cancelled' });
    expect(mailbox.count).toBe(1);
  });

  it('still gives a receipt to a customer who pays at the moment it is cancelled', async () => {
    control().fault({
      method: 'POST',
      path: 'cancel',
      status: 400,
      body: { error_message: 'Payment link can no longer be cancelled' },
    });
    const execution = await run({ pay_until: YESTERDAY }, async () => {
      await until('the cancelling', () => control().requests({ path: 'cancel' }).length > 0);
      await control().resolve(String(link()?.id), { outcome: 'succeeded', callback: 'lose' });
    });
    expect(nodeOutput(execution, 'Receipt')).toMatchObject([{ invoice: 'INV-7', amount: 300 }]);
    expect(mailbox.count).toBe(2);
  });
});
