import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import type { StoredWorkflow } from '../../../tools/n8n/rest';
import { sharedN8n } from '../sharedN8n';
import { Stage } from '../stage';
import { chain, KOPO_KOPO, kopoKopo, manualTrigger } from '../workflows';
import { Editor } from './editor';
import { takePicture } from './pictures';

/** n8n adds it to both dropdowns of every node whose credential signs requests. */
const CUSTOM_API_CALL = 'Custom API Call';

let stage: Stage;
let editor: Editor;
let workflow: StoredWorkflow;
let description: INodeTypeDescription;
const step = (what: () => Promise<void>) => Editor.step(() => editor, what);

beforeAll(async () => {
  const n8n = sharedN8n();
  stage = await Stage.open();
  const types = await stage.rest.nodeTypes();
  const type = types.get('n8n-nodes-kopokopo.kopoKopo');
  if (type === undefined) throw new Error('n8n does not know the node.');
  description = type;
  workflow = await stage.save(
    chain('Settings', manualTrigger(), kopoKopo(stage.credential, { resource: 'incomingPayment' })),
  );
  editor = await Editor.open(n8n);
  const node = workflow.nodes.find(({ name }) => name === KOPO_KOPO);
  await editor.openNode(workflow.id, node?.id ?? '');
});

afterAll(async () => {
  await editor?.close();
  await stage?.close();
});

/** The entries of a dropdown of ours, without n8n's own. */
function entries(property: INodeProperties): INodePropertyOptions[] {
  return (property.options ?? []).filter(
    (option): option is INodePropertyOptions =>
      'value' in option && option.name !== CUSTOM_API_CALL,
  );
}

/** The dropdown 'Operation' of a resource. */
function operationsOf(resource: string): INodePropertyOptions[] {
  const dropdown = description.properties.find(
    ({ name, displayOptions }) =>
      name === 'operation' && displayOptions?.show?.resource?.includes(resource) === true,
  );
  return dropdown === undefined ? [] : entries(dropdown);
}

/** The labels that an operation must show whatever is chosen in its other fields. */
function labelsOf(resource: string, operation: string): string[] {
  return description.properties
    .filter(({ type, displayOptions }) => {
      const { resource: resources, operation: operations, ...others } = displayOptions?.show ?? {};
      return (
        type !== 'hidden' &&
        resources?.includes(resource) === true &&
        operations?.includes(operation) === true &&
        Object.keys(others).length === 0
      );
    })
    .map(({ displayName }) => displayName);
}

/** Everything that can be read in the settings, placeholders included. */
async function readableText(): Promise<string> {
  const settings = editor.part('node-parameters');
  const placeholders = await settings
    .locator('[placeholder]')
    .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('placeholder')));
  return [await settings.innerText(), ...placeholders].join('\n');
}

describe('The settings of every operation', () => {
  it(
    'show their fields, with nothing broken, when chosen from the dropdowns',
    step(async () => {
      const resources = description.properties.find(({ name }) => name === 'resource');
      const seen: string[] = [];
      for (const resource of resources === undefined ? [] : entries(resources)) {
        await editor.choose('resource', resource.name);
        for (const operation of operationsOf(String(resource.value))) {
          await editor.choose('operation', operation.name);
          const labels = labelsOf(String(resource.value), String(operation.value));
          for (const label of labels) {
            await editor
              .part('node-parameters')
              .getByText(label, { exact: true })
              .first()
              .waitFor();
          }
          const text = await readableText();
          expect(text).not.toMatch(/undefined|\[object|NaN/);
          expect(editor.errors).toEqual([]);
          seen.push(`${resource.name}: ${operation.name}`);
        }
      }
      expect(seen).toContain('M-PESA Prompt (STK Push): Send');
      expect(seen.length).toBeGreaterThanOrEqual(19);
    }),
  );

  it(
    'ask for the K till, the phone and the amount of an STK push',
    step(async () => {
      await editor.choose('resource', 'M-PESA Prompt (STK Push)');
      await editor.choose('operation', 'Send');
      await editor.part('node-parameters').getByText('Starts with K').waitFor();
      await editor.fill('tillNumber', 'K123456');
      await editor.fill('phoneNumber', '0712345678');
      await editor.fill('amount', '1500');
      await editor.part('tab-params').click();
      await takePicture('stk-push-settings.png', editor.page, editor.part('ndv'));
    }),
  );

  it(
    'say what to do when somebody runs "Custom API Call", which this credential is not for',
    step(async () => {
      await editor.choose('resource', CUSTOM_API_CALL);
      stage.sandbox.control.clearRequests();
      await editor.part('node-execute-button').click();
      await editor
        .part('output-panel')
        .getByText("Choose a 'Resource' and an 'Operation'")
        .first()
        .waitFor();
      expect(stage.sandbox.control.requests({ method: 'POST' })).toEqual([]);
    }),
  );

  it(
    'and keep the credential away from the HTTP Request node, which could pay twice',
    step(async () => {
      const http = {
        id: '6a9a1f5e-4a54-4d4b-8e44-0a7f3c1d2b10',
        name: 'HTTP Request',
        type: 'n8n-nodes-base.httpRequest',
        typeVersion: 4.2,
        position: [0, 0] satisfies [number, number],
        parameters: { url: stage.sandbox.url, authentication: 'predefinedCredentialType' },
      };
      const { id } = await stage.save(chain('HTTP Request', http));
      await editor.goTo(`/workflow/${id}/${http.id}`);
      await editor
        .part('credential-select')
        .or(editor.part('parameter-input-nodeCredentialType'))
        .first()
        .click();
      await editor.page.keyboard.type('kopo');
      await editor.page.getByText('No matching data').locator('visible=true').waitFor();
    }),
  );
});
