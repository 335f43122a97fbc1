import { NodeHelpers, type INode, type INodeParameters, type INodeProperties } from 'n8n-workflow';

import { KopoKopoTrigger } from '../../nodes/KopoKopo/KopoKopoTrigger.node';

const { description } = new KopoKopoTrigger();

const property = (name: string): INodeProperties => {
  const found = description.properties.find((entry) => entry.name === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
};

/** The fields that the editor shows for what was chosen. */
function shown(parameters: INodeParameters, of = description.properties): string[] {
  const chosen = { scope: 'till', tillNumber: '123456', receive: 'webhook', ...parameters };
  const node: INode = {
    id: '1',
    name: 'Kopo Kopo Trigger',
    type: description.name,
    typeVersion: 2,
    position: [0, 0],
    parameters: chosen,
  };
  return of
    .filter((entry) => NodeHelpers.displayParameter(chosen, entry, node, description))
    .map(({ name }) => name);
}

it('is of a version for which n8n evaluates no expression with each request', () => {
  expect(description.version).toBe(2);
});

const ALWAYS = ['events', 'simplify', 'options'];

describe('the fields follow the chosen events', () => {
  const payment = 'buygoods_transaction_received';

  it.each<[string, INodeParameters, string[]]>([
    ['a payment to a till', { events: [payment] }, ['scope', 'tillNumber', 'receive']],
    ['to all tills', { events: [payment], scope: 'company' }, ['scope', 'receive']],
    [
      'to a till that is not entered: says why the test button is grey',
      { events: [payment], tillNumber: '' },
      ['scope', 'tillNumber', 'tillNotice', 'receive'],
    ],
    ['another event of a till', { events: ['card_transaction_voided'] }, ['scope', 'tillNumber']],
    ['an event of the company', { events: ['customer_created'] }, ['companyNotice']],
    [
      'one of each',
      { events: ['card_transaction_received', 'customer_created'] },
      ['scope', 'tillNumber', 'companyNotice'],
    ],
    ['another topic', { events: ['other'] }, ['otherTopic', 'scope', 'tillNumber']],
    ['results', { events: ['api_result'] }, ['apiResultNotice']],
    [
      'results and a payment',
      { events: ['b2b_transaction_received', 'api_result'] },
      ['scope', 'tillNumber', 'receive', 'apiResultNotice'],
    ],
    [
      'payments that are checked for, and what comes by webhook only',
      { events: [payment, 'customer_created'], receive: 'webhookAndCheck' },
      ['scope', 'tillNumber', 'receive', 'webhookOnlyNotice', 'companyNotice'],
    ],
    [
      'payments that are checked for, alone',
      { events: [payment], receive: 'check' },
      ['scope', 'tillNumber', 'receive'],
    ],
    ['nothing', { events: [] }, []],
  ])('%s', (_what, parameters, fields) => {
    expect(shown(parameters).sort()).toEqual([...ALWAYS, ...fields].sort());
  });

  it.each([
    ['webhook', []],
    ['webhookAndCheck', ['checkBack', 'checkEvery']],
    ['check', ['checkBack', 'checkEvery']],
  ])('%s: how often and how far back only where it is checked', (receive, fields) => {
    const options = property('options').options?.filter((option) => 'type' in option) ?? [];
    const checks = shown({ events: [payment], receive }, options).filter((name) =>
      name.startsWith('check'),
    );
    expect(checks).toEqual(fields);
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

  it("has no topic that is the example of one that it doesn't have", () => {
    const example = property('otherTopic').placeholder?.replace('e.g. ', '');
    expect(example).toMatch(/^[a-z_]+$/);
    expect(options.map(({ value }) => value)).not.toContain(example);
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
