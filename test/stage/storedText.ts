import { stringify } from 'flatted';
import type { IRun } from 'n8n-workflow';

/**
 * An execution as n8n writes it into its database: what anybody who may see the execution can read.
 * The texts of errors are added, which n8n also logs.
 *
 * @param run what the engine returned
 */
export function storedText(run: IRun): string {
  const { error } = run.data.resultData;
  const logged = error === undefined ? '' : `${error.message}\n${error.stack ?? ''}`;
  return `${stringify(run.data)}\n${logged}`;
}
