import type { IDataObject, NodeOperationError } from 'n8n-workflow';

import { CURRENCY } from '../../api/amount';
import { field, isObject, list } from '../../api/json';
import { comparable, identifiersOf } from '../../api/recipientIdentity';
import { firstOf } from '../../flow/firstOf';
import type { CreateOperation, CreateRequest, Once } from '../operation';
import type { Parameters } from '../../parameters/parameters';
import { inOptions } from '../fields/collections';
import { metadata } from '../fields/metadata';
import { destinationFields, destinationIn } from './destinations';
import { listEntry } from './listEntry';
import { SOURCE, sourceIdentifier } from './sourceIdentifier';

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
      hint: "For the rows of a spreadsheet: enter the expression {{ $json }}, and turn on 'Combine Items'",
      description:
        "A list with an object for each recipient: 'type', 'amount' and the fields of that type, named as in the form or as in the API ('Phone Number' or phone_number). The rows of a spreadsheet with such columns will do. Empty cells are skipped; a column that is none of these is refused. The list is that of one input item; where each item is itself a recipient, let the expression give the item and turn on 'Combine Items'.",
      displayOptions: fromList,
    },
    {
      displayName: 'Combine Items',
      name: 'combineItems',
      type: 'boolean',
      noDataExpression: true,
      default: false,
      description:
        'Whether to pay the recipients of all input items in one request instead of one request for each item. If one of them cannot be used, nobody is paid. Options are those of the first item, but the idempotency key of every item is used up.',
    },
  ],
  optional: [metadata, sourceIdentifier],
  request: (parameters) => sendRequest([parameters]),
  requestForAll: (all) => (all[0].flag('combineItems') ? sendRequest(all) : undefined),
};

function sendRequest(items: [Parameters, ...Parameters[]]): CreateRequest {
  const [first, ...others] = items;
  const lists = items.map(destinationsOf);
  const destinations = lists.flat();
  // The last gate before the API, on purpose not only in `destinationsOf`.
  if (destinations.length === 0) throw noRecipients(first, 'recipients');
  return {
    type: 'send_money',
    warning: warningOfRepeats(destinations),
    once: [
      ...items.flatMap((item, index) => onceFor(item, lists[index] ?? [])),
      ...(others.length > 0 ? onceFor(first, destinations) : []),
    ],
    body: {
      destinations,
      currency: CURRENCY,
      source_identifier: sameForAll(items, SOURCE, (item) => item.optionalTill(SOURCE)),
      metadata: sameForAll(items, METADATA, (item) => item.metadata()),
    },
  };
}

const METADATA = inOptions(metadata);

/** What a request has once: were it different for another item, that one's would be lost. */
function sameForAll<T>(
  [first, ...others]: [Parameters, ...Parameters[]],
  name: string,
  read: (item: Parameters) => T,
): T {
  const value = read(first);
  const text = JSON.stringify(value);
  const other = others.find((item) => JSON.stringify(read(item)) !== text);
  if (!other) return value;
  throw other.refusal(
    name,
    `is not the same as that of item ${first.itemIndex}, and one request has only one`,
    "Make it the same for all items, or turn 'Combine Items' off.",
  );
}

function destinationsOf(parameters: Parameters): IDataObject[] {
  const name = fieldOfRecipients(parameters);
  const isForm = name === 'recipients';
  // Array.from: a list with holes must not lose them, and then their recipients, unnoticed.
  const entries = Array.from(isForm ? formEntries(parameters) : listEntries(parameters));
  if (entries.length === 0) throw noRecipients(parameters, name);
  return entries.map((entry, index) => {
    if (!isObject(entry)) {
      throw parameters.refusal(
        name,
        `has no object as recipient ${index + 1}, but ${JSON.stringify(entry) ?? 'nothing'}`,
        'Each recipient is an object with type, amount and the fields of its type.',
      );
    }
    const parametersOf = (values: IDataObject) =>
      parameters.within(values, destinationFields, `Recipient ${index + 1}: `);
    return destinationIn(isForm ? parametersOf(entry) : listEntry(entry, parametersOf));
  });
}

/** An expression such as `$input.all()` gives every item the whole payroll: it would be paid by each. */
function onceFor(parameters: Parameters, destinations: IDataObject[]): Once[] {
  // One recipient may well be paid by several items.
  if (destinations.length < 2) return [];
  return [
    {
      of: parameters,
      what: destinations
        .map((each) => paymentOf(each))
        .sort()
        .join(),
      field: fieldOfRecipients(parameters),
      problem: 'has the same recipients and amounts as that of',
      advice:
        "Everybody would be paid again. Let each item give its own recipients, e.g. {{ $json }} for a row of a spreadsheet, and turn on 'Combine Items' to pay them in one request.",
    },
  ];
}

function fieldOfRecipients(parameters: Parameters): 'recipients' | 'recipientList' {
  return parameters.choice('recipientsFrom') === 'list' ? 'recipientList' : 'recipients';
}

function formEntries(parameters: Parameters): unknown[] {
  return list(field(parameters.raw('recipients'), 'recipient'));
}

function listEntries(parameters: Parameters): unknown[] {
  const name = 'recipientList';
  const value = parameters.raw(name);
  const entries = (typeof value === 'string' ? parsedList(value, parameters) : value) ?? [];
  if (Array.isArray(entries)) return entries;
  if (isObject(entries)) return [entries];
  throw parameters.refusal(
    name,
    'is not a list',
    'Enter a JSON list, or an expression that gives one, e.g. {{ $json.recipients }}.',
  );
}

function parsedList(text: string, parameters: Parameters): unknown {
  if (text.trim() === '') return [];
  try {
    return JSON.parse(text);
  } catch {
    throw parameters.refusal(
      'recipientList',
      'is not valid JSON',
      'Names and texts stand in double quotes, phone and account numbers too. Or enter an expression that gives a list, e.g. {{ $json.recipients }}.',
    );
  }
}

function noRecipients(parameters: Parameters, name: string): NodeOperationError {
  return parameters.refusal(
    name,
    'has no recipient',
    "Add at least one. (To move all your money to your own accounts, there is 'Sweep to My Accounts'.)",
  );
}

/**
 * Who gets how much, however the payee's number is written. Of nothing else: what only describes it may be another
 * one in each item, or in each round of a loop.
 *
 * @param purpose what for, where that makes it another payment
 */
function paymentOf(destination: IDataObject, purpose?: unknown): string {
  const { type, amount, bank_branch_ref } = destination;
  const branch = comparable(bank_branch_ref);
  return JSON.stringify([type, amount, branch, ...identifiersOf(destination), purpose]);
}

const MOST_NAMED = 10;

/** Two equal payments may be meant: they are sent, and pointed out. */
function warningOfRepeats(destinations: IDataObject[]): string | undefined {
  const numbers = new Map<string, number[]>();
  destinations.forEach((destination, index) => {
    const payment = paymentOf(destination, destination.description);
    numbers.set(payment, [...(numbers.get(payment) ?? []), index + 1]);
  });
  const repeats = [...numbers.values()].filter((same) => same.length > 1);
  if (repeats.length === 0) return undefined;
  const named = firstOf(
    repeats.map((same) => same.join(' and ')),
    MOST_NAMED,
  );
  return `The same payment is in this request more than once: recipients ${named}. All of them were sent.`;
}
