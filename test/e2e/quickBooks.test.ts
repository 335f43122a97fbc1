/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import type { Execution } from '../../tools/n8n/rest';
import { example } from './exampleFiles';
import { Stage } from './stage';

interface Sent {
  url: string;
  body: IDataObject;
}

let stage: Stage;
let quickBooks: Server;
let sent: Sent[];

beforeEach(async () => {
  stage = await Stage.open();
  sent = [];
  quickBooks = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      sent.push({ url: request.url ?? '', body: JSON.parse(text) });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ SalesReceipt: { Id: '130' } }));
    });
  }).listen(0, '127.0.0.1');
  await once(quickBooks, 'listening');
});

afterEach(async () => {
  await stage?.close();
  quickBooks?.close();
});

const control = () => stage.sandbox.control;
const HOUR_MS = 3_600_000;

/** Noon of yesterday in Kenya, three hours ahead of UTC. */
function yesterday(): Date {
  const day = Math.floor((Date.now() + 3 * HOUR_MS) / (24 * HOUR_MS)) - 1;
  return new Date(day * 24 * HOUR_MS + 9 * HOUR_MS);
}

/** Runs it as at six in the morning, with QuickBooks on this computer. */
async function morning(): Promise<Execution> {
  const address = quickBooks.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const workflow = example('takings-to-quickbooks.json', stage.credential);
  const nodes = workflow.nodes.map((node) => {
    const { parameters } = node;
    if (node.name !== 'Sales receipt') return node;
    const url = String(parameters.url).replace(
      'https://quickbooks.api.intuit.com',
      `http://127.0.0.1:${port}`,
    );
    return { ...node, parameters: { ...parameters, url, authentication: 'none' } };
  });
  return await stage.runToEnd({ ...workflow, nodes }, 'Every morning');
}

describe('takings-to-quickbooks.json', () => {
  it("makes one sales receipt of yesterday's payments, a line for each till", async () => {
    const at = yesterday();
    await control().customerPays({ amount: 200, tillNumber: '112233', at });
    await control().customerPays({ amount: 1300.5, tillNumber: '112233', at });
    await control().customerPays({ amount: 400, tillNumber: '000000', at });
    const { event } = await control().customerPays({ amount: 7_000, at });
    await control().reversePayment(String(event.event.resource.reference));
    await control().customerPays({ amount: 9_999 });

    await morning();
    const day = at.toISOString().slice(0, 10);
    const number = `MPESA-${day.replaceAll('-', '')}`;
    expect(sent).toMatchObject([
      {
        url: `/v3/company/0000000000/salesreceipt?requestid=${number}&minorversion=75`,
        body: {
          DocNumber: number,
          TxnDate: day,
          PrivateNote: 'Kopo Kopo: 3 payments, without 1 taken back',
          GlobalTaxCalculation: 'NotApplicable',
        },
      },
    ]);
    const { Line: lines } = Object(sent[0]?.body);
    expect(lines).toHaveLength(2);
    expect(lines).toEqual(
      expect.arrayContaining([
        {
          Amount: 1500.5,
          Description: 'Till 112233: 2 payments',
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: '1' } },
        },
        expect.objectContaining({ Amount: 400, Description: 'Till 000000: 1 payment' }),
      ]),
    );
  });

  it('has the same number when it is run again, so that QuickBooks does it once', async () => {
    await control().customerPays({ amount: 200, at: yesterday() });
    await morning();
    await morning();
    expect(new Set(sent.map(({ url }) => url)).size).toBe(1);
    expect(sent).toHaveLength(2);
  });

  it('makes none for a day without payments', async () => {
    const execution = await morning();
    expect(execution.status).toBe('success');
    expect(sent).toEqual([]);
  });

  it('makes none when Kopo Kopo could not tell the payments', async () => {
    control().nextResult({ type: 'polling', outcome: 'failed' });
    expect((await morning()).status).toBe('error');
    expect(sent).toEqual([]);
  });
});
