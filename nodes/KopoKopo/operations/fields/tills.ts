import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../parameters/parameters';

export const scope: INodeProperties = {
  displayName: 'Payments To',
  name: 'scope',
  type: 'options',
  options: [
    { name: 'All My Tills', value: 'company', description: 'Payments to any till of yours' },
    { name: 'One Till', value: 'till', description: 'Payments to one of your tills' },
  ],
  default: 'till',
  description: 'Which of your tills to look at',
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

/** @returns which tills are meant, as the API wants it */
export function scopeIn(parameters: Parameters): IDataObject {
  const chosen = parameters.choice('scope');
  return {
    scope: chosen,
    scope_reference: chosen === 'till' ? parameters.till('scopeReference') : undefined,
  };
}
