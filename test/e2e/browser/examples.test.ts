import type { INode, NodeParameterValueType } from 'n8n-workflow';
import type { Credential, WorkflowJson } from '../../../tools/n8n/rest';
import { type Box, boxesOf } from '../../examples/layout';
import { example, exampleNames } from '../exampleFiles';
import { sharedN8n } from '../sharedN8n';
import { Stage } from '../stage';
import { withCredential } from '../workflows';
import { Editor } from './editor';
import { around, takePicture } from './pictures';

/** Whom the other nodes of the examples talk to, by the end of their type. */
const SERVICES: Array<[RegExp, string]> = [
  [/\.emailSend(HitlTool)?$/, 'smtp'],
  [/\.googleSheets$/, 'googleSheetsOAuth2Api'],
  [/\.whatsApp$/, 'whatsAppApi'],
  [/\.httpRequest$/, 'quickBooksOAuth2Api'],
  [/\.lmChatOpenAi$/, 'openAiApi'],
];

/** Without the canvas' dots a picture is half as large; the buttons that float over it aren't the workflow. */
const PLAIN = `.vue-flow__background, [data-test-id=execute-workflow-button],
  [data-test-id=workflow-chat-button] { display: none !important; }`;

let stage: Stage;
let editor: Editor;
let credentials: Map<string, Credential>;

beforeAll(async () => {
  stage = await Stage.open();
  const made = SERVICES.map(async ([, type]) => await stage.rest.createCredential(type, type, {}));
  credentials = new Map((await Promise.all(made)).map((each) => [each.type, each]));
  editor = await Editor.open(sharedN8n());
  // Wide enough for the names in a workflow of ten steps to be read.
  await editor.page.setViewportSize({ width: 1480, height: 900 });
});

afterAll(async () => {
  await editor?.close();
  await stage?.close();
});

/** As a user has set it up: n8n marks nodes in red that lack something. */
function setUp(workflow: WorkflowJson): WorkflowJson {
  const nodes = workflow.nodes.map((node): INode => {
    const type = SERVICES.find(([end]) => end.test(node.type))?.[1];
    const credential = credentials.get(type ?? '');
    const parameters = Object.fromEntries(
      Object.entries(node.parameters).map(([name, value]) => [name, chosen(value)]),
    );
    return { ...node, parameters, ...(credential ? withCredential(credential) : {}) };
  });
  return { ...workflow, nodes };
}

/** Lists from which nothing is chosen yet have something chosen. */
function chosen(value: NodeParameterValueType): NodeParameterValueType {
  if (value === '') return '1';
  const isList = typeof value === 'object' && value !== null && '__rl' in value;
  return isList ? { __rl: true, mode: 'id', value: '1' } : value;
}

interface Drawn {
  nodes: Array<{ name: string; width: number; height: number; label?: Size }>;
  /** Notes whose text is longer than they are. */
  cutNotes: string[];
}

interface Size {
  width: number;
  height: number;
}

/** Runs in the page: what stands on the canvas, in the pixels of the workflow. */
function readCanvas(): Drawn {
  const pane = document.querySelector('.vue-flow__transformationpane');
  const zoom = pane === null ? 1 : new DOMMatrix(getComputedStyle(pane).transform).a;
  const sizeOf = (rect: DOMRect) => ({ width: rect.width / zoom, height: rect.height / zoom });
  const nodes = [...document.querySelectorAll<HTMLElement>('[data-test-id=canvas-node]')];
  const notes = [...document.querySelectorAll('[data-test-id=sticky]')];
  return {
    nodes: nodes.map((node) => {
      const body = node.querySelector('[data-canvas-node-render-type]') ?? node;
      const label = node.querySelector('[class*=_description_]');
      return {
        name: node.dataset.nodeName ?? '',
        ...sizeOf(body.getBoundingClientRect()),
        ...(label === null ? {} : { label: sizeOf(label.getBoundingClientRect()) }),
      };
    }),
    cutNotes: notes.flatMap((note) => {
      const last = note.querySelector('h2')?.parentElement?.lastElementChild;
      const end = last?.getBoundingClientRect().bottom ?? 0;
      return end > note.getBoundingClientRect().bottom - 8 * zoom
        ? [note.querySelector('h2')?.textContent ?? '']
        : [];
    }),
  };
}

/** Where the test that measures the files would find more room than there is. */
function largerThanMeasured(boxes: Box[], { nodes }: Drawn): string[] {
  const sizes = new Map(boxes.map((box) => [box.name, box]));
  const isLarger = (name: string, drawn: Size) => {
    const box = sizes.get(name);
    return box !== undefined && (drawn.width > box.width + 1 || drawn.height > box.height + 1);
  };
  return nodes.flatMap(({ name, label, ...body }) => [
    ...(isLarger(name, body) ? [`${name}: ${body.width} × ${body.height}`] : []),
    ...(label && isLarger(`label of ${name}`, label)
      ? [`label of ${name}: ${label.width} × ${label.height}`]
      : []),
  ]);
}

describe('Every example on the canvas', () => {
  it.each(exampleNames())(
    '%s is as large as measured, and its notes can be read to the end',
    async (name) => {
      await Editor.step(
        () => editor,
        async () => {
          const workflow = setUp(example(name, stage.credential));
          await stage.save({ ...workflow, name });
          await editor.chooseWorkflow(name);
          await editor.part('zoom-to-fit').click();
          const boxes = workflow.nodes.flatMap(boxesOf);
          const drawn = await editor.page.evaluate(readCanvas);
          expect(drawn.nodes).toHaveLength(
            new Set(boxes.filter(({ isNote }) => !isNote).map(({ node }) => node)).size,
          );
          expect(largerThanMeasured(boxes, drawn)).toEqual([]);
          expect(drawn.cutNotes).toEqual([]);

          await editor.page.addStyleTag({ content: PLAIN });
          const labels = editor.page.locator('[data-test-id=canvas-node] [class*=_description_]');
          const part = await around(
            editor.part('sticky').or(editor.part('canvas-node')).or(labels),
            16,
          );
          await takePicture(`examples/${name.replace('.json', '.png')}`, editor.page, part, 'css');
        },
      )();
    },
  );
});
