import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { paragraphs, sentence, table } from './markdown';

/** More choices than these are not listed where a field is for some of them. */
const MOST_LISTED = 5;

const HEAD = ['field', 'takes', 'without it', 'what it is'];

/**
 * What a person can enter: a table of the fields, and one for each collection of optional ones.
 *
 * @param fields of an operation or of the trigger, as the form has them
 */
export function fieldTables(fields: INodeProperties[]): string {
  const plain = fields.filter(({ type }) => type !== 'collection' && type !== 'notice');
  const collections = fields.filter(({ type }) => type === 'collection');
  return paragraphs(
    table(HEAD, rowsOf(plain, fields)),
    ...collections.map((collection) =>
      paragraphs(
        `**${collection.displayName}**, to be added where they are wanted:`,
        table(HEAD, rowsOf(inside(collection), fields)),
      ),
    ),
  );
}

function rowsOf(fields: INodeProperties[], all: INodeProperties[], within = ''): string[][] {
  return fields.flatMap((field) => [
    [
      `${within}**${field.displayName}**${field.required ? ' (required)' : ''}<br>\`${field.name}\``,
      takes(field),
      shownDefault(field),
      `${condition(field, all)}${sentence(field.description ?? '')}${example(field)}`,
    ],
    ...groups(field).flatMap((group) =>
      rowsOf(group.values, [...group.values, ...all], `${within}${group.displayName} → `),
    ),
  ]);
}

function takes(field: INodeProperties): string {
  switch (field.type) {
    case 'options':
      return `one of:\n${choices(field).map(shownChoice).join('\n')}`;
    case 'multiOptions':
      return 'any of the events below';
    case 'boolean':
      return 'on or off';
    case 'number':
      return `a number${limits(field)}`;
    case 'dateTime':
      return 'a date and time';
    case 'json':
      return 'a list';
    case 'fixedCollection':
      return `any number of: ${groups(field)
        .map(({ displayName }) => displayName)
        .join(', ')}`;
    default:
      return 'text';
  }
}

function limits({ typeOptions: { minValue, maxValue } = {} }: INodeProperties): string {
  if (minValue !== undefined && maxValue !== undefined) return ` from ${minValue} to ${maxValue}`;
  return minValue === undefined ? '' : `, at least ${minValue}`;
}

const shownChoice = ({ name, value, description }: INodePropertyOptions) =>
  `_${name}_ (\`${String(value)}\`)${description ? `: ${description}` : ''}`;

function shownDefault(field: INodeProperties): string {
  const { default: value, type } = field;
  if (type === 'boolean') return value === true ? 'on' : 'off';
  if (Array.isArray(value)) return value.map((one) => nameOf(field, one)).join(', ');
  if (value === '' || value === undefined || typeof value === 'object') return '–';
  return nameOf(field, value);
}

function nameOf(field: INodeProperties, value: unknown): string {
  const chosen = choices(field).find((choice) => choice.value === value);
  return chosen ? `_${chosen.name}_` : String(value);
}

function example({ placeholder = '', type }: INodeProperties): string {
  const text = placeholder.replace(/^e\.g\. /, '');
  return type === 'fixedCollection' || text === '' ? '' : ` For example \`${text}\`.`;
}

/** When a field is there, in the words of the form. */
function condition({ displayOptions }: INodeProperties, all: INodeProperties[]): string {
  const { show = {} } = displayOptions ?? {};
  const others = Object.entries(show).filter(([name]) => name !== '@tool');
  const words = others.map(([name, values = []]) => {
    const deciding = all.find((field) => field.name === name.replace(/^\//, ''));
    const names = values.map((value) => (deciding ? nameOf(deciding, value) : String(value)));
    const listed = values.length > MOST_LISTED ? 'one that it is for' : names.join(' or ');
    return deciding?.type === 'boolean'
      ? `${deciding.displayName} is ${values[0] === true ? 'on' : 'off'}`
      : `${deciding?.displayName ?? name} is ${listed}`;
  });
  const tool = show['@tool'] ? "For an AI agent's tool. " : '';
  return words.length === 0 ? tool : `${tool}Where ${words.join(' and ')}: `;
}

const choices = ({ options = [] }: INodeProperties): INodePropertyOptions[] =>
  options.filter((option) => 'value' in option);

const inside = ({ options = [] }: INodeProperties): INodeProperties[] =>
  options.filter((option) => 'type' in option);

const groups = ({ options = [] }: INodeProperties): INodePropertyCollection[] =>
  options.filter((option) => 'values' in option);
