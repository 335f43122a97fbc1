import type { StoredWorkflow } from '../../tools/n8n/rest';
import { nodeOutput } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { FormVisitor } from './formVisitor';
import { Stage } from './stage';

let stage: Stage;
let stored: StoredWorkflow;

beforeAll(async () => {
  stage = await Stage.open();
  stored = await stage.publish(
    example('payment-form.json', stage.credential, {
      'Send the M-PESA prompt': { options: { maxWait: 3 } },
    }),
  );
});

afterAll(async () => {
  await stage?.close();
});

const control = () => stage.sandbox.control;
const prompts = () => control().created('incoming_payment');
const visit = () => FormVisitor.of(stage.n8nUrl, stored);

describe('payment-form.json', () => {
  it('tells a customer who has paid so, with the M-PESA code, and delivers the order', async () => {
    control().nextResult({ type: 'incoming_payment', outcome: 'succeeded' });
    const customer = visit();
    await customer.send(['0712 345 678', 1300, 'ORD-7']);
    const page = await customer.nextPage();
    expect(page).toContain('Paid. Thank you!');
    expect(page).toContain('We have received KES 1,300.');
    expect(page).toMatch(/Your M-PESA code: [A-Z0-9]{10}/);
    expect(prompts().at(-1)?.request).toMatchObject({
      till_number: 'K000000',
      subscriber: { phone_number: '+254712345678' },
      amount: { value: 1300 },
      metadata: { order: 'ORD-7' },
    });
    const { id } = await stage.suspended(stored.id);
    await customer.leave();
    const execution = await stage.ended(stored.id, id);
    expect(nodeOutput(execution, 'Paid: deliver the order')).toMatchObject([
      { outcome: 'succeeded', amount: 1300 },
    ]);
  });

  it('tells a customer who has not paid why', async () => {
    const errors = ['Request cancelled by user'];
    control().nextResult({ type: 'incoming_payment', outcome: 'failed', errors });
    const customer = visit();
    await customer.send(['0712 345 678', 300, 'ORD-8']);
    const page = await customer.nextPage();
    expect(page).toContain('Not paid');
    expect(page).toContain('M-PESA says: Request cancelled by user.');
    expect(page).toContain('We have not received any money.');
  });

  it('tells a customer whose payment is not confirmed not to pay twice', async () => {
    control().nextResult({ type: 'incoming_payment', outcome: 'never' });
    const customer = visit();
    await customer.send(['0712 345 678', 300, 'ORD-9']);
    const page = await customer.nextPage();
    expect(page).toContain('Not confirmed yet');
    expect(page).toContain('please ask us before you pay a second time');
  });

  it('says the same when nobody knows whether the prompt was sent', async () => {
    control().fault({ method: 'POST', path: 'incoming_payments', status: 500 });
    const customer = visit();
    await customer.send(['0712 345 678', 300, 'ORD-10']);
    expect(await customer.nextPage()).toContain('Not confirmed yet');
  });

  it('says what is wrong with a number, takes it again, and goes on', async () => {
    const before = prompts().length;
    control().nextResult({ type: 'incoming_payment', outcome: 'succeeded' });
    const customer = visit();
    await customer.send(['0712 34', 450, 'ORD-11']);
    for (const wrong of ['020 1234567', undefined]) {
      const page = await customer.nextPage();
      expect(page).toContain('Please check your number');
      expect(page).toContain('That is not a Kenyan mobile number.');
      if (wrong !== undefined) await customer.send([wrong]);
    }
    expect(prompts()).toHaveLength(before);
    await customer.send(['0712 345 678']);
    expect(await customer.nextPage()).toContain('We have received KES 450.');
    expect(prompts()).toHaveLength(before + 1);
    expect(prompts().at(-1)?.request).toMatchObject({ metadata: { order: 'ORD-11' } });
  });

  it('says so when it could not ask for the money at all', async () => {
    const customer = visit();
    await customer.send(['0712 345 678', -5, 'ORD-12']);
    const page = await customer.nextPage();
    expect(page).toContain('That did not work');
    expect(page).toContain('nothing has been paid');
  });
});
