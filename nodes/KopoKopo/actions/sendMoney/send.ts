import type { IDataObject } from 'n8n-workflow';

import { field, isObject, list } from '../../api/json';
import type { CreateOperation, CreateRequest } from '../operation';
import type { Parameters } from '../parameters';
import { additionalFields, metadata } from '../sharedFields';
import { destinationFields, destinationIn } from './destinations';
import { sourceIdentifier } from './sourceIdentifier';

const fromForm = { show: { recipientsFrom: ['form'] } };
const fromList = { show: { recipientsFrom: ['list'] } };

/**
 * Version 2 of the API, as its SDKs send it. A request without destinations would sweep everything to
 * the merchant's own accounts: an empty list is refused here, whatever the input.
 */
export const send: CreateOperation = {
  kind: 'create',
  name: 'Send to Recipients',
  value: 'send',
  action: 'Send money to recipients',
  description: 'Pay one or many recipients in one request',
  answersLater: true,
  repeatable: false,
  fields: [
    {
      displayName: 'Recipients From',
      name: 'recipientsFrom',
      type: 'options',
      noDataExpression: true,
      options: [
        { name: 'Form', value: 'form', description: 'Add the recipients here' },
        {
          name: 'List',
          value: 'list',
          description: 'An expression that gives a list, e.g. from a spreadsheet',
        },
      ],
      default: 'form',
      description: 'Where the recipients come from',
    },
    {
      displayName: 'Recipients',
      name: 'recipients',
      type: 'fixedCollection',
      typeOptions: { multipleValues: true },
      placeholder: 'Add Recipient',
      default: {},
      required: true,
      description: 'Who gets how much: at least one',
      options: [{ displayName: 'Recipient', name: 'recipient', values: destinationFields }],
      displayOptions: fromForm,
    },
    {
      displayName: 'Recipient List',
      name: 'recipientList',
      type: 'json',
      default: '[]',
      required: true,
      placeholder:
        'e.g. [{"type": "mobile_wallet", "phone_number": "0712345678", "amount": 1500, "description": "Salary"}]',
      description:
        "A list of objects, each with 'type', 'amount' and the fields of its type, named as in the form or as in the API (phoneNumber or phone_number)",
      displayOptions: fromList,
    },
    {
      displayName: 'Combine Items',
      name: 'combineItems',
      type: 'boolean',
      noDataExpression: true,
      default: false,
      description:
        'Whether to pay the recipients of all input items in one request instead of one request for each item',
    },
    additionalFields(metadata, sourceIdentifier),
  ],
  request: (parameters) => sendRequest([parameters]),
  requestForAll: (all) => (all[0].flag('combineItems') ? sendRequest(all) : undefined),
};

function sendRequest(items: [Parameters, ...Parameters[]]): CreateRequest {
  const [first] = items;
  const destinations = items.flatMap(destinationsOf);
  // The last gate before the API, on purpose not only in `destinationsOf`.
  if (destinations.length === 0) throw noRecipients(first, 'recipients');
  return {
    type: 'send_money',
    body: {
      destinations,
      currency: 'KES',
      source_identifier: first.optionalTill('additionalFields.sourceIdentifier'),
      metadata: first.metadata(),
    },
  };
}

function destinationsOf(parameters: Parameters): IDataObject[] {
  const name = parameters.choice('recipientsFrom') === 'list' ? 'recipientList' : 'recipients';
  const entries = entriesOf(parameters, name);
  if (entries.length === 0) throw noRecipients(parameters, name);
  return entries.map((entry, index) => {
    if (!isObject(entry)) {
      throw parameters.refusal(
        name,
        `has an entry ${index + 1} that is not an object`,
        'Check the list.',
      );
    }
    return destinationIn(parameters.within(entry, destinationFields, `Recipient ${index + 1}: `));
  });
}

function entriesOf(parameters: Parameters, name: string): unknown[] {
  const value = parameters.raw(name);
  if (name === 'recipients') return list(field(value, 'recipient'));
  const parsed = typeof value === 'string' ? parsedJson(value) : value;
  if (Array.isArray(parsed)) return parsed;
  if (isObject(parsed)) return [parsed];
  throw parameters.refusal(
    name,
    'is not a list',
    'Enter a JSON list, or an expression that gives one, e.g. {{ $json.recipients }}.',
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noRecipients(parameters: Parameters, name: string) {
  return parameters.refusal(
    name,
    'has no recipient',
    "Add at least one. (To move all your money to your own accounts, there is 'Sweep to My Accounts'.)",
  );
}
