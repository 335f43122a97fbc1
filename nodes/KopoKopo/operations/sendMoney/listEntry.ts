import type { IDataObject, INodeProperties, NodeOperationError } from 'n8n-workflow';

import { plainName } from '../../api/json';
import { apiName, chosenOf, isBlank } from '../../parameters/entered';
import type { Parameters } from '../../parameters/parameters';
import { currency } from '../fields/money';
import { network } from '../fields/people';
import { destinationFields, fieldsOfType } from './destinations';

/** A column that n8n's Google Sheets node adds to each row by itself. */
const NOT_ENTERED = ['rownumber'];

const LONGEST_NAME = 60;

/**
 * A recipient of a list, whose field names somebody has typed: as in the API (`phone_number`), as in an
 * expression (`phoneNumber`), or as in the form and so in a spreadsheet's first row (`Phone Number`).
 * Empty cells count as not there.
 *
 * A name that means nothing is refused, not left out: it may be a misspelt one, and what it says would
 * be lost.
 *
 * @param values one entry of the list
 * @param parametersOf reads values with checks that name the recipient
 * @returns the same values under the names of the form's fields, choices as the API has them
 * @throws NodeOperationError naming the recipient and the field
 */
export function listEntry(
  values: IDataObject,
  parametersOf: (values: IDataObject) => Parameters,
): Parameters {
  const entered = parametersOf(values);
  const entry = new Map<string, IDataObject[string]>();
  for (const [name, value] of Object.entries(values)) {
    if (isBlank(value) || NOT_ENTERED.includes(plainName(name))) continue;
    const property = [...destinationFields, currency].find((known) => isCalled(known, name));
    if (!property) throw unknownField(entered, name, '');
    const chosen = (typeof value === 'string' ? chosenOf(property, value) : undefined) ?? value;
    if (entry.has(property.name) && entry.get(property.name) !== chosen) {
      const both = 'is there twice, with different values';
      throw entered.refusal(property.name, both, 'Remove one of them.');
    }
    entry.set(property.name, chosen);
  }
  const type = String(entry.get('type') ?? '');
  const ofType = [...fieldsOfType(type), currency];
  for (const name of entry.keys()) {
    if (!ofType.some((property) => property.name === name)) throw unknownField(entered, name, type);
  }
  // Whom nothing else is said of has M-PESA.
  const hasNetwork = ofType.some(({ name }) => name === network.name);
  if (hasNetwork && !entry.has(network.name)) entry.set(network.name, String(network.default));
  return parametersOf(Object.fromEntries(entry));
}

function unknownField(entered: Parameters, name: string, type: string): NodeOperationError {
  const known = fieldsOfType(type).map((property) => apiName(property.name));
  return entered.refusal(
    name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name,
    type === '' ? 'is not a field of a recipient' : `is not a field of the type ${type}`,
    `Correct its name or leave it out. ${type === '' ? 'The fields are' : 'Its fields are'}: ${known.join(', ')}.`,
  );
}

/** Whether a name is the property's, in any of the three spellings. */
function isCalled({ name, displayName }: INodeProperties, entered: string): boolean {
  return [name, displayName].map(plainName).includes(plainName(entered));
}
