import { inOptions } from '../fields/collections';
import { WHEN_EMPTY, type OptionalField } from '../../parameters/optionalField';

export const sourceIdentifier: OptionalField = {
  displayName: 'Source Till',
  name: 'sourceIdentifier',
  type: 'string',
  default: '',
  placeholder: 'e.g. 123456',
  description: 'The till whose money is used. Without this field it is the money of all tills.',
  [WHEN_EMPTY]: 'refused',
};

export const SOURCE = inOptions(sourceIdentifier);
