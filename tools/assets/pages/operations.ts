import type { IDataObject } from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/KopoKopo/operations';
import type { Operation, Resource } from '../../../nodes/KopoKopo/operations/operation';
import { fieldsOf } from '../../../nodes/KopoKopo/operations/properties';
import { outputSamples, type OutputSample } from '../../../test/stage/outputSamples';
import {
  operationTroubles,
  type OperationTroubles,
  type Trouble,
} from '../../../test/stage/troubles';
import type { Asset } from '../asset';
import { fieldTables } from './fields';
import { withFixedValues } from './fixedValues';
import { anchorOf, folded, json, MADE, paragraphs, sentence, table } from './markdown';

export const OPERATIONS_FOLDER = 'docs/operations';

/** @returns the page of a resource, from the project folder */
export function pageOf({ value }: Pick<Resource, 'value'>): string {
  return `${OPERATIONS_FOLDER}/${value.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;
}

/**
 * A page for each resource with a part for each of its operations, and one that lists them all.
 *
 * @param samples what each operation gives; without them all are run
 */
export async function operationPages(samples?: OutputSample[]): Promise<Asset[]> {
  const given = samples ?? (await outputSamples());
  const troubles = withFixedValues(await operationTroubles());
  // One that only says how things are doesn't fail.
  const everywhere = commonOf(
    troubles.map((each) => each.troubles).filter(({ length }) => length > 0),
  );
  const pages = RESOURCES.map((resource) => ({
    path: pageOf(resource),
    text: page(
      resource,
      resource.operations.map((operation) => {
        const isThis = (one: { resource: string; operation: string }) =>
          one.resource === resource.value && one.operation === operation.value;
        return part(operation, {
          items: given.find(isThis)?.items ?? [],
          wrong: troubles.find(isThis),
          everywhere,
        });
      }),
    ),
  }));
  return [{ path: `${OPERATIONS_FOLDER}/README.md`, text: index(everywhere) }, ...pages];
}

function index(everywhere: Trouble[]): string {
  return `${paragraphs(
    MADE,
    '# What the Kopo Kopo node can do',
    table(
      ['resource', 'operation', 'what it does'],
      RESOURCES.flatMap((resource) =>
        resource.operations.map(({ name, description }) => [
          resource.name,
          `[${name}](${pageOf(resource).split('/').pop()}#${anchorOf(name)})`,
          description,
        ]),
      ),
    ),
    '## What can go wrong with each of them',
    troubleTable(everywhere),
    'With _On Error → Continue_ in the settings of the node, an item that failed comes out with these in `error`: `message`, `what_to_do` and `outcome`.',
  )}\n`;
}

function page(resource: Resource, parts: string[]): string {
  const links = resource.operations.map(
    ({ name, description }) => `- [${name}](#${anchorOf(name)}): ${description}`,
  );
  return `${paragraphs(MADE, `# ${resource.name}`, resource.description, links.join('\n'), ...parts)}\n`;
}

interface Known {
  items: IDataObject[];
  wrong?: OperationTroubles;
  everywhere: Trouble[];
}

function part(operation: Operation, { items, wrong, everywhere }: Known): string {
  const own = (wrong?.troubles ?? []).filter(
    (each) => !everywhere.some((one) => isSame(one, each)),
  );
  return paragraphs(
    `## ${operation.name}`,
    `${sentence(operation.description)} In n8n's list of actions it is _${operation.action}_.`,
    fieldTables(fieldsOf(operation)),
    `**Output**${'simplify' in namesIn(operation) ? ', simplified' : ''}:`,
    outputs(items),
    operation.kind === 'check'
      ? '**What can go wrong** is what it tells of.'
      : paragraphs(
          '**What can go wrong**, besides [what can with each operation](README.md#what-can-go-wrong-with-each-of-them):',
          troubleTable(own),
        ),
    wrong && wrong.refused.length > 0
      ? paragraphs(
          'Before anything is sent, values that cannot be right are refused:',
          table(
            ['entered', 'message'],
            wrong.refused.map(({ value, message }) => [
              value === '' ? 'nothing' : `\`${value}\``,
              message,
            ]),
          ),
        )
      : '',
  );
}

const namesIn = (operation: Operation) =>
  Object.fromEntries(fieldsOf(operation).map(({ name }) => [name, true]));

/** The first item, and one for each other way in which it can turn out. */
function outputs(items: IDataObject[]): string {
  const fixed = withFixedValues(items);
  const first = fixed.find(({ outcome }) => outcome === 'succeeded') ?? fixed[0];
  if (!first) return '';
  const others = ['failed', 'partial', 'pending'].flatMap((outcome) => {
    const item = fixed.find((one) => one !== first && one.outcome === outcome);
    return item && first.outcome !== outcome ? [folded(`<code>${outcome}</code>`, json(item))] : [];
  });
  return paragraphs(json(first), ...others);
}

function troubleTable(troubles: Trouble[]): string {
  return table(
    ['when', 'message', 'what to do', '`outcome`'],
    troubles.map(({ situation, message, whatToDo, outcome, isError }) => [
      situation,
      message,
      whatToDo,
      `${isError ? '' : 'an item, no error: '}\`${outcome}\``,
    ]),
  );
}

/** What is the same everywhere. */
function commonOf([first = [], ...others]: Trouble[][]): Trouble[] {
  return first.filter((one) => others.every((other) => other.some((each) => isSame(one, each))));
}

const isSame = (one: Trouble, other: Trouble) => JSON.stringify(one) === JSON.stringify(other);
