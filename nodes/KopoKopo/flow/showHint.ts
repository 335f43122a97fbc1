import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { messageOf } from './errorMessage';

/**
 * Shows a warning at the node. Never throws: the error would take the place of what became of the items.
 *
 * @param more e.g. where it is shown
 */
export function showHint(
  context: IExecuteFunctions,
  message: string,
  more: Partial<NodeExecutionHint> = {},
): void {
  try {
    context.addExecutionHints({ message, type: 'warning', ...more });
  } catch (error) {
    context.logger.warn(`n8n could not show a hint: ${message} ${messageOf(error)}`);
  }
}
