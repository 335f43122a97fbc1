import type { INodeProperties } from 'n8n-workflow';

import type { OptionalField } from '../../parameters/optionalField';

/**
 * The collection of optional fields.
 *
 * @param fields in alphabetical order of their display names
 */
export function additionalFields(...fields: OptionalField[]): INodeProperties {
  return {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    options: fields,
  };
}

export function options(...fields: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: fields,
  };
}
