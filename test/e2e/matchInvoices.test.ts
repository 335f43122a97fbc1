import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { IDataObject, INode } from 'n8n-workflow';
import type { DataTable } from '../../tools/n8n/dataTable';
import { type Execution, nodeOutput, type StoredWorkflow } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { Mailbox } from './mailbox';
import { Stage, until } from './stage';
import { withCredential } from './workflows';

const JANE = { firstName: 'Jane', lastName: 'Wanjiku', phoneNumber: '+254712345678' };
const OTIENO = { firstName: 'Otieno', lastName: 'Odhiambo', phoneNumber: '+254722000111' };

let stage: Stage;
let mailbox: Mailbox;
let table: DataTable;
let stored: StoredWorkflow;

beforeEach(async () => {
  stage = await Stage.open();
  mailbox = await Mailbox.open();
  table = await stage.rest.createDataTable(`Invoices ${randomUUID()}`, {
    invoice: 'string',
    customer: 'string',
    phone: 'string',
    status: 'string',
    mpesa_code: 'string',
    amount: 'number',
  });
  const smtp = await stage.rest.createCredential('Mail', 'smtp', mailbox.credential);
  const workflow = example('match-invoices.json', stage.credential, {
    Invoices: { dataTableId: table.choice },
    'Mark it as paid': { dataTableId: table.choice },
  });
  const nodes = workflow.nodes.map((node): INode =>
    node.name === 'Ask a person' ? { ...node, ...withCredential(smtp) } : node,
  );
  stored = await stage.publish({ ...workflow, nodes });
});

afterEach(async () => {
  await stage?.close();
  await mailbox?.close();
});

const control = () => stage.sandbox.control;

/** Writes invoices that wait for their money. */
async function invoices(...some: IDataObject[]): Promise<void> {
  await table.insert(
    some.map((row) => ({ customer: 'Jane', mpesa_code: '', status: 'open', ...row })),
  );
}

/** Which payment each invoice is paid with; those that aren't are left out. */
async function paid(): Promise<IDataObject> {
  const rows = (await table.rows()).filter(({ status }) => status === 'paid');
  return Object.fromEntries(rows.map(({ invoice, mpesa_code }) => [String(invoice), mpesa_code]));
}

/** @returns the payment's M-PESA code */
async function pays(payment: Parameters<Stage['sandbox']['control']['customerPays']>[0]) {
  const { event } = await control().customerPays(payment);
  return String(event.event.resource.reference);
}

/** n8n refuses whoever comes before it has stored that it waits. */
async function linkToForm(): Promise<string> {
  await stage.suspended(stored.id);
  return mailbox.links()[0] ?? '';
}

/** Opens the newest mail's form, and chooses in it. */
async function choose(option: string): Promise<void> {
  const link = await linkToForm();
  const form = new FormData();
  form.append('field-0', option);
  const { status } = await axios.post(link, form, { proxy: false, validateStatus: () => true });
  expect(status).toBe(200);
}

async function theOnlyExecution(): Promise<Execution> {
  return await stage.ended(stored.id);
}

