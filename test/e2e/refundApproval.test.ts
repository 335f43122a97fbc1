import axios from 'axios';
import type { INode } from 'n8n-workflow';
import { type Execution, nodeOutput, type StoredWorkflow } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { FormVisitor } from './formVisitor';
import { Mailbox } from './mailbox';
import { Stage, until } from './stage';
import { withCredential } from './workflows';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(async () => {
  await stage?.close();
});

const control = () => stage.sandbox.control;

describe('refund-approval.json', () => {
  let mailbox: Mailbox;
  let stored: StoredWorkflow;

  beforeAll(async () => {
    mailbox = await Mailbox.open();
    const smtp = await stage.rest.createCredential('Mail', 'smtp', mailbox.credential);
    const workflow = example('refund-approval.json', stage.credential);
    const nodes = workflow.nodes.map((node): INode =>
      node.name === 'Ask the manager' ? { ...node, ...withCredential(smtp) } : node,
    );
    stored = await stage.publish({ ...workflow, nodes });
  });

  afterAll(async () => {
    await mailbox?.close();
  });

  /** A customer has paid; the M-PESA code of it. */
  async function code(): Promise<string> {
    const { event } = await control().customerPays({ amount: 450 });
    return String(event.event.resource.reference);
  }

  /** Asks for a refund; the manager presses a button in the mail. */
  async function refund(entered: string, button: 'approve' | 'decline'): Promise<Execution> {
    const before = mailbox.count;
    await FormVisitor.of(stage.n8nUrl, stored).send([entered, 'Broken on arrival']);
    await until('the mail', () => mailbox.count > before);
    const { id } = await stage.suspended(stored.id);
    const approved = button === 'approve' ? 'approved=true' : 'approved=false';
    const link = mailbox.links().find((address) => address.includes(approved)) ?? '';
    await pressed(link);
    return await stage.ended(stored.id, id);
  }

  it('moves no money before the manager has approved, nor when he declines', async () => {
    const execution = await refund(await code(), 'decline');
    expect(nodeOutput(execution, 'Declined')).toHaveLength(1);
    expect(nodeOutput(execution, 'Refund result')).toEqual([]);
    expect(control().created('reversal')).toEqual([]);
  });

  it('gives the payment back when the manager has approved, once', async () => {
    const paid = await code();
    const execution = await refund(paid, 'approve');
    expect(nodeOutput(execution, 'Refund result')).toMatchObject([
      { type: 'reversal', outcome: 'succeeded', transaction_reference: paid },
    ]);
    const again = await refund(` ${paid.toLowerCase()} `, 'approve');
    expect(again.status).toBe('error');
    expect(control().created('reversal')).toHaveLength(1);
  });
});

/** Follows a button of a mail as a browser does; n8n shows a page on it. */
async function pressed(link: string): Promise<void> {
  const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
  const { status } = await axios.get(link, { proxy: false, headers, validateStatus: () => true });
  if (status !== 200) throw new Error(`The button was answered with ${status}`);
}
