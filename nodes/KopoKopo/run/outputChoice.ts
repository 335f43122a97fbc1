import type { Newest } from '../api/newest';
import type { Parameters } from '../parameters/parameters';

/** How the user wants results. */
export interface OutputChoice {
  simplify: boolean;
  /** Only these of the simplified fields. */
  fields?: string[];
  /** Polling only: one item for each transaction. */
  splitTransactions: boolean;
  /** Polling only: which transactions, where not all of them. */
  newest?: Newest;
}

/** Where the fields are read. */
type OutputFields = Pick<Parameters, 'flag' | 'optionalChoice' | 'optionalTags'>;

/**
 * @returns what the node's fields say; both are on where a field isn't there
 * @throws NodeOperationError for a switch that is neither on nor off
 */
export function outputChoice(parameters: OutputFields): OutputChoice {
  // Only a tool of an AI agent has it, in the place of the switch.
  const output = parameters.optionalChoice('output');
  return {
    simplify: output === undefined ? parameters.flag('simplify', true) : output !== 'raw',
    fields: output === 'fields' ? parameters.optionalTags('fields') : undefined,
    splitTransactions: parameters.flag('splitTransactions', true),
  };
}
