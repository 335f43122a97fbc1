/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { KopoKopoApi } from '../../credentials/KopoKopoApi.credentials';
import { KopoKopo } from '../../nodes/KopoKopo/KopoKopo.node';
import { KopoKopoTrigger } from '../../nodes/KopoKopo/KopoKopoTrigger.node';
import { EVENTS } from '../../nodes/KopoKopo/api/events';
import { RESOURCE_TYPES } from '../../nodes/KopoKopo/api/resourceTypes';
import { CLAIM_ENDS_AFTER_MS } from '../../nodes/KopoKopo/memory/keyClaims';
import { RESOURCES } from '../../nodes/KopoKopo/operations';
import { titleOf } from '../../nodes/KopoKopo/operations/operation';
import { fieldsOf } from '../../nodes/KopoKopo/operations/properties';
import { CHOICES } from '../../nodes/KopoKopo/trigger/choices';
import { RESOURCES as SANDBOX_RESOURCES } from '../../sandbox/resources';
import { EVENTS_PAGE } from '../../tools/assets/pages/events';
import { anchorOf } from '../../tools/assets/pages/markdown';
import { pageOf } from '../../tools/assets/pages/operations';
import { COMPANY_TOPICS, DARAJA_TOPICS, TOPICS } from '../../sandbox/samples';

/*
 * The sandbox knows nothing of the node, or it would agree with the node's mistakes; README is written by
 * hand. What they say of the same things is held together here.
 */

describe('the sandbox and the node', () => {
  it('know the same resources, by the same paths', () => {
    const inSandbox = SANDBOX_RESOURCES.map(({ type, path, versions }) => [
      type,
      versions.map((version) => `/api/${version}/${path}`),
    ]);
    const known = new Map(inSandbox.map(([type, paths]) => [String(type), paths]));
    expect([...known.keys()].sort()).toEqual(Object.keys(RESOURCE_TYPES).sort());
    for (const [type, { path }] of Object.entries(RESOURCE_TYPES)) {
      expect([type, known.get(type)]).toEqual([type, expect.arrayContaining([path])]);
    }
  });

  it('know the same events, and which of them exist for all tills only or in the shape of Daraja', () => {
    const topics = (which: (event: (typeof EVENTS)[number]) => boolean) =>
      EVENTS.filter(which)
        .map(({ value }) => value)
        .sort();
    expect([...TOPICS].sort()).toEqual(topics(() => true));
    expect([...COMPANY_TOPICS].sort()).toEqual(topics(({ perTill }) => !perTill));
    expect([...DARAJA_TOPICS].sort()).toEqual(topics(({ daraja = false }) => daraja));
  });
});

describe('the operations', () => {
  it('read no field of a collection that none of them has: it would look like one that nobody has added', () => {
    const known = RESOURCES.flatMap(({ operations }) => operations.flatMap(fieldsOf)).flatMap(
      ({ name, options = [] }) => options.map((inside) => `${name}.${inside.name}`),
    );
    const read = ['operations', 'parameters', 'run'].flatMap((room) => {
      const folder = join(__dirname, '..', '..', 'nodes', 'KopoKopo', room);
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(IN_COLLECTION) ?? []);
    });
    expect(read).toContain("'additionalFields.category'");
    expect(read.filter((path) => !known.includes(path.replaceAll("'", '')))).toEqual([]);
  });
});

const IN_COLLECTION = /'(options|additionalFields)\.\w+'/g;

describe('the sentences about fields', () => {
  /** What stands in n8n's own panels. */
  const OF_N8N = [
    'Custom API Call',
    'Execute Once',
    'Execute step',
    'Expression',
    'Loop Over Items',
    'Retry On Fail',
    'Webhook URLs',
  ];
  const shown = [
    ...[new KopoKopoApi(), new KopoKopo().description, new KopoKopoTrigger().description].flatMap(
      ({ properties }) => labelsIn(properties),
    ),
    ...RESOURCES.flatMap((resource) =>
      resource.operations.map((operation) => titleOf(resource, operation)),
    ),
  ];
  const known = new Set([...OF_N8N, ...shown, ...shown.map(withoutUnit)]);

  it('call them as the panels do', () => {
    const folder = join(__dirname, '..', '..', 'nodes');
    const quoted = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        textsIn(readFileSync(join(folder, name), 'utf8'))
          .flatMap((text) => [...text.matchAll(QUOTED_LABEL)])
          .map(([, label = '']) => [name, label] as const),
      );
    expect(quoted.map(([, label]) => label)).toEqual(expect.arrayContaining(['Till Number']));
    expect(quoted.filter(([, label]) => !known.has(label))).toEqual([]);
  });
});

const QUOTED_LABEL = /(?<!\w)'(\p{Lu}[^']*)'(?!\w)/gu;

/** The names of all fields and choices, however deep. */
function labelsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { displayName, name } = { displayName: undefined, name: undefined, ...value };
  const own = [displayName, name].filter((text) => typeof text === 'string');
  return [...own, ...Object.values(value).flatMap(labelsIn)];
}

function withoutUnit(label: string): string {
  return label.replace(/ \([^()]*\)$/, '');
}

/** What stands in a source's strings and templates. */
function textsIn(source: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) texts.push(node.text);
    if (ts.isTemplateMiddleOrTemplateTail(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', source, ts.ScriptTarget.Latest));
  return texts;
}

describe('the sentences about a claim on an idempotency key', () => {
  it.each([
    ['nodes/KopoKopo/run/itemKeys.ts', 'Run it again in a minute'],
    ['nodes/KopoKopo/run/creates.ts', 'they are free in a minute'],
    ['docs/guarantees.md', 'can be sent a minute later'],
  ])('say when it ends: %s', (file, words) => {
    expect(readFileSync(join(__dirname, '..', '..', file), 'utf8')).toContain(words);
    expect(CLAIM_ENDS_AFTER_MS).toBe(60_000);
  });
});

describe('README', () => {
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

  /** The cells of the table under a heading. */
  function tableUnder(heading: string): string[][] {
    const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('|'));
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    return cells.slice(2);
  }

  it('lists the resources and operations as the two dropdowns do, with the page on each', () => {
    const listed = tableUnder('What the Kopo Kopo node can do');
    expect(listed.map(([resource, operations]) => [resource, operations])).toEqual(
      RESOURCES.map((resource) => [
        resource.name,
        resource.operations
          .map(({ name }) => `[${name}](${pageOf(resource)}#${anchorOf(name)})`)
          .join(', '),
      ]),
    );
  });

  it("lists the events that 'Trigger On' offers, with the place on the page on them", () => {
    // "Payment Received / Reversed" are two.
    const listed = tableUnder('What the Kopo Kopo Trigger can tell you').flatMap(([cell = '']) => {
      const links = [...cell.matchAll(/\[([^\]]*)\]\(([^)]*)\)/g)];
      const stem = cell.slice(0, links[0]?.index);
      return links.map(([, name, target]) => [`${stem}${name}`, target]);
    });
    expect(listed.sort()).toEqual(
      CHOICES.map(({ name }) => [name, `${EVENTS_PAGE}#${anchorOf(name)}`]).sort(),
    );
  });
});
