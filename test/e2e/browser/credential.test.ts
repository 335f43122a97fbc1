import { type Sandbox, startSandbox } from '../../../sandbox';
import { sharedN8n } from '../sharedN8n';
import { CredentialForm } from './credentialForm';
import { Editor } from './editor';
import { takePicture } from './pictures';

let sandbox: Sandbox;
let editor: Editor;
let form: CredentialForm;
const step = (what: () => Promise<void>) => Editor.step(() => editor, what);

beforeAll(async () => {
  const n8n = sharedN8n();
  // What the picture shows.
  sandbox = await startSandbox({ clientId: 'your-client-id' });
  editor = await Editor.open(n8n);
  form = new CredentialForm(editor);
});

afterAll(async () => {
  await editor?.close();
  await sandbox?.stop();
});

describe('Setting up the credential', () => {
  it(
    'asks for an environment and the keys of the Applications page, and nothing else',
    step(async () => {
      await form.openNew();
      // Tall enough for all of its fields.
      await editor.page.setViewportSize({ width: 1280, height: 900 });
      await takePicture('credential-fields.png', editor.page, form.window);
      const text = await form.window.innerText();
      for (const label of ['Environment', 'Client ID', 'Client Secret', 'API Key']) {
        expect(text).toContain(label);
      }
      expect(text).not.toContain('Base URL');
      expect(text).not.toContain('Allowed HTTP Request Domains');
      expect(text).not.toContain('Session');
    }),
  );

  it(
    'says what to do when the secret is wrong',
    step(async () => {
      await editor.choose('environment', 'Custom');
      await editor.fill('baseUrl', sandbox.url);
      await editor.fill('clientId', sandbox.credentials.clientId);
      await editor.fill('clientSecret', 'not-the-secret');
      await editor.fill('apiKey', sandbox.credentials.apiKey);
      await form.save();
      const text = await (await form.reason()).innerText();
      expect(text).toContain("Kopo Kopo did not accept the 'Client ID' or the 'Client Secret'");
      expect(text).toContain('sandbox and production have different keys');
    }),
  );

  it(
    'says so when the connection works',
    step(async () => {
      await editor.fill('clientSecret', sandbox.credentials.clientSecret);
      await form.save();
      await form.success.waitFor();
    }),
  );

  it(
    'says which host it cannot reach',
    step(async () => {
      await editor.fill('baseUrl', 'http://127.0.0.1:9');
      await form.save();
      const text = await (await form.reason()).innerText();
      expect(text).toContain(
        'http://127.0.0.1:9 could not be reached: the host refuses connections',
      );
      expect(text).toContain("the credential's 'Environment'");
    }),
  );

  it('raises no error in the page', () => {
    expect(editor.errors).toEqual([]);
  });
});
