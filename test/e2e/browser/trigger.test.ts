import { sharedN8n } from '../sharedN8n';
import { Stage } from '../stage';
import { Editor } from './editor';
import { takePicture } from './pictures';

let stage: Stage;
let editor: Editor;
const step = (what: () => Promise<void>) => Editor.step(() => editor, what);

beforeAll(async () => {
  const n8n = sharedN8n();
  stage = await Stage.open();
  editor = await Editor.open(n8n);
});

afterAll(async () => {
  await editor?.close();
  await stage?.close();
});

describe('Trying out the trigger in the editor', () => {
  it(
    'adds it from the node panel, with the chosen event',
    step(async () => {
      await editor.findNodes('kopo');
      await editor.openNodeDetails();
      await editor.addNode('On customer payment to your till (Buy Goods)');
      await editor.chooseCredential(stage.credential.id);
      await editor.fill('tillNumber', stage.sandbox.tills.buyGoods);
      await editor.part('parameter-input-events').getByText('Buy Goods Payment Received').waitFor();
    }),
  );

  it(
    'explains how to test it and how to put it into service, with the words of this n8n',
    step(async () => {
      await editor.part('trigger-header').waitFor();
      const panel = editor.part('ndv');
      await panel.getByText('When will this node trigger my flow?').click();
      await panel
        .getByText('in the sandbox you can do that')
        .or(panel.getByText('In the sandbox'))
        .first()
        .waitFor();
      const text = await panel.innerText();
      expect(text).toContain('Wait for an event from Kopo Kopo');
      expect(text).toContain('publish (activate) the workflow');
      // The text names the button that is there.
      expect(await editor.part('trigger-execute-button').innerText()).toContain('Execute step');
      expect(text).toContain('click Execute step');
      await panel.getByText('When will this node trigger my flow?').click();
      await takePicture('trigger-settings.png', editor.page, panel);
    }),
  );

  it(
    'listens, and shows the payment that a customer makes meanwhile',
    step(async () => {
      await editor.part('trigger-execute-button').click();
      await editor.part('trigger-listening').waitFor();
      const { event } = await stage.sandbox.control.customerPays({
        amount: 100,
        firstName: 'Jane',
        lastName: 'Wanjiku',
        phoneNumber: '+254712345678',
        tillNumber: stage.sandbox.tills.buyGoods,
      });
      const output = editor.part('output-panel');
      await output.getByText('1 item').first().waitFor();
      await output.getByText(event.id).first().waitFor();
      await output.getByTestId('radio-button-json').click();
      await output.getByText('"Wanjiku"').first().waitFor();
    }),
  );

  it('raises no error in the page', () => {
    expect(editor.errors).toEqual([]);
  });
});
