import type { IExecuteFunctions } from 'n8n-workflow';

/** @returns which run of the node in its execution this is, from 0: in a loop there are several */
export function runIndexOf(context: IExecuteFunctions): number {
  return Number(context.getWorkflowDataProxy(0).$runIndex);
}
