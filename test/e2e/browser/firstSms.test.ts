import { sharedN8n } from '../sharedN8n';
import { Stage, until } from '../stage';
import { Editor } from './editor';

let stage: Stage;
let editor: Editor;
const step = (what: () => Promise<void>) => Editor.step(() => editor, what);

beforeAll(async () => {
  stage = await Stage.open();
  editor = await Editor.open(sharedN8n());
});

afterAll(async () => {
  await editor?.close();
  await stage?.close();
});

describe('From an empty canvas to a test SMS', () => {
  it(
    'the till and the message are all that is typed, once there is a credential',
    step(async () => {
      await editor.findNodes('customer pays');
      await editor.openNodeDetails();
      await editor.addNode('On customer payment to your till (Buy Goods)');
      await editor.part('node-parameters').getByText('before you can test').waitFor();
      await editor.chooseCredential(stage.credential.id);
      await editor.fill('tillNumber', stage.sandbox.tills.buyGoods);
      await editor
        .part('node-parameters')
        .getByText('before you can test')
        .waitFor({ state: 'hidden' });
      await editor.closePanel();

      await editor.addAfter('sms', 'Send SMS to customer who has paid');
      await editor.chooseCredential(stage.credential.id);
      await editor.fill('message', 'Thank you!');
      await editor.closePanel();

      await editor.openNodeOnCanvas('Kopo Kopo Trigger');
      await editor.part('node-execute-button').click();
      const { control } = stage.sandbox;
      await until('the subscription', () =>
        control.subscriptions().some(({ deleted }) => !deleted),
      );
      const { event } = await control.customerPays({ amount: 100, firstName: 'Jane' });
      await editor.part('output-panel').getByText('Jane').first().waitFor();
      await editor.closePanel();

      await editor.openNodeOnCanvas('Customer SMS');
      await editor.part('node-execute-button').click();
      await editor.part('output-panel').getByText('succeeded').first().waitFor();
      expect(control.messages()).toMatchObject([
        { message: 'Thank you!', webhook_event_reference: event.id },
      ]);
      expect(editor.errors).toEqual([]);
    }),
  );
});
