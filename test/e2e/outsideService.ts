import type { INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import type { WorkflowJson } from '../../tools/n8n/rest';
import { node } from './workflows';

/**
 * Workflows that use a service which tests can't reach: its node gives way to one that puts out what the
 * service would be told. The others stay as they are.
 *
 * @param name of the node; its own parameters stand in the output of the same name, each expression
 *   worked out and as a text
 */
export function withoutService(workflow: WorkflowJson, name: string): WorkflowJson {
  const nodes = workflow.nodes.map((each) => (each.name === name ? inPlaceOf(each) : each));
  return { ...workflow, nodes };
}

function inPlaceOf({ id, name, position, parameters, onError }: INode): INode {
  const assignments = leaves(parameters).map(([path, value]) => ({
    id: path,
    name: path,
    value,
    type: typeof value === 'string' ? 'string' : typeof value,
  }));
  const own = { assignments: { assignments }, options: {} };
  return node(name, 'n8n-nodes-base.set', 3.4, own, { id, position, onError });
}

/** Every value with its path, such as `columns.value.Amount`. */
function leaves(
  value: NodeParameterValueType | INodeParameters,
  path = '',
): Array<[string, string | number | boolean]> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return [[path, value]];
  }
  return Object.entries(value ?? {}).flatMap(([key, inner]) =>
    leaves(inner, path === '' ? key : `${path}.${key}`),
  );
}
