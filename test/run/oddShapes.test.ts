import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { single } from '../../nodes/KopoKopo/api/json';
import { kindOfResult, resultIn } from '../../nodes/KopoKopo/api/result';
import { simplifiedResult } from '../../nodes/KopoKopo/api/simplify';
import { startSandbox, type Sandbox } from '../../sandbox';
import { credentialFor, Engine, Store } from '../stage/engine';
import { madeUp, oddly } from '../stage/oddShapes';
import { sample } from '../stage/samples';
import { valuesIn, wild } from '../stage/wild';

const DOCUMENTED = [
  ...['incoming_payment.failed', 'incoming_payment.pending', 'incoming_payment.success'],
  ...['payment.success', 'polling.success', 'settlement_transfer.success'],
  'transaction_sms_notification.success',
];
const bodies: IDataObject[] = [
  ...DOCUMENTED.map((name) => sample(`result.${name}`)),
  ...[...wild('result'), ...wild('status')].map(([, { body }]) => body),
];

let sandbox: Sandbox;
let engine: Engine;

beforeAll(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterAll(async () => {
  await sandbox.stop();
});

async function got(body: IDataObject, simplify: boolean): Promise<IDataObject[]> {
  sandbox.control.fault({ method: 'GET', status: 200, body });
  const { json, error } = await engine.runAction({
    parameters: { resource: 'payment', operation: 'get', paymentId: 'a', simplify },
  });
  expect(error).toBeUndefined();
  return json;
}

it('Get gives whatever shape an answer has, with nothing in it that the API did not say', async () => {
  await fc.assert(
    fc.asyncProperty(oddly(bodies), fc.boolean(), async (body, simplify) => {
      const isList = kindOfResult(resultIn(body)?.type ?? '') === 'polling';
      const json = await got(body, simplify);
      if (!isList) expect(json).toHaveLength(1);
      if (simplify)
        expect(json.flatMap((item) => madeUp(item, { ...body, own: ['a', 'payment'] }))).toEqual(
          [],
        );
      else if (!isList) expect(json).toEqual([body]);
    }),
    { numRuns: 150 },
  );
});

describe.each([true, false])('what would resume the execution, with Simplify %s', (simplify) => {
  const _links = { callback_url: 'https://n8n.example/webhook-waiting/7?a=1&signature=secret#b' };
  const data = { id: 'a', type: 'payment', attributes: { status: 'Processed', _links } };
  const odd = {
    id: 'a',
    type: 'payment',
    attributes: { status: 'Processed', links: [{ _links }] },
  };
  const transactions = [{ id: 'b', type: 'Buygoods Transaction', resource: { _links } }];

  it.each<[string, IDataObject]>([
    ['as usual', { data }],
    ['without its envelope', data],
    ['in a list of one', { data: [data] }],
    ['in a list of two', { data: [data, data] }],
    ['in a text', { message: `Not ${JSON.stringify({ data })}` }],
    ['somewhere else', { data: odd }],
    ['without attributes', { data: { id: 'a', type: 'payment', _links } }],
    [
      'in a list of transactions',
      { data: { id: 'a', type: 'polling', attributes: { status: 'Success', transactions } } },
    ],
  ])('is not shown of an answer %s', async (_how, body) => {
    const shown = JSON.stringify(await got(body, simplify));
    expect(shown).not.toContain('secret');
    if (!simplify) expect(shown).toMatch(/webhook-waiting\/7\?a=1&signature=\*\*\*["#\\]/);
  });
});

describe('an outcome', () => {
  const read = (body: IDataObject) => {
    const result = resultIn(body);
    return result && { result, item: simplifiedResult(result) };
  };
  const statusesIn = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(statusesIn);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, entry]) =>
      name === 'status' && typeof entry === 'string' ? [entry.toLowerCase()] : statusesIn(entry),
    );
  };

  it('is never a success without a word for it, nor a failure of money that may have moved', () => {
    fc.assert(
      fc.property(oddly(bodies), (body) => {
        const { result, item } = read(body) ?? {};
        if (!result || !item) return;
        const { attributes } = result;
        expect(['succeeded', 'failed', 'pending', 'partial']).toContain(item.outcome);
        const statuses = statusesIn(attributes);
        const success = ['success', 'transferred', 'approved', 'active', 'paid', 'complete'];
        const { payment_link, transfer_batches: batches } = attributes;
        const link = single(payment_link);
        const isPaid = Object(link).transaction_reference !== undefined;
        const isSaid = [...statuses, String(Object(link).payment_link_status).toLowerCase()].some(
          (word) => success.includes(word) || word === 'reversed',
        );
        if (item.outcome === 'succeeded') expect(isSaid || isPaid).toBe(true);
        if (item.outcome === 'failed') {
          expect(statusesIn(batches)).not.toContain('sent');
          expect(valuesIn(batches).filter((value) => value === 'Transferred')).toEqual([]);
        }
        if (result.type === 'incoming_payment' && item.outcome === 'succeeded') {
          expect(String(Object(Object(attributes.event).resource).reference).trim()).not.toBe('');
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is pending where the answer does not say its type', () => {
    fc.assert(
      fc.property(oddly(bodies), (body) => {
        const data = { ...Object(body.data), type: undefined };
        const { item } = read({ data }) ?? {};
        expect(item?.outcome ?? 'pending').toBe('pending');
      }),
    );
  });
});
