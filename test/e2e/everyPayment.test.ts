import { randomUUID } from 'node:crypto';
import { nodeOutput, type StoredWorkflow } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { withoutService } from './outsideService';
import { Stage, until } from './stage';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(async () => {
  await stage?.close();
});

const control = () => stage.sandbox.control;
const JANE = { firstName: 'Jane', lastName: 'Wanjiku', phoneNumber: '+254712345678' };
const AT = new Date('2026-11-25T22:30:15Z');

describe('payments-to-data-table.json', () => {
  it('makes one row of each payment, and says in it when the payment is taken back', async () => {
    const table = await stage.rest.createDataTable(`Payments ${randomUUID()}`, {
      mpesa_code: 'string',
      paid_at: 'date',
      amount: 'number',
      customer: 'string',
      phone: 'string',
      till: 'string',
      status: 'string',
    });
    await stage.publish(
      example('payments-to-data-table.json', stage.credential, {
        'A row for it': { dataTableId: table.choice },
      }),
    );
    const { event } = await control().customerPays({ ...JANE, amount: 450, at: AT });
    const code = String(event.event.resource.reference);
    await until('its row', async () => (await table.rows()).length === 1);
    await control().customerPays({ amount: 99 });
    await control().reversePayment(code);
    const row = async () => (await table.rows()).find(({ mpesa_code }) => mpesa_code === code);
    await until('the reversal', async () => (await row())?.status === 'Reversed');
    expect(await row()).toMatchObject({
      amount: 450,
      customer: 'Jane Wanjiku',
      phone: '+254712345678',
      till: '000000',
      paid_at: '2026-11-25T22:30:15.000Z',
    });
    await until('both rows', async () => (await table.rows()).length === 2);
  });
});

describe('payments-to-google-sheets.json', () => {
  it('tells Google Sheets the row, with Kenyan day and time, and its key', async () => {
    const stored: StoredWorkflow = await stage.publish(
      withoutService(example('payments-to-google-sheets.json', stage.credential), 'A row for it'),
    );
    const { event } = await control().customerPays({ ...JANE, amount: 450, at: AT });
    let told: unknown;
    await until('the execution', async () => {
      [told] = nodeOutput(await stage.ended(stored.id), 'A row for it');
      return told !== undefined;
    });
    expect(told).toMatchObject({
      operation: 'appendOrUpdate',
      columns: {
        matchingColumns: ['M-PESA code'],
        value: {
          'M-PESA code': event.event.resource.reference,
          Date: '2026-11-26',
          Time: '01:30:15',
          Amount: '450',
          Customer: 'Jane Wanjiku',
          Phone: '+254712345678',
          Till: '000000',
          Status: 'Received',
        },
      },
      options: { cellFormat: 'RAW' },
    });
  });
});
