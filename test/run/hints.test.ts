import type { IDataObject } from 'n8n-workflow';

import { unsuccessfulHint } from '../../nodes/KopoKopo/run/unsuccessful';
import { startSandbox, type NextResult, type Sandbox } from '../../sandbox';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

/** What a person sees at a glance although the node is green. */

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox({ resultDelayMs: 1 });
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

const PROMPT: NodeParameters = {
  ...documented('Incoming Payment: Create').parameters,
  phoneNumber: '0712345678',
  amount: 1300,
  options: { maxWait: 5, concurrency: 10 },
};

/** The hints that n8n shows above the output. */
async function hints(
  parameters: NodeParameters,
  results: Array<Omit<NextResult, 'type'>>,
  items: IDataObject[] = results.map(() => ({})),
): Promise<string[]> {
  for (const result of results) sandbox.control.nextResult({ callback: 'lose', ...result });
  const { run, error } = await engine.runAction({ items, parameters });
  expect(error).toBeUndefined();
  const [task] = run.data.resultData.runData['Kopo Kopo'] ?? [];
  return (task?.hints ?? []).map(({ message }) => message);
}

describe('the hint at what came to nothing', () => {
  it('says who has not paid, how much, and why', async () => {
    const declined = { outcome: 'failed' as const, errors: 'Request cancelled by user.' };
    expect(await hints(PROMPT, [declined])).toEqual([
      'Not paid: KES 1,300 from +254712345678: Request cancelled by user.',
    ]);
  });

  it('says what is still open', async () => {
    expect(await hints(PROMPT, [{ outcome: 'never' }])).toEqual([
      'No result yet: KES 1,300 from +254712345678.',
    ]);
  });

  it('names the items where there are several, and not too many of them', async () => {
    const items = Array.from({ length: 8 }, (_, index) => ({ amount: 100 + index }));
    const [hint] = await hints(
      { ...PROMPT, amount: '={{ $json.amount }}' },
      items.map((_, index) => ({ outcome: index === 0 ? 'succeeded' : 'failed', errors: 'No' })),
      items,
    );
    expect(hint).toBe(
      'Not paid: KES 101 from +254712345678: No [item 1]; KES 102 from +254712345678: No [item 2]; KES 103 from +254712345678: No [item 3]; KES 104 from +254712345678: No [item 4]; KES 105 from +254712345678: No [item 5]; and 2 more.',
    );
  });

  it('is the same for raw data', async () => {
    const declined = { outcome: 'failed' as const, errors: 'No' };
    expect(await hints({ ...PROMPT, simplify: false }, [declined])).toEqual([
      'Not paid: KES 1,300 from +254712345678: No.',
    ]);
  });

  it('names those of a list whom it concerns', async () => {
    const [first, second] = ['0712345678', '0112345678'].map((phoneNumber, index) => ({
      type: 'mobile_wallet',
      phoneNumber,
      amount: 1500 + index,
      description: 'Salary',
    }));
    const payroll: NodeParameters = {
      resource: 'sendMoney',
      operation: 'send',
      recipients: { recipient: [first, second] } as NodeParameters,
    };
    const [hint] = await hints(payroll, [{ outcome: 'partial', errors: 'Wallet is full' }]);
    expect(hint).toBe('Not paid in part: KES 1,501 to 254112345678: Wallet is full.');
  });

  it.each([
    ['Settlement Transfer: Create (specific account)', /^Not transferred: KES 2,250: Closed\.$/],
    ['SMS Notification: Send', /^SMS not sent: .+: Closed\.$/],
  ])('speaks of %s as it should', async (title, text) => {
    const { parameters } = documented(title);
    const [hint] = await hints(parameters, [{ outcome: 'failed', errors: 'Closed' }]);
    expect(hint).toMatch(text);
  });

  it.each([
    ['reversal', 'Not refunded: KES 100.'],
    ['Reversals', 'Not refunded: KES 100.'],
    ['Settlement-Transfer', 'Not transferred: KES 100.'],
  ])('speaks so of what calls itself "%s", too', (type, text) => {
    const result = { type, outcome: 'failed', amount: 100 };
    expect(unsuccessfulHint([{ item: 0, result }], 1)).toBe(text);
  });

  it("doesn't take the merchant's reason for a refund for the reason why it failed", () => {
    const result = {
      type: 'reversal',
      outcome: 'failed',
      id: '7',
      reason: 'Paid twice by mistake',
    };
    const hint = (failure_reason: string | null) =>
      unsuccessfulHint([{ item: 0, result: { ...result, failure_reason } }], 1);
    expect(hint(null)).toBe('Not refunded: 7.');
    expect(hint('Already reversed')).toBe('Not refunded: 7: Already reversed.');
  });

  it.each([
    ['that was paid', PROMPT],
    ['that nobody waits for', { ...PROMPT, resultMode: 'none' }],
    [
      'that is a link, which customers pay when they like',
      {
        resource: 'paymentLink',
        operation: 'create',
        tillNumber: '000000',
        amount: 100,
        paymentReference: 'INV-1',
      },
    ],
  ])('is not there for something %s', async (_what, parameters) => {
    const outcome = parameters.resource === 'paymentLink' ? 'never' : 'succeeded';
    expect(await hints(parameters, [{ outcome }])).toEqual([]);
  });
});
