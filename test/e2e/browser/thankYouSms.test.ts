import { TRIGGER_NODE, SMS_NODE, thankYouWorkflow } from '../../../demo/exampleWorkflow';
import type { StoredWorkflow } from '../../../tools/n8n/rest';
import { withOwnWebhooks } from '../exampleFiles';
import { sharedN8n } from '../sharedN8n';
import { Stage, until } from '../stage';
import { Editor } from './editor';
import { around, takePicture } from './pictures';

let stage: Stage;
let editor: Editor;
let workflow: StoredWorkflow;
const step = (what: () => Promise<void>) => Editor.step(() => editor, what);

beforeAll(async () => {
  const n8n = sharedN8n();
  stage = await Stage.open();
  const { buyGoods } = stage.sandbox.tills;
  workflow = await stage.save(withOwnWebhooks(await thankYouWorkflow(stage.credential, buyGoods)));
  editor = await Editor.open(n8n);
});

afterAll(async () => {
  await editor?.close();
  await stage?.close();
});

/** The file of the icon that a node has on the canvas, once it is drawn. */
async function iconOf(shown: Editor, nodeName: string): Promise<string> {
  const icon = shown.part('canvas-node').filter({ hasText: nodeName }).locator('img').first();
  await icon.waitFor();
  return await icon.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return image.src;
  });
}

async function pictureOfCanvas(shown: Editor, name: string): Promise<void> {
  // Tall enough for the button to be below the nodes.
  await shown.page.setViewportSize({ width: 1280, height: 860 });
  await shown.part('zoom-to-fit').click();
  const nodes = shown.part('sticky').or(shown.part('canvas-node'));
  const part = await around(nodes, 24);
  // The names stand below the nodes.
  await takePicture(name, shown.page, { ...part, height: part.height + 40 });
  await shown.page.setViewportSize({ width: 1280, height: 720 });
}

describe('The thank-you workflow in the editor', () => {
  it(
    'shows what it is about, in light',
    step(async () => {
      await editor.openWorkflow(workflow.id);
      expect(await iconOf(editor, TRIGGER_NODE)).toMatch(/kopokopo\.svg$/);
      const sms = await editor.part('canvas-node').filter({ hasText: SMS_NODE }).innerText();
      expect(sms).toContain('Customer SMS: Send');
      await pictureOfCanvas(editor, 'thank-you-sms-workflow.png');
    }),
  );

  it('and in dark', async () => {
    const n8n = sharedN8n();
    const dark = await Editor.open({ ...n8n, theme: 'dark' });
    try {
      await Editor.step(
        () => dark,
        async () => {
          await dark.openWorkflow(workflow.id);
          expect(await iconOf(dark, TRIGGER_NODE)).toMatch(/kopokopo\.dark\.svg$/);
          await pictureOfCanvas(dark, 'thank-you-sms-workflow-dark.png');
          expect(dark.errors).toEqual([]);
        },
      )();
    } finally {
      await dark.close();
    }
  });

  it(
    'subscribes to the till when it is published, and says so',
    step(async () => {
      await editor.publish();
      const dialog = editor.part('activation-modal');
      await dialog
        .getByText('From now on your Kopo Kopo payments and events start this workflow.')
        .waitFor();
      await editor.closeDialog();
      await until('the subscription', () =>
        stage.sandbox.control.subscriptions().some(({ deleted }) => !deleted),
      );
    }),
  );

  it(
    'runs when a customer pays, and shows the payment and the SMS in its execution',
    step(async () => {
      await stage.sandbox.control.customerPays({
        amount: 100,
        firstName: 'Jane',
        lastName: 'Wanjiku',
        phoneNumber: '+254712345678',
        tillNumber: stage.sandbox.tills.buyGoods,
      });
      const { id } = await stage.ended(workflow.id);
      await editor.goTo(`/workflow/${workflow.id}/executions/${id}`);
      await editor.part('execution-preview-label').getByText('Succeeded').waitFor();
      await expectMarkedGreen();
      await takePicture('execution.png', editor.page, { x: 42, y: 84, width: 1238, height: 596 });

      await editor.openNodeOnCanvas(SMS_NODE);
      const settings = editor.part('node-parameters');
      await settings.getByText('Hi Jane, we received KES 100').waitFor();
      await editor.part('output-panel').getByText('transaction_sms_notification').first().waitFor();
      expect(stage.sandbox.control.messages()).toMatchObject([
        { message: 'Hi Jane, we received KES 100. Thank you for your business!' },
      ]);
    }),
  );

  it('raises no error in the page', () => {
    expect(editor.errors).toEqual([]);
  });
});

async function expectMarkedGreen(): Promise<void> {
  const marks = editor.part('canvas-node-status-success');
  await marks.nth(1).waitFor();
  expect(await marks.count()).toBe(2);
}
