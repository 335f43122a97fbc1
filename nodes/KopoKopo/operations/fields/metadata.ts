import { WHEN_EMPTY, type OptionalField } from '../../parameters/optionalField';
import { MOST_METADATA_PAIRS } from '../../parameters/parameters';

export const metadata: OptionalField = {
  displayName: 'Metadata',
  name: 'metadata',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  default: {},
  placeholder: 'Add Pair',
  description: `Up to ${MOST_METADATA_PAIRS} pairs of your own, such as an invoice number. They come back with the result and are not shown to the customer.`,
  options: [
    {
      displayName: 'Pair',
      name: 'pair',
      values: [
        {
          displayName: 'Key',
          name: 'key',
          type: 'string',
          default: '',
          placeholder: 'e.g. invoice',
          description: 'The name under which it comes back',
        },
        {
          displayName: 'Value',
          name: 'value',
          type: 'string',
          default: '',
          placeholder: 'e.g. INV-1042',
          description: 'What comes back under that name',
        },
      ],
    },
  ],
  [WHEN_EMPTY]: 'leftOut',
};
