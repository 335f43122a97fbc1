import { sharedN8n } from '../sharedN8n';
import { Editor } from './editor';
import { around, takePicture } from './pictures';

let editor: Editor;
const step = (what: () => Promise<void>) => Editor.step(() => editor, what);

beforeAll(async () => {
  const n8n = sharedN8n();
  editor = await Editor.open(n8n);
});

afterAll(async () => {
  await editor?.close();
});

describe('The words that people type find Kopo Kopo', () => {
  it.each(['kopo', 'kopokopo', 'mpesa', 'm-pesa', 'stk push', 'till', 'payment', 'lipa na mpesa'])(
    'first for "%s"',
    async (words) => {
      await step(async () => {
        expect((await editor.findNodes(words))[0]).toBe('Kopo Kopo');
      })();
    },
  );

  it.each([
    'stk',
    'sms',
    'pay',
    'kenya',
    'customer pays',
    'payment received',
    'receive money',
    'transactions',
    'daily sales',
    'sales',
    'takings',
    'bank',
    'sms customer',
    'invoice',
    'c2b',
    'b2c',
    'buygoods',
    'buy goods',
    'refund',
    'salary',
    'payout',
    'paybill',
    'payment link',
    'send money',
    'settlement',
  ])('on the first screen for "%s"', async (words) => {
    await step(async () => {
      const found = await editor.findNodes(words);
      expect(found.slice(0, 5)).toContain('Kopo Kopo');
    })();
  });
});

describe('What the node panel offers', () => {
  beforeAll(
    step(async () => {
      await editor.findNodes('mpesa');
      const panel = await around(editor.part('node-creator'), 0);
      await takePicture('node-panel-search.png', editor.page, { ...panel, height: 240 });
      await editor.openNodeDetails();
    }),
  );

  it(
    'reads as plain words for each event',
    step(async () => {
      const entries = await editor.part('node-creator-item-name').allInnerTexts();
      expect(entries).toContain('On customer payment to your till (Buy Goods)');
      expect(entries).toContain('On payment from another business (B2B)');
      // n8n's own attempt at a name without `action`.
      expect(entries.join('\n')).not.toMatch(/b2 b|undefined/);
    }),
  );

  it(
    'has the actions too',
    step(async () => {
      await editor.part('node-creator-category-item').last().click();
      const entries = editor.part('node-creator-item-name');
      await entries.filter({ hasText: 'Send SMS to customer who has paid' }).waitFor();
      const texts = (await entries.allInnerTexts()).join('\n');
      expect(texts).toContain('Send M-PESA prompt (STK push)');
      expect(texts).not.toContain('undefined');
    }),
  );

  it(
    'adds the node with the chosen action',
    step(async () => {
      await editor.goTo('/workflow/new');
      await editor.findNodes('sms');
      await editor.openNodeDetails();
      await editor.addNode('Send SMS to customer who has paid');
      const chosen = async (name: string) =>
        await editor.parameter(name).locator('input').first().inputValue();
      expect([await chosen('resource'), await chosen('operation')]).toEqual([
        'Customer SMS',
        'Send',
      ]);
      for (const label of ['Event ID', 'Message', 'When to Continue']) {
        await editor.part('node-parameters').getByText(label, { exact: true }).first().waitFor();
      }
    }),
  );

  it('raises no error in the page', () => {
    expect(editor.errors).toEqual([]);
  });
});
