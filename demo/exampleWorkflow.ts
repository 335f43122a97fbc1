/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
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
  return await filledIn('thank-you-sms.json', credential, { [TRIGGER_NODE]: { tillNumber } });
}

/** Seconds that the form waits for somebody who never answers: shorter than in the example. */
export const MAX_WAIT = 20;

/**
 * The workflow from the examples that sends an M-PESA prompt, filled in as its sticky note tells users to.
 *
 * @param tillNumber an online payments till
 */
export async function stkPushWorkflow(
  credential: Credential,
  tillNumber: string,
): Promise<WorkflowJson> {
  const node = 'Send the M-PESA prompt';
  const options = { maxWait: MAX_WAIT };
  return await filledIn('payment-form.json', credential, { [node]: { tillNumber, options } });
}

/** @param changes parameters by the name of their node */
async function filledIn(
  file: string,
  { id, name, type }: Credential,
  changes: Record<string, INodeParameters>,
): Promise<WorkflowJson> {
  const path = join(__dirname, '..', 'examples', file);
  const workflow: WorkflowJson = JSON.parse(await readFile(path, 'utf8'));
  const nodes = workflow.nodes.map(withNote).map((node) => ({
    ...node,
    parameters: { ...node.parameters, ...changes[node.name] },
    ...(node.type.startsWith('n8n-nodes-kopokopo.')
      ? { credentials: { [type]: { id, name } } }
      : {}),
  }));
  return { ...workflow, nodes };
}

const TO_DO = '**Before you publish it**';
const SET_UP = `**This copy is set up already** and published, on a local stand-in for Kopo Kopo. The terminal says how to pay.

**With an account of your own, before you publish it**`;
/** Pixels. */
const SET_UP_HEIGHT = 80;

/** The same node, or a sticky note that says of what it tells people to do that it is done here. */
function withNote(node: INode): INode {
  const { content, height } = node.parameters;
  if (typeof content !== 'string' || !content.includes(TO_DO)) return node;
  const [x, y] = node.position;
  return {
    ...node,
    // It grows upwards: below it are the nodes.
    position: [x, y - SET_UP_HEIGHT],
    parameters: {
      ...node.parameters,
      content: content.replace(TO_DO, SET_UP),
      height: Number(height) + SET_UP_HEIGHT,
    },
  };
}
