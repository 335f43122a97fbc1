import { randomUUID } from 'node:crypto';
import type { IConnections, IDataObject, INode, NodeParameterValueType } from 'n8n-workflow';
import type { Credential, WorkflowJson } from '../../tools/n8n/rest';

type Parameters = Record<string, NodeParameterValueType>;

/** Names of nodes in the workflows of these tests. */
export const START = 'Start';
export const KOPO_KOPO = 'Kopo Kopo';
export const TRIGGER = 'Kopo Kopo Trigger';
/** The node behind the one that is tested: what it got is what a user's next node gets. */
export const NEXT = 'Next node';

/** Any node of a workflow. */
export function node(
  name: string,
  type: string,
  typeVersion: number,
  parameters: Parameters = {},
  more: Partial<INode> = {},
): INode {
  return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, ...more };
}

/** Starts by hand. */
export function manualTrigger(): INode {
  return node(START, 'n8n-nodes-base.manualTrigger', 1);
}

/** Starts in production: with a POST to `/webhook/<path>`, which is answered at once. */
export function webhook(path: string): INode {
  const parameters = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
  return node(START, 'n8n-nodes-base.webhook', 2, parameters, { webhookId: path });
}

/** The action node. */
export function kopoKopo(
  credential: Credential,
  parameters: Parameters,
  more: Partial<INode> = {},
): INode {
  return node(KOPO_KOPO, 'n8n-nodes-kopokopo.kopoKopo', 1, parameters, {
    ...withCredential(credential),
    ...more,
  });
}

/** The trigger, for payments to a till. */
export function kopoKopoTrigger(
  credential: Credential,
  tillNumber: string,
  parameters: Parameters = {},
): INode {
  const events = ['buygoods_transaction_received'];
  const own = { events, scope: 'till', tillNumber, ...parameters };
  return node(TRIGGER, 'n8n-nodes-kopokopo.kopoKopoTrigger', 2, own, {
    webhookId: randomUUID(),
    ...withCredential(credential),
  });
}

/** Passes on what it gets. */
export function nextNode(name = NEXT): INode {
  return node(name, 'n8n-nodes-base.noOp', 1);
}

/** Puts out these items instead of what it gets. */
export function itemList(items: IDataObject[]): INode {
  const jsCode = `return ${JSON.stringify(items)}.map((json) => ({ json }));`;
  return node('Items', 'n8n-nodes-base.code', 2, { jsCode });
}

/** As a node names its credential. */
export function withCredential({ id, name, type }: Credential): Pick<INode, 'credentials'> {
  return { credentials: { [type]: { id, name } } };
}

/** A workflow of nodes one after the other. */
export function chain(name: string, ...nodes: INode[]): WorkflowJson {
  const connections: IConnections = {};
  nodes.slice(1).forEach((to, index) => {
    const from = nodes[index];
    if (from === undefined) return;
    connections[from.name] = { main: [[{ node: to.name, type: 'main', index: 0 }]] };
  });
  return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}
