import type { IDataObject } from 'n8n-workflow';

import { outputSamples, triggerSamples, type OutputSample } from '../../test/stage/outputSamples';
import { jsonText, type Assets } from './asset';

/** As much of JSON Schema as n8n's editor reads. */
export interface OutputSchema {
  /** The editor shows the first type, so that `null` comes last. */
  type?: string | string[];
  properties?: Record<string, OutputSchema>;
  items?: OutputSchema;
}

/** Their keys are the user's own. */
const FREE_FORM = ['metadata'];

/**
 * The schema of all values in a place. Fields are not required: which there are depends on how it went.
 *
 * @param values at least one
 * @param name of the field that holds them
 */
export function schemaOf(values: unknown[], name = ''): OutputSchema {
  const objects = values.filter(isObject);
  // The editor would show no fields of something that is an object or null.
  if (objects.length > 0) return objectSchema(objects, name);
  const entries = values.filter(Array.isArray).flat();
  if (entries.length > 0) return { type: 'array', items: schemaOf(entries) };
  const types = [...new Set(values.map(typeOf))].sort(
    (a, b) => Number(a === 'null') - Number(b === 'null'),
  );
  if (types.length > 1) return { type: types };
  // What is null here is a text when there is one, such as a reference or a middle name.
  return { type: types[0] === 'null' ? ['string', 'null'] : types[0] };
}

function objectSchema(objects: IDataObject[], name: string): OutputSchema {
  if (FREE_FORM.includes(name)) return { type: 'object', properties: {} };
  const names = new Set(objects.flatMap((object) => Object.keys(object)));
  const properties = [...names].map((key): [string, OutputSchema] => [
    key,
    schemaOf(
      objects.filter((object) => Object.hasOwn(object, key)).map((object) => object[key]),
      key,
    ),
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  // Never 'integer': an amount that happens to be whole must not promise that all are.
  return typeof value;
}

function isObject(value: unknown): value is IDataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const FOLDER = 'nodes/KopoKopo/__schema__';

/** Where n8n looks for the schema of a node without resources: by its version, which only the trigger has. */
export const TRIGGER_SCHEMA = `${FOLDER}/v2.0.0.json`;

/**
 * What each operation and the trigger give with 'Simplify' on, so that the editor can show the fields
 * before the node has run.
 *
 * @param samples of all operations; without them all are run in the engine, against the sandbox
 */
export async function outputSchemas(samples?: OutputSample[]): Promise<Assets> {
  const operations = (samples ?? (await outputSamples())).map(({ resource, operation, items }) => ({
    path: `${FOLDER}/v1.0.0/${resource}/${operation}.json`,
    items,
  }));
  const trigger = { path: TRIGGER_SCHEMA, items: await triggerSamples() };
  return {
    task: 'schemas',
    folders: [FOLDER],
    files: [...operations, trigger].map(({ path, items }) => ({
      path,
      text: jsonText({ ...schemaOf(items), version: 1 }),
    })),
  };
}
