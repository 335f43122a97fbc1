import type { INodeProperties } from 'n8n-workflow';

export const simplify: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const splitTransactions: INodeProperties = {
  displayName: 'Split Transactions',
  name: 'splitTransactions',
  type: 'boolean',
  default: true,
  description:
    'Whether to return one item for each transaction instead of one with all of them. A request that fails is an error then.',
};
