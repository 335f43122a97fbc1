/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';

import { RESOURCES } from '../../nodes/KopoKopo/operations';
import {
  codex,
  darkIcon,
  outOfDate,
  outputSchemas,
  pages,
  write,
  type Assets,
} from '../../tools/assets';
import { jsonText } from '../../tools/assets/asset';
import { schemaOf, TRIGGER_SCHEMA, type OutputSchema } from '../../tools/assets/outputSchemas';
import { outputSamples, triggerSamples, type OutputSample } from '../stage/outputSamples';

const ROOT = join(__dirname, '..', '..');

let samples: OutputSample[];
beforeAll(async () => {
  samples = await outputSamples();
});

describe('the files that are made from others', () => {
  it('are those that the sources give now', async () => {
    const made = [darkIcon(ROOT), codex(), await outputSchemas(samples), await pages(samples)];
    expect(made.flatMap((assets) => outOfDate(assets, ROOT))).toEqual([]);
  });
});

describe('the schemas', () => {
  function schemaFile({ resource, operation }: { resource: string; operation: string }) {
    const folder = join(ROOT, 'nodes', 'KopoKopo', '__schema__', 'v1.0.0');
    const schema: OutputSchema & { version: number } = JSON.parse(
      readFileSync(join(folder, resource, `${operation}.json`), 'utf8'),
    );
    return schema;
  }

  it('are there for every operation', () => {
    const all = RESOURCES.flatMap(({ value, operations }) =>
      operations.map((operation) => `${value}/${operation.value}`),
    );
    const sampled = samples.map(({ resource, operation }) => `${resource}/${operation}`);
    expect(sampled).toEqual(all.sort());
  });

  it('describe what the operations really give, and leave nothing out', () => {
    const ajv = new Ajv({ strict: false });
    for (const sample of samples) {
      const validate = ajv.compile(closed(schemaFile(sample)));
      expect(sample.items.length).toBeGreaterThan(0);
      for (const item of sample.items) {
        expect([sample.resource, sample.operation, validate(item), validate.errors]).toEqual([
          sample.resource,
          sample.operation,
          true,
          null,
        ]);
      }
    }
  });

  it('describe what the trigger gives for a payment', async () => {
    const schema: OutputSchema = JSON.parse(readFileSync(join(ROOT, TRIGGER_SCHEMA), 'utf8'));
    const validate = new Ajv({ strict: false }).compile(closed(schema));
    const items = await triggerSamples();
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect([validate(item), validate.errors]).toEqual([true, null]);
    expect(Object.keys(schema.properties ?? {}).slice(0, 4)).toEqual([
      'amount',
      'currency',
      'sender_name',
      'sender_phone_number',
    ]);
  });

  /**
   * The schema with no room for fields that it doesn't name. An object may be missing: it can't say so,
   * for n8n's editor would show no fields of something that is an object or null.
   */
  function closed(schema: OutputSchema): object {
    const { properties, items } = schema;
    const isFreeForm = properties !== undefined && Object.keys(properties).length === 0;
    return {
      ...schema,
      ...(items ? { items: closed(items) } : {}),
      ...(properties && !isFreeForm
        ? {
            type: ['object', 'null'],
            properties: Object.fromEntries(
              Object.entries(properties).map(([name, inner]) => [name, closed(inner)]),
            ),
            additionalProperties: false,
          }
        : {}),
    };
  }
});

describe('a schema', () => {
  it('has the fields of all samples, and null last', () => {
    expect(
      schemaOf([
        { a: null, b: 1 },
        { a: 'x', c: [{ d: true }, { e: null }] },
      ]),
    ).toEqual({
      type: 'object',
      properties: {
        a: { type: ['string', 'null'] },
        b: { type: 'number' },
        c: {
          type: 'array',
          items: {
            type: 'object',
            properties: { d: { type: 'boolean' }, e: { type: ['string', 'null'] } },
          },
        },
      },
    });
  });

  it('does not promise the keys of metadata, which are the user’s', () => {
    expect(schemaOf([{ metadata: { invoice: '1' } }])).toEqual({
      type: 'object',
      properties: { metadata: { type: 'object', properties: {} } },
    });
  });
});

describe('the check', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kopokopo-assets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const assets: Assets = {
    task: 'codex',
    folders: ['made'],
    files: [{ path: 'made/a/one.json', text: '{}\n' }],
  };

  it('says what to run for a file that is missing, changed or left over', () => {
    expect(outOfDate(assets, folder)).toEqual([
      'made/a/one.json is out of date: run npx gulp codex',
    ]);
    write(assets, folder);
    expect(outOfDate(assets, folder)).toEqual([]);

    writeFileSync(join(folder, 'made/a/one.json'), '[]');
    writeFileSync(join(folder, 'made/a/two.json'), '{}');
    expect(outOfDate(assets, folder)).toEqual([
      'made/a/one.json is out of date: run npx gulp codex',
      'made/a/two.json belongs to nothing any more: run npx gulp codex',
    ]);
    write(assets, folder);
    expect(outOfDate(assets, folder)).toEqual([]);
    expect(existsSync(join(folder, 'made/a/two.json'))).toBe(false);
  });

  it('writes JSON with short lists on one line', () => {
    const long = Array.from({ length: 20 }, (_, index) => `number ${index}`);
    expect(jsonText({ type: ['string', 'null'], list: [{ a: 1 }], empty: [] })).toBe(
      '{\n  "type": ["string", "null"],\n  "list": [\n    {\n      "a": 1\n    }\n  ],\n  "empty": []\n}\n',
    );
    expect(jsonText({ long }).split('\n')).toHaveLength(25);
  });
});
