/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credential, WorkflowJson } from '../tools/n8n/rest';

/** The names of the nodes in `examples/thank-you-sms.json`. */
export const TRIGGER_NODE = 'Payment received';
export const SMS_NODE = 'Send thank-you SMS';

/**
 * The thank-you workflow from the examples, filled in as its sticky note tells users to.
 *
 * @param credential the credential that both nodes take
 * @param tillNumber the till whose payments start the workflow
 */
export async function thankYouWorkflow(
  credential: Credential,
  tillNumber: string,
): Promise<WorkflowJson> {
  const file = join(__dirname, '..', 'examples', 'thank-you-sms.json');
  const workflow: WorkflowJson = JSON.parse(await readFile(file, 'utf8'));
  const { id, name, type } = credential;
  const nodes = workflow.nodes.map((node) => {
    if (node.name !== TRIGGER_NODE && node.name !== SMS_NODE) return node;
    const parameters =
      node.name === TRIGGER_NODE ? { ...node.parameters, tillNumber } : node.parameters;
    return { ...node, parameters, credentials: { [type]: { id, name } } };
  });
  return { ...workflow, nodes };
}
