/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

/**
 * Bodies in shapes that official SDKs, guides and production code show and the documentation doesn't, with
 * invented values, and what is the right reading of each.
 */

const FOLDER = join(__dirname, '../fixtures/wild');

/** How a body has to be read. */
export interface Reading {
  /** The events that the trigger waits for. */
  topics?: string[];
  /** Fields of the only item. */
  item?: IDataObject;
  /** Fields of each item, where they are several things. */
  items?: IDataObject[];
  /** Of send money: fields of each recipient, in this order. */
  recipients?: IDataObject[];
  /** Values that have to be somewhere in the item. */
  keeps?: Array<string | number>;
  /** Fields of which nobody knows the value. */
  unknown?: string[];
  /** The resource whose create is refused so. */
  create?: string;
  says?: string[];
  saysNot?: string[];
  /** What a location names. */
  id?: string;
  /** What the same URL is where an ID is asked for, on the host of the hosted sandbox. */
  pasted?: { type: string; id?: string; refused?: true };
}

export interface Wild extends Reading {
  name: string;
  body: IDataObject;
}

const readings: Record<string, Reading> = read('readings');

/**
 * @param folder e.g. `webhook`
 * @returns its bodies, each under its name
 */
export function wild(folder: string): Array<[string, Wild]> {
  return readdirSync(join(FOLDER, folder)).map((file): [string, Wild] => {
    const name = file.replace(/\.json$/, '');
    return [name, { ...readings[`${folder}/${name}`], name, body: read(`${folder}/${name}`) }];
  });
}

/** @returns every text and number in a value, at any depth */
export function valuesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(valuesIn);
}

/** Whether all of it is somewhere in the item, a number also as text, a text also as a part of one. */
export function holds(item: unknown, kept: string | number): boolean {
  return valuesIn(item).some((value) => value === kept || String(value).includes(String(kept)));
}

function read<T>(name: string): T {
  const json: T = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
  return json;
}
