import type { IHookFunctions } from 'n8n-workflow';

/** @returns whether a person tries something out in the editor, rather than the workflow being in service */
export function isTest(context: Pick<IHookFunctions, 'getMode'>): boolean {
  return context.getMode() === 'manual';
}
