import type { INodeProperties } from 'n8n-workflow';

export const scope: INodeProperties = {
  displayName: 'Scope',
  name: 'scope',
  type: 'options',
  options: [
    { name: 'Company', value: 'company', description: 'All tills of the company' },
    { name: 'Till', value: 'till', description: 'One till' },
  ],
  default: 'till',
  description: 'One till, or all tills of the company',
};

export const scopeTill: INodeProperties = {
  displayName: 'Till Number',
  name: 'scopeReference',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 123456',
  description: 'The number of your till, as on the Kopo Kopo dashboard',
  displayOptions: { show: { scope: ['till'] } },
};
