import type {
  IDataObject,
  IExecuteFunctions,
  INodeProperties,
  INodePropertyOptions,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { field, isNothing, isObject, plainName } from '../api/json';
import { withMessage } from '../flow/errorMessage';
import { limitsOf, numberWanted, numberWithin } from './limits';
import { isAdded, isExpression, nodeValue } from './nodeValue';
import { isRefusedWhenEmpty } from './optionalField';

/** An entry of a list, read like the fields of the node, and how to name it. */
export interface Entry {
  values: IDataObject;
  /** What messages put before the field's name, e.g. `Recipient 2: `. */
  prefix: string;
}

/**
 * What was entered for one item, as text, number, choice or switch. Everything here throws, before any
 * request is made, a NodeOperationError that names the field and the item and says what to enter.
 *
 * Names are parameter names; fields in a collection are written `additionalFields.firstName`.
 */
export class Entered {
  /**
   * @param context the node's `this`
   * @param itemIndex from 0
   * @param fields the node's fields, for the names that the user sees
   * @param entry where the values come from, when it isn't the node
   */
  constructor(
    protected readonly context: IExecuteFunctions,
    readonly itemIndex: number,
    private readonly fields: INodeProperties[],
    protected readonly entry?: Entry,
  ) {}

  /** @returns the value as it is, undefined where the field isn't there */
  raw(name: string): unknown {
    if (!this.entry) {
      const value = nodeValue(this.context, name, this.itemIndex);
      if (isBlank(value)) this.refuseWhereItMatters(name);
      return value;
    }
    const { values } = this.entry;
    return field(values, name) ?? field(values, apiName(name)) ?? undefined;
  }

  private refuseWhereItMatters(name: string): void {
    const known = this.find(name);
    if (!known || !isRefusedWhenEmpty(known) || !this.isAdded(name)) return;
    throw this.refusal(
      name,
      'was added, but is empty',
      'Check its expression, or remove the field.',
      'Nothing was sent for this item: without the field something else would be done than with it.',
    );
  }

  /** @returns the text without spaces around it; numbers become text. Empty is refused. */
  text(name: string): string {
    const text = this.optionalText(name);
    if (text === undefined) throw this.empty(name);
    return text;
  }

  protected empty(name: string): NodeOperationError {
    return this.refusal(name, 'is empty', 'Fill it in.');
  }

  /** @returns as {@link text}, undefined when it is empty */
  optionalText(name: string): string | undefined {
    const value = this.raw(name);
    if (isBlank(value)) return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return this.exact(name, value);
    if (typeof value !== 'string') {
      throw this.refusal(name, `must be text, and is ${kindOf(value)}`, 'Check its expression.');
    }
    return value.trim();
  }

  /** JavaScript rounds longer numbers: the money would go to another account. */
  private exact(name: string, value: number): string {
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
    throw this.refusal(
      name,
      `is a number with too many digits to be exact: ${value}`,
      'Enter it as text: in quotes in JSON, as a text cell in a spreadsheet.',
    );
  }

  /** @returns one of the values of the field's dropdown, also where it came from an expression */
  choice(name: string): string {
    const choice = this.optionalChoice(name);
    if (choice === undefined) throw this.refusal(name, 'is empty', 'Choose one of the list.');
    return choice;
  }

  /** @returns as {@link choice}, undefined when nothing is chosen */
  optionalChoice(name: string): string | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const property = this.find(name);
    const chosen = property && chosenOf(property, text);
    if (chosen !== undefined) return chosen;
    const values = property ? choicesOf(property).map(({ value }) => String(value)) : [];
    throw this.refusal(name, `has no choice "${text}"`, `It must be one of: ${values.join(', ')}.`);
  }

  /**
   * @param most the largest that is accepted, where the field doesn't say it
   * @returns a positive number within the field's limits; undefined when the field is empty or not there
   */
  optionalNumber(name: string, most?: number): number | undefined {
    const value = this.raw(name);
    if (isBlank(value)) return undefined;
    const limits = limitsOf(this.find(name) ?? {});
    if (most !== undefined) limits.most = most;
    const number = numberWithin(value, limits);
    if (number !== undefined) return number;
    throw this.refusal(name, `is ${JSON.stringify(value)}`, `Enter ${numberWanted(limits)}.`);
  }

  /** @returns as {@link optionalNumber}, the field's default when it is empty; undefined for no such field */
  number(name: string): number | undefined {
    const usual = this.find(name)?.default;
    return this.optionalNumber(name) ?? (typeof usual === 'number' ? usual : undefined);
  }

  /** @returns a whole number above 0 */
  count(name: string): number {
    const value = this.raw(name);
    const number = isBlank(value) ? NaN : Number(value);
    if (Number.isInteger(number) && number > 0) return number;
    throw this.refusal(
      name,
      `is ${JSON.stringify(value) ?? 'empty'}`,
      'Enter a whole number above 0.',
    );
  }

  /**
   * @param absent what a switch that isn't there counts as
   * @returns whether a switch is on
   */
  flag(name: string, absent = false): boolean {
    const value = this.raw(name) ?? absent;
    if (typeof value === 'boolean') return value;
    throw this.refusal(
      name,
      `must be true or false, and is ${JSON.stringify(value)}`,
      'Check its expression: without quotes.',
    );
  }

  /** @returns whether the user has added a field to a collection, e.g. `options.idempotencyKey` */
  isAdded(name: string): boolean {
    return isAdded(this.context, name, this.itemIndex);
  }

  /** @returns whether the value comes from an expression of the user's */
  isExpression(name: string): boolean {
    return isExpression(this.context, name, this.itemIndex);
  }

  /**
   * The error for a field that can't be used.
   *
   * @param problem the second half of a sentence that starts with the field's name
   * @param advice what to do, a sentence
   * @param description more of that, for the details of the error
   */
  refusal(
    name: string,
    problem: string,
    advice: string,
    description = 'Nothing was sent to Kopo Kopo for this item.',
  ): NodeOperationError {
    const sentence = `${this.entry?.prefix ?? ''}'${this.label(name)}' ${problem}. ${advice}`;
    const message = `${sentence.trim()} [item ${this.itemIndex}]`;
    const { itemIndex } = this;
    return withMessage(
      message,
      new NodeOperationError(this.context.getNode(), message, { itemIndex, description }),
    );
  }

  /** @returns the full name of a field that is in one of the node's collections */
  protected inCollection(name: string): string {
    const collection = this.fields.find((property) =>
      propertiesInside(property).some((inside) => inside.name === name),
    );
    return collection ? `${collection.name}.${name}` : name;
  }

  protected label(name: string): string {
    return this.find(name)?.displayName ?? name;
  }

  private find(name: string): INodeProperties | undefined {
    return name.split('.').reduce<INodeProperties[]>((level, part, depth, parts) => {
      const found = level.filter((property) => property.name === part);
      return depth === parts.length - 1 ? found : found.flatMap(propertiesInside);
    }, this.fields)[0];
  }
}

/** @returns whether nothing is entered: an empty cell, a space, an expression that finds nothing */
export function isBlank(value: unknown): boolean {
  return isNothing(value) || (typeof value === 'string' && value.trim() === '');
}

/** @returns how the API spells the name of a field: `phone_number` for `phoneNumber` */
export function apiName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * The choice that somebody, or a spreadsheet, has written: as the API has it or as the form shows it, in
 * any letter case, with spaces, dashes or underscores.
 *
 * @returns the value of the option, undefined where none is called so
 */
export function chosenOf(property: INodeProperties, written: string): string | undefined {
  const options = choicesOf(property);
  const exact = options.find(({ value }) => value === written);
  const called = ({ name, value }: INodePropertyOptions) =>
    [name, String(value)].map(plainName).includes(plainName(written));
  const option = exact ?? options.find(called);
  return option && String(option.value);
}

function choicesOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
  return options.filter((option) => 'value' in option);
}

function propertiesInside(property: INodeProperties): INodeProperties[] {
  return (property.options ?? []).flatMap((option) => ('type' in option ? [option] : []));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : `${typeof value} (${String(value)})`;
}
