import { NodeHelpers, type INode, type INodeProperties } from 'n8n-workflow';

import { KopoKopoTrigger } from '../../nodes/KopoKopo/KopoKopoTrigger.node';

const { description } = new KopoKopoTrigger();

const property = (name: string): INodeProperties => {
  const found = description.properties.find((entry) => entry.name === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
};

/** The fields that the editor shows for what was chosen. */
function shown(events: string[], scope = 'till'): string[] {
  const parameters = { events, scope };
  const node: INode = {
    id: '1',
    name: 'Kopo Kopo Trigger',
    type: description.name,
    typeVersion: 2,
    position: [0, 0],
    parameters,
  };
  return description.properties
    .filter((entry) => NodeHelpers.displayParameter(parameters, entry, node, description))
    .map(({ name }) => name);
}

it('is of a version for which n8n evaluates no expression with each request', () => {
  expect(description.version).toBe(2);
});

const ALWAYS = ['events', 'simplify', 'options'];

describe('the fields follow the chosen events', () => {
  it.each<[string, string[], string, string[]]>([
    ['an event of a till', ['buygoods_transaction_received'], 'till', ['scope', 'tillNumber']],
    ['the same for the company', ['buygoods_transaction_received'], 'company', ['scope']],
    ['an event of the company', ['customer_created'], 'till', ['companyNotice']],
    [
      'one of each',
      ['card_transaction_received', 'customer_created'],
      'till',
      ['scope', 'tillNumber', 'companyNotice'],
    ],
    ['another topic', ['other'], 'till', ['otherTopic', 'scope', 'tillNumber']],
    ['results', ['api_result'], 'till', ['apiResultNotice']],
    [
      'results and a payment',
      ['b2b_transaction_received', 'api_result'],
      'till',
      ['scope', 'tillNumber', 'apiResultNotice'],
    ],
    ['nothing', [], 'till', []],
  ])('%s', (_what, events, scope, fields) => {
    expect(shown(events, scope).sort()).toEqual([...ALWAYS, ...fields].sort());
  });
});

/** n8n's reviewers ask for it: what a user may leave as it is stands in a collection. */
it('asks at its top level only for what it needs', () => {
  const optional = description.properties.filter(
    ({ type, required }) => !required && !['notice', 'collection'].includes(type),
  );
  expect(optional.map(({ name }) => name)).toEqual([]);
});

describe("'Trigger On'", () => {
  const options = property('events').options?.filter((option) => 'value' in option) ?? [];

  it('has the documented topics, the newer ones, results and any other', () => {
    expect(options.map(({ value }) => value).sort()).toEqual([
      'api_result',
      'b2b_transaction_received',
      'b2b_transaction_reversed',
      'buygoods_transaction_received',
      'buygoods_transaction_reversed',
      'card_transaction_received',
      'card_transaction_reversed',
      'card_transaction_voided',
      'customer_created',
      'm2m_transaction_received',
      'other',
      'settlement_transfer_completed',
    ]);
  });

  it('is sorted by name, and every entry says what it is', () => {
    const names = options.map(({ name }) => name);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    for (const { name, ...option } of options) {
      expect({ name, described: 'description' in option && option.description !== '' }).toEqual({
        name,
        described: true,
      });
    }
  });
});
