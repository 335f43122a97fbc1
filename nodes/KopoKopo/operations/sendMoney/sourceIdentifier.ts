import type { INodeProperties } from 'n8n-workflow';

export const sourceIdentifier: INodeProperties = {
  displayName: 'Source Till',
  name: 'sourceIdentifier',
  type: 'string',
  default: '',
  placeholder: 'e.g. 123456',
  description: 'The till whose money is used. Empty: the money of the whole company.',
};
