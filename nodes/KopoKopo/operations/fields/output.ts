import type { INodeProperties } from 'n8n-workflow';

const simplify: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** A model has to read all that a tool gives it, and pays for it: it can have less. */
const outputOfTool: INodeProperties = {
  displayName: 'Output',
  name: 'output',
  type: 'options',
  noDataExpression: true,
  options: [
    { name: 'Simplified', value: 'simple', description: 'One flat object with plain names' },
    { name: 'Raw', value: 'raw', description: 'What Kopo Kopo answers, as it is' },
    { name: 'Selected Fields', value: 'fields', description: 'Of the simplified ones, only some' },
  ],
  default: 'simple',
  description: 'How much the agent gets to read',
};

const fieldsOfTool: INodeProperties = {
  displayName: 'Fields',
  name: 'fields',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. outcome, reason, amount, sender_name',
  description:
    'The names of the fields that the agent gets, separated by commas. Of what has not succeeded it gets the outcome, the ID and the hint, too.',
};

/**
 * How results are shown: a switch, and for tools of an AI agent n8n's three choices.
 *
 * @param show when there are results to show
 */
export function outputFields(show: DisplayRule = {}): INodeProperties[] {
  return [
    { ...simplify, displayOptions: { show, hide: { '@tool': [true] } } },
    { ...outputOfTool, displayOptions: { show: { ...show, '@tool': [true] } } },
    { ...fieldsOfTool, displayOptions: { show: { ...show, '@tool': [true], output: ['fields'] } } },
  ];
}

type DisplayRule = NonNullable<INodeProperties['displayOptions']>['show'];

export const splitTransactions: INodeProperties = {
  displayName: 'Split Transactions',
  name: 'splitTransactions',
  type: 'boolean',
  default: true,
  description:
    'Whether to return one item for each transaction instead of one with all of them. A request that fails is an error then.',
};
