import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Credential, WorkflowJson } from '../tools/n8n/rest';

export const ACTION = 'n8n-nodes-kopokopo.kopoKopo';
const TRIGGER = 'n8n-nodes-kopokopo.kopoKopoTrigger';

/** A node of a workflow, without what doesn't matter here. */
export interface Step {
  name: string;
  type: string;
  typeVersion?: number;
  parameters?: INodeParameters;
  credential?: Credential;
  webhookId?: string;
}

/** A workflow of nodes one after another. */
export function chain(name: string, steps: Step[]): WorkflowJson {
  const nodes = steps.map(
    ({ credential, typeVersion = 1, parameters = {}, ...step }, index): INode => ({
      ...step,
      id: `${index}`.padStart(8, '0'),
      typeVersion,
      parameters,
      position: [220 * index, 0],
      ...(credential
        ? { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }
        : {}),
    }),
  );
  const pairs = steps.slice(1).map((step, index) => [steps[index]?.name ?? '', step.name] as const);
  return {
    name,
    nodes,
    connections: Object.fromEntries(
      pairs.map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }]),
    ),
    settings: { executionOrder: 'v1' },
  };
}

export const START: Step = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
export const END: Step = { name: 'No Operation', type: 'n8n-nodes-base.noOp' };

/** Our trigger, for payments to a till. */
export function paymentTrigger(credential: Credential, tillNumber: string, typeVersion = 2): Step {
  return {
    name: 'Kopo Kopo Trigger',
    type: TRIGGER,
    typeVersion,
    webhookId: randomUUID(),
    credential,
    parameters: { events: ['buygoods_transaction_received'], scope: 'till', tillNumber },
  };
}

/** A Code node. */
export function code(name: string, jsCode: string): Step {
  return { name, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

/** Makes so many items `{ n }`. */
export function items(count: number): Step {
  return code('Items', `return Array.from({ length: ${count} }, (_, n) => ({ json: { n } }));`);
}
