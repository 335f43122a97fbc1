import type { INodeProperties } from 'n8n-workflow';

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

/** @returns the till that is meant; undefined for all of them */
export function tillChosen(parameters: Parameters): string | undefined {
  return parameters.choice('scope') === 'till' ? parameters.till('scopeReference') : undefined;
}
