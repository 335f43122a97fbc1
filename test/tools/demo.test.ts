import { stkPushWorkflow, thankYouWorkflow } from '../../demo/exampleWorkflow';
import type { WorkflowJson } from '../../tools/n8n/rest';

const credential = { id: '1', name: 'Sandbox', type: 'kopoKopoApi', data: {} };

function notesOf({ nodes }: WorkflowJson): string[] {
  return nodes
    .filter(({ type }) => type.endsWith('.stickyNote'))
    .map(({ parameters }) => String(parameters.content));
}

describe('the workflows of the demo', () => {
  it.each([
    ['thank-you SMS', async () => await thankYouWorkflow(credential, '000000')],
    ['form', async () => await stkPushWorkflow(credential, 'K000000')],
  ])('%s: its note says that it is set up already', async (_name, workflow) => {
    const [note = ''] = notesOf(await workflow());
    expect(note).toMatch(
      /\*\*This copy is set up already\*\*[^]*account of your own, before you publish/,
    );
  });

  it('have their notes above the nodes, not over them', async () => {
    const { nodes } = await thankYouWorkflow(credential, '000000');
    const note = nodes.find(({ type }) => type.endsWith('.stickyNote'));
    const bottom = (note?.position[1] ?? NaN) + Number(note?.parameters.height);
    const others = nodes.filter((node) => node !== note);
    expect(bottom).toBeLessThanOrEqual(Math.min(...others.map(({ position }) => position[1])));
  });
});
