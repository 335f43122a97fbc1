import type { INodeProperties } from 'n8n-workflow';

/**
 * A field that takes an id or a location URL.
 *
 * @param name e.g. `paymentId`
 * @param displayName e.g. `Payment ID`
 */
export function idField(name: string, displayName: string): INodeProperties {
  return {
    displayName,
    name,
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 247b1bd8-f5a0-4b71-a898-f62f67b8ae1c',
    description:
      'The ID in the output of the operation that made it, or the whole URL in its location',
  };
}
