import { SMS_NODE, thankYouWorkflow, TRIGGER_NODE } from '../../../demo/exampleWorkflow';
import { withOwnWebhooks } from '../exampleFiles';
import { sharedN8n } from '../sharedN8n';
import { Stage } from '../stage';
import { Editor } from './editor';
import { Film } from './film';
import { isForReadme, keepFilm } from './pictures';

/** Seconds: long enough to be read, short enough to be watched to the end. */
const SHORTEST = 10;
const LONGEST = 20;

/** The second one is the same in other colours: only README needs it. */
const FILMS = [
  ['light', 'thank-you-sms.webp'],
  ['dark', 'thank-you-sms-dark.webp'],
] as const;

describe.each(isForReadme ? FILMS : FILMS.slice(0, 1))(
  'The film at the top of README, in %s',
  (theme, file) => {
    let stage: Stage;
    let editor: Editor;

    beforeAll(async () => {
      stage = await Stage.open();
      editor = await Editor.open({ ...sharedN8n(), theme });
    });

    afterAll(async () => {
      await editor?.close();
      await stage?.close();
    });

    it('shows a customer who pays, the workflow turning green, and the SMS', async () => {
      await Editor.step(
        () => editor,
        async () => {
          const film = await shoot();
          await keepFilm(file, film);
          const { frames, seconds } = await editor.page.evaluate(measure, film.toString('base64'));
          expect(frames).toBeGreaterThan(20);
          expect(seconds).toBeGreaterThan(SHORTEST);
          expect(seconds).toBeLessThan(LONGEST);
        },
      )();
    });

    async function shoot(): Promise<Buffer> {
      const till = stage.sandbox.tills.buyGoods;
      const example = withOwnWebhooks(await thankYouWorkflow(stage.credential, till));
      // The note on how to fill it in is not part of the story.
      const nodes = example.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
      const workflow = await stage.save({ ...example, nodes });
      await editor.page.setViewportSize({ width: 1040, height: 600 });
      await editor.openWorkflow(workflow.id);
      await editor.part('zoom-to-fit').click();

      const film = await Film.begin(editor.page, { x: 520, y: 480 });
      await film.say('A customer pays at your till, and gets a thank-you SMS');
      await film.show(2200);

      await film.click(editor.part('execute-workflow-button').first());
      await editor.part('stop-execution-waiting-for-webhook-button').waitFor();
      await film.say('The workflow waits for a payment');
      await film.show(1600);

      await film.say('Jane pays KES 100 by M-PESA …');
      await film.show(1400);
      const { event } = await stage.sandbox.control.customerPays({
        amount: 100,
        firstName: 'Jane',
        lastName: 'Wanjiku',
        phoneNumber: '+254712345678',
        tillNumber: till,
      });
      const done = editor.part('canvas-node-status-success');
      await done.nth(1).waitFor();
      expect(await done.count()).toBe(2);
      await film.say('… and both steps turn green');
      await film.show(1800);

      await film.click(editor.part('canvas-node').filter({ hasText: TRIGGER_NODE }), 2);
      const output = editor.part('output-panel');
      await output.getByText(event.id).first().waitFor();
      await film.say('Who paid how much: the event, with its signature verified');
      await film.show(2400);
      await editor.closeDialog();

      await film.click(editor.part('canvas-node').filter({ hasText: SMS_NODE }), 2);
      await editor.part('node-parameters').getByText('Hi Jane, we received KES 100').waitFor();
      await film.say('“Hi Jane, we received KES 100. Thank you for your business!”');
      await film.show(3600);
      expect(stage.sandbox.control.messages()).toMatchObject([
        { message: 'Hi Jane, we received KES 100. Thank you for your business!' },
      ]);
      expect(editor.errors).toEqual([]);
      return await film.end();
    }
  },
);

/** Runs in the page: what the browser makes of the file. */
async function measure(base64: string): Promise<{ frames: number; seconds: number }> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const decoder = new ImageDecoder({ data: bytes, type: 'image/webp' });
  await decoder.tracks.ready;
  await decoder.completed;
  const frames = decoder.tracks.selectedTrack?.frameCount ?? 0;
  let microseconds = 0;
  for (let frameIndex = 0; frameIndex < frames; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    microseconds += image.duration ?? 0;
    image.close();
  }
  return { frames, seconds: microseconds / 1_000_000 };
}
