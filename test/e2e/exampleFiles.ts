/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { Credential, WorkflowJson } from '../../tools/n8n/rest';
import { withCredential } from './workflows';

/** Their folder. */
export const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The names of the files in `examples/` that can be imported. */
export function exampleNames(): string[] {
  return readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'));
}

/** An example as it is in its file. */
export function readExample(name: string): WorkflowJson {
  const workflow: WorkflowJson = JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8'));
  return workflow;
}

/**
 * An example with the credential chosen in every Kopo Kopo node, as its sticky note tells users to.
 *
 * @param changes by a node's name: the parameters that a user fills in
 */
export function example(
  name: string,
  credential: Credential,
  changes: Record<string, INode['parameters']> = {},
): WorkflowJson {
  const workflow = readExample(name);
  const unknown = Object.keys(changes).filter(
    (changed) => !workflow.nodes.some((node) => node.name === changed),
  );
  if (unknown.length > 0) throw new Error(`${name} has no node called ${unknown.join(', ')}`);
  const nodes = workflow.nodes.map((node) => ({
    ...node,
    parameters: { ...node.parameters, ...changes[node.name] },
    ...(isKopoKopo(node) ? withCredential(credential) : {}),
  }));
  return withOwnWebhooks({ ...workflow, nodes });
}

/**
 * The same workflow with webhook ids of its own: the tests import a file several times into one n8n, at
 * the same time, and n8n gives an address to one published workflow only.
 */
export function withOwnWebhooks(workflow: WorkflowJson): WorkflowJson {
  const nodes = workflow.nodes.map((node) =>
    node.webhookId === undefined ? node : { ...node, webhookId: randomUUID() },
  );
  return { ...workflow, nodes };
}

/** Whether a node is one of this package, as a tool of an AI agent too. */
export function isKopoKopo({ type }: INode): boolean {
  return type.startsWith('n8n-nodes-kopokopo.');
}
