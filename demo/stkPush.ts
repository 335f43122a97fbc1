import type { Log } from '../tools/n8n/progress';
import { stkPushWorkflow } from './exampleWorkflow';
import type { Stage } from './stage';

/**
 * Publishes the workflow with which a form sends an M-PESA prompt; the sandbox's customers accept it.
 *
 * @param log gets one line
 * @returns the address of the form
 */
export async function offerStkPush(
  { rest, n8n, sandbox, credential }: Stage,
  log: Log,
): Promise<string> {
  const example = await stkPushWorkflow(credential, sandbox.tills.online);
  const { id, name, nodes } = await rest.createWorkflow(example);
  await rest.activate(id);
  log(`✓ another workflow    "${name}" is published`);
  const form = nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
  return `${n8n.url}/form/${form?.webhookId ?? ''}`;
}
