/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadOutputSchema, type PackageDirectoryLoader } from 'n8n-core';
import {
  NodeHelpers,
  type INode,
  type INodeParameters,
  type INodeProperties,
  type INodePropertyOptions,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { RESOURCES } from '../../nodes/KopoKopo/operations';
import { USER_AGENT } from '../../nodes/KopoKopo/api/userAgent';
import { loadPackage } from '../stage/engine';
import { TEST_PACKAGE } from '../stage/testPackage';

const ROOT = join(__dirname, '..', '..');

let loader: PackageDirectoryLoader;
let action: INodeTypeDescription;
let trigger: INodeTypeDescription;

beforeAll(async () => {
  loader = await loadPackage();
  action = descriptionOf('kopoKopo');
  trigger = descriptionOf('kopoKopoTrigger');
});

function descriptionOf(name: string): INodeTypeDescription {
  return NodeHelpers.getVersionedNodeType(loader.getNode(name).type).description;
}

const node: INode = {
  id: '1',
  name: 'Kopo Kopo',
  type: 'n8n-nodes-kopokopo.kopoKopo',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
};

const OPERATIONS = RESOURCES.flatMap((resource) =>
  resource.operations.map((operation) => ({ resource, operation })),
);
const EACH_OPERATION = OPERATIONS.map(({ resource, operation }): [string, string] => [
  resource.value,
  operation.value,
]);

/** The entries of a dropdown. */
function choices({ options = [] }: INodeProperties): INodePropertyOptions[] {
  return options.flatMap((option) => ('value' in option ? [option] : []));
}

/** The fields inside of a collection. */
function inside({ options = [] }: INodeProperties): INodeProperties[] {
  return options.flatMap((option) => {
    if ('type' in option) return [option];
    return 'values' in option ? option.values : [];
  });
}

function everyField(properties: INodeProperties[]): INodeProperties[] {
  return properties.flatMap((property) => [property, ...everyField(inside(property))]);
}

function isShown(
  property: INodeProperties,
  values: INodeParameters,
  root: INodeParameters = values,
  description: INodeTypeDescription = action,
): boolean {
  return NodeHelpers.displayParameter(values, property, node, description, root);
}

/** Whether the tool that n8n makes of the node for AI agents shows it. */
function isShownToAgents(property: INodeProperties, values: INodeParameters): boolean {
  return isShown(property, values, values, { ...action, name: `${action.name}Tool` });
}

/** All that the fields which decide about others can be set to, for one operation. */
function situations(resource: string, operation: string): INodeParameters[] {
  const start: INodeParameters = { resource, operation };
  const own = action.properties.filter((property) => isOf(property, resource, operation));
  const deciding = new Set(
    everyField(own)
      .flatMap(({ displayOptions }) => Object.keys(displayOptions?.show ?? {}))
      .map((name) => name.replace(/^\//, '')),
  );
  return own
    .filter(({ name }) => deciding.has(name))
    .reduce<INodeParameters[]>(
      (all, property) => {
        const values = property.type === 'boolean' ? [true, false] : choices(property).map(valueOf);
        return all.flatMap((known) =>
          values.map((value) => ({ ...known, [property.name]: value })),
        );
      },
      [start],
    );
}

const valueOf = ({ value }: INodePropertyOptions) => value;

function isOf({ displayOptions }: INodeProperties, resource: string, operation: string): boolean {
  const { show = {} } = displayOptions ?? {};
  return (
    (show.resource?.includes(resource) ?? false) && (show.operation?.includes(operation) ?? false)
  );
}

describe('the action node', () => {
  it('offers every resource and operation of the table', () => {
    const offered = action.properties
      .filter(({ name }) => name === 'operation')
      .flatMap((dropdown) =>
        choices(dropdown).map(({ value }) => [dropdown.displayOptions?.show?.resource?.[0], value]),
      );
    expect(offered).toEqual(EACH_OPERATION);
    const [resources] = action.properties;
    expect(resources && choices(resources).map(valueOf)).toEqual(
      RESOURCES.map(({ value }) => value),
    );
  });

  it.each(OPERATIONS.map((entry) => [entry.resource.value, entry.operation.value, entry] as const))(
    '%s %s says what it does, to people and to agents',
    (_resource, _operation, { resource, operation }) => {
      for (const text of [resource.description, operation.description, operation.action]) {
        expect(text).toMatch(/^[A-Z"'].{10,}/);
      }
      // n8n shows the action where there is one line only.
      expect(operation.action.length).toBeLessThanOrEqual(60);
      expect(operation.action).not.toMatch(/\.$/);
      expect(operation.action).not.toMatch(/\b(a|an|the)\b/i);
      expect(operation.name).toMatch(/^[A-Z]/);
      expect(['create', 'get', 'act', 'token', 'check']).toContain(operation.kind);
    },
  );

  it('calls each resource by what a shop does with it', () => {
    const [resources] = action.properties;
    expect(resources && choices(resources).map(({ name }) => name)).toEqual([
      'Customer SMS',
      'M-PESA Prompt (STK Push)',
      'My Account (Settlement)',
      'Payment Link',
      'Payments Received',
      'Refund (Reversal)',
      'Saved Recipient (External Recipient)',
      'Saved Recipient, Older (Pay Recipient)',
      'Send Money',
      'Send Money, Older (Payment)',
      'Token (Advanced)',
      'Transfer to My Account (Settlement)',
      'Webhook Subscription (Advanced)',
    ]);
  });

  it('starts each resource with making or telling something, not with looking or undoing', () => {
    const first = RESOURCES.map(({ operations }) => operations[0].kind);
    expect(first.filter((kind) => kind === 'get' || kind === 'act')).toEqual([]);
  });

  it.each(EACH_OPERATION)('%s %s speaks of no choice that it does not offer', (...of) => {
    const own = everyField(action.properties.filter((property) => isOf(property, ...of)));
    const modes = own.filter(({ name }) => name === 'resultMode').flatMap(choices);
    if (modes.some(({ value }) => value === 'resume')) return;
    const texts = own.flatMap((field) => [field, ...choices(field)]);
    expect(texts.map(({ description = '' }) => description).join('\n')).not.toContain('Suspend');
  });

  it('asks for no till where a subscription is always for all of them', () => {
    const values = (eventType: string) => ({
      resource: 'webhookSubscription',
      operation: 'create',
      eventType,
      scope: 'till',
    });
    const shown = (eventType: string) =>
      action.properties.filter((property) => isShown(property, values(eventType)));
    expect(shown('buygoods_transaction_received')).toContainEqual(
      expect.objectContaining({ name: 'scopeReference' }),
    );
    expect(shown('customer_created')).not.toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/^scope/) }),
    );
  });

  it('says on the canvas what it does, without the API’s terms', () => {
    expect(action.subtitle).toContain('"M-PESA Prompt: Send"');
    expect(action.subtitle).toContain('"Payments Received: Request a List"');
    expect(action.subtitle).not.toMatch(/STK|Settlement/);
  });

  it('names no two operations alike', () => {
    const actions = OPERATIONS.map(({ operation }) => operation.action);
    expect(new Set(actions).size).toBe(actions.length);
  });

  it.each(EACH_OPERATION)('%s %s has a schema where n8n looks for it', (resource, operation) => {
    const nodeDir = join(TEST_PACKAGE, dirname(loader.known.nodes.kopoKopo?.sourcePath ?? ''));
    const schema = loadOutputSchema({ nodeDir, version: 1, resource, operation });
    expect(schema).toMatchObject({ type: 'object', version: 1 });
    expect(Object.keys((schema?.properties ?? {}) as object).length).toBeGreaterThan(0);
  });

  it.each(EACH_OPERATION)('%s %s never shows two fields of one name', (resource, operation) => {
    for (const values of situations(resource, operation)) {
      const shown = action.properties.filter((property) => isShown(property, values));
      const names = shown.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it('shows every field somewhere', () => {
    const seen = new Set<INodeProperties>();
    for (const [resource, operation] of EACH_OPERATION) {
      for (const values of situations(resource, operation)) {
        const shown = (entry: INodeProperties) =>
          isShown(entry, values) || isShownToAgents(entry, values);
        for (const property of action.properties.filter(shown)) {
          seen.add(property);
          if (property.type !== 'collection') continue;
          for (const inner of inside(property)) {
            if (isShown(inner, {}, values)) seen.add(inner);
          }
        }
      }
    }
    const all = action.properties.flatMap((property) => [
      property,
      ...(property.type === 'collection' ? inside(property) : []),
    ]);
    const hidden = all.filter((property) => !seen.has(property));
    expect(hidden.map(({ name, displayOptions }) => [name, displayOptions])).toEqual([]);
  });

  /** Field by field, with what is in collections: what a user sees, which no other test may know by heart. */
  it.each(EACH_OPERATION)('%s %s shows these fields, in this order', (resource, operation) => {
    // Nothing depends on what only agents are asked for.
    const ofPeople = situations(resource, operation).filter(
      ({ output = 'simple' }) => output === 'simple',
    );
    const shown = ofPeople.map((values) => {
      const chosen = Object.fromEntries(
        Object.entries(values).filter(
          ([name]) => !['resource', 'operation', 'output'].includes(name),
        ),
      );
      const fields = action.properties
        .filter((property) => isShown(property, values))
        .map((property) => {
          if (property.type !== 'collection') return property.name;
          const entries = inside(property).filter((inner) => isShown(inner, {}, values));
          return `${property.name}: ${entries.map(({ name }) => name).join(' ')}`;
        });
      return [JSON.stringify(chosen), ...fields.slice(2)].join('\n  ');
    });
    expect(`\n${shown.join('\n')}\n`).toMatchSnapshot();
  });

  it('carries the trigger’s words too: n8n shows both as one entry, and looks at this one', () => {
    const words = descriptionOf('kopoKopo').codex?.alias;
    expect(words).toEqual(
      expect.arrayContaining(descriptionOf('kopoKopoTrigger').codex?.alias ?? []),
    );
  });

  it('can be a tool of an AI agent', () => {
    expect(action.usableAsTool).toBe(true);
  });

  it('offers agents less to read, as n8n wants it of tools, and people a switch', () => {
    const names = (values: INodeParameters, isFor: typeof isShownToAgents) =>
      action.properties.filter((property) => isFor(property, values)).map(({ name }) => name);
    const prompt = { resource: 'incomingPayment', operation: 'create', resultMode: 'wait' };
    const fields = { ...prompt, output: 'fields' };
    expect(names(fields, isShown)).toContain('simplify');
    expect(names(fields, isShown)).not.toEqual(expect.arrayContaining(['output']));
    expect(names(fields, isShownToAgents)).toEqual(expect.arrayContaining(['output', 'fields']));
    expect(names(fields, isShownToAgents)).not.toContain('simplify');
    expect(names({ ...prompt, output: 'raw' }, isShownToAgents)).not.toContain('fields');
  });
});

describe('the trigger', () => {
  it('has a schema where n8n looks for it: the next node shows its fields before anybody has paid', () => {
    const nodeDir = join(
      TEST_PACKAGE,
      dirname(loader.known.nodes.kopoKopoTrigger?.sourcePath ?? ''),
    );
    const version = Number([trigger.version].flat().at(-1));
    const schema = loadOutputSchema({ nodeDir, version });
    expect(schema).toMatchObject({ type: 'object', properties: { id: {}, amount: {} } });
  });

  it('is no tool', () => {
    expect(trigger.usableAsTool).toBeUndefined();
    expect(trigger.group).toEqual(['trigger']);
    expect(trigger.inputs).toEqual([]);
  });
});

describe.each(['kopoKopo', 'kopoKopoTrigger'])('%s', (name) => {
  const fields = () => everyField(descriptionOf(name).properties);

  it('sorts what has five entries or more', () => {
    const unsorted = fields()
      .filter(({ options = [] }) => options.length >= 5)
      .filter((property) => {
        const names = (property.options ?? []).map((option) =>
          'displayName' in option ? option.displayName : option.name,
        );
        const sorted = [...names].sort((a, b) => a.localeCompare(b, 'en'));
        return JSON.stringify(names) !== JSON.stringify(sorted);
      })
      .map((property) => property.name);
    // The last of the trigger's events stands for one that the list doesn't know.
    expect(unsorted.filter((field) => field !== 'events')).toEqual([]);
  });

  /** n8n cuts longer ones in its lists. */
  it('has descriptions of choices that can be read to the end', () => {
    const LONGEST = 120;
    const texts = fields()
      .flatMap(choices)
      .map(({ description = '' }) => description);
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((text) => text.length > LONGEST)).toEqual([]);
    expect(descriptionOf(name).description.length).toBeLessThanOrEqual(LONGEST);
  });

  it('has examples that look like examples', () => {
    const examples = fields().filter(
      ({ type, placeholder }) =>
        placeholder !== undefined && type !== 'collection' && type !== 'fixedCollection',
    );
    expect(examples.length).toBeGreaterThan(0);
    const others = examples.filter(({ placeholder }) => !placeholder?.startsWith('e.g. '));
    expect(others.map((field) => [field.name, field.placeholder])).toEqual([]);
  });

  it('has a default of the right type for every field', () => {
    const wrong = fields().filter(({ type, default: value, options }) => {
      if (type === 'options')
        return !(options ?? []).some((o) => 'value' in o && o.value === value);
      if (type === 'multiOptions') return !Array.isArray(value);
      // An amount starts empty: a 0 would have to be deleted first.
      if (type === 'number' && value === '') return false;
      if (type === 'number' || type === 'boolean') return typeof value !== type;
      return type === 'collection' || type === 'fixedCollection'
        ? typeof value !== 'object'
        : typeof value !== 'string';
    });
    expect(wrong.map((field) => [field.name, field.default])).toEqual([]);
  });

  it.each([['kopo', 'mpesa', 'm-pesa', 'stk', 'till', 'sms', 'payment']])(
    'is found by the words %s, %s, %s, %s, %s, %s and %s',
    (...words) => {
      const { codex } = descriptionOf(name);
      expect(codex?.alias).toEqual(expect.arrayContaining(words));
      expect(codex?.alias).toEqual([...new Set(codex?.alias)]);
      expect(codex?.categories).toContain('Finance & Accounting');
      expect(codex?.resources).toMatchObject({
        primaryDocumentation: [{ url: expect.stringMatching(/^https:\/\//) }],
        credentialDocumentation: [{ url: expect.stringMatching(/^https:\/\//) }],
      });
    },
  );
});

describe('the package', () => {
  const manifest: { name: string; version: string } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );

  it('tells Kopo Kopo its own name and version', () => {
    expect(USER_AGENT).toBe(`${manifest.name}/${manifest.version}`);
  });

  it.each(['KopoKopo', 'KopoKopoTrigger'])('has a codex file that is about %s', (file) => {
    const codex: unknown = JSON.parse(
      readFileSync(join(ROOT, 'nodes', 'KopoKopo', `${file}.node.json`), 'utf8'),
    );
    const name = file.charAt(0).toLowerCase() + file.slice(1);
    expect(codex).toMatchObject({ node: `${manifest.name}.${name}`, codexVersion: '1.0' });
  });
});