describe('match-invoices.json', () => {
  it('marks the invoice of this amount and phone, in whatever form the number is', async () => {
    await invoices(
      { invoice: 'INV-1', amount: 450, phone: '0722 000 111' },
      { invoice: 'INV-2', amount: 450, phone: '0712 345 678' },
      { invoice: 'INV-3', amount: 300, phone: '0712 345 678' },
    );
    const code = await pays({ ...JANE, amount: 450 });
    await until('the invoice', async () => 'INV-2' in (await paid()));
    expect(await paid()).toEqual({ 'INV-2': code });
    expect(nodeOutput(await theOnlyExecution(), 'Paid: thank the customer')).toMatchObject([
      { invoice: 'INV-2', amount: 450 },
    ]);
    expect(mailbox.count).toBe(0);
  });

  it('marks the invoice with the M-PESA code that the customer told, whoever paid', async () => {
    const code = await pays({ ...OTIENO, amount: 800, deliveries: 0 });
    await invoices(
      { invoice: 'INV-1', amount: 800, phone: '0712345678', mpesa_code: code },
      { invoice: 'INV-2', amount: 800, phone: '0722000111' },
    );
    const event = { reference: code, amount: '800.0', sender_phone_number: OTIENO.phoneNumber };
    await control().emitEvent('buygoods_transaction_received', { ...event, till_number: '000000' });
    await until('the invoice', async () => 'INV-1' in (await paid()));
    expect(await paid()).toEqual({ 'INV-1': code });
  });

  it('asks a person where it is not certain, and marks the one that the person chooses', async () => {
    await invoices(
      { invoice: 'INV-1', amount: 450, phone: '0712345678' },
      { invoice: 'INV-2', amount: 450, phone: '0733000000', customer: 'Amina' },
    );
    const code = await pays({ ...OTIENO, amount: 450 });
    await until('the mail', () => mailbox.count === 1);
    const { html, subject } = mailbox.newest();
    expect(subject).toBe('Which invoice is this payment for?');
    expect(html).toContain('KES 450 from Otieno Odhiambo (+254722000111)');
    expect(html).toContain('The amount fits, but it was paid from another phone.');
    const { data: form } = await axios.get<string>(await linkToForm(), { proxy: false });
    expect(form).toContain('INV-1 · KES 450 · Jane');
    expect(await paid()).toEqual({});
    await choose('INV-2 · KES 450 · Amina');
    await until('the invoice', async () => 'INV-2' in (await paid()));
    expect(await paid()).toEqual({ 'INV-2': code });
  });

  it('leaves the invoices alone when the payment is for none of them', async () => {
    await invoices({ invoice: 'INV-1', amount: 450, phone: '0712345678' });
    await pays({ ...JANE, amount: 100 });
    await until('the mail', () => mailbox.count === 1);
    expect(mailbox.newest().html).toContain('The phone fits, but the amount is another one.');
    await choose('None of these');
    expect(nodeOutput(await theOnlyExecution(), 'For none of them')).toHaveLength(1);
    expect(await paid()).toEqual({});
  });

  it('asks again when the chosen invoice has been paid meanwhile', async () => {
    await invoices({ invoice: 'INV-1', amount: 450, phone: '0712345678' });
    const other = await pays({ ...OTIENO, amount: 450 });
    await until('the mail', () => mailbox.count === 1);
    const own = await pays({ ...JANE, amount: 450 });
    await until('the invoice', async () => 'INV-1' in (await paid()));
    await choose('INV-1 · KES 450 · Jane');
    await until('the second mail', () => mailbox.count === 2);
    expect(await paid()).toEqual({ 'INV-1': own });
    expect(mailbox.newest().html).toContain(other);
    expect(mailbox.newest().html).toContain('No open invoice has this amount or phone.');
  });

  it('matches no payment twice, also when it is run again', async () => {
    await invoices(
      { invoice: 'INV-1', amount: 450, phone: '0712345678' },
      { invoice: 'INV-2', amount: 450, phone: '0712345678' },
    );
    const code = await pays({ ...JANE, amount: 450 });
    await until('the mail', () => mailbox.count === 1);
    expect(mailbox.newest().html).toContain('This customer has several invoices of this amount.');
    await choose('INV-1 · KES 450 · Jane');
    await until('the invoice', async () => 'INV-1' in (await paid()));
    await control().emitEvent('buygoods_transaction_received', {
      reference: code,
      amount: '450.0',
      sender_phone_number: JANE.phoneNumber,
      till_number: '000000',
      // In the same second it would be the same payment, which the trigger drops.
      origination_time: new Date(Date.now() + 60_000).toISOString(),
    });
    await until('the second execution', async () => {
      const execution = await theOnlyExecution();
      return nodeOutput(execution, 'Matched before').length === 1;
    });
    expect(await paid()).toEqual({ 'INV-1': code });
  });
});
