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

const OPTIONS = 'options';

/**
 * @returns the name under which one of the options is read. It is made of the field: one that is called otherwise
 *   than it is read would be taken for one that nobody has added, and e.g. the money of all tills be used
 */
export function inOptions({ name }: Pick<INodeProperties, 'name'>): string {
  return `${OPTIONS}.${name}`;
}

/**
 * The collection of what isn't needed to begin with: how the node works, and the few optional fields of
 * an operation that has no collection for them.
 */
export function options(...fields: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Options',
    name: OPTIONS,
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: fields.sort((a, b) => a.displayName.localeCompare(b.displayName)),
  };
}
