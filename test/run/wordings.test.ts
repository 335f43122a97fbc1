import type { IDataObject } from 'n8n-workflow';

import { outputSamples, type OutputSample } from '../stage/outputSamples';

/*
 * What the API says, worded as its documentation has it and as it has been seen: where the meaning is the
 * same, so are the items.
 */

let documented: OutputSample[];
let seen: OutputSample[];

beforeAll(async () => {
  documented = await outputSamples('as documented');
  seen = await outputSamples('as seen');
});

/** Fields that mean something by their value; what is made up for each sandbox is left to other tests. */
const MEANING = [
  ...['outcome', 'amount', 'reason', 'failure_reason', 'errors', 'message', 'note'],
  ...['sender_phone_number', 'phone_number', 'till_number', 'payment_link_status', 'metadata'],
  ...['active', 'revoked', 'cancelled', 'description', 'hint'],
];

function meaning(item: IDataObject): IDataObject {
  const same = Object.entries(item).filter(
    ([name]) => MEANING.includes(name) && name !== 'polling_id',
  );
  return {
    ...Object.fromEntries(same),
    isPaid: Boolean(item.reference ?? item.transaction_reference),
    link: typeof item.link === 'string' ? URL.canParse(item.link) : undefined,
  };
}

/** Who got how much, and what became of it. */
function recipients(item: IDataObject): unknown[] {
  const all = Array.isArray(item.recipients) ? item.recipients : [];
  return all.map(({ amount, phone_number, reference, outcome, reason, transaction_reference }) => ({
    ...{ amount, phone_number, reference, outcome, reason },
    hasReceipt: Boolean(transaction_reference),
  }));
}

it('every operation gives the same items', () => {
  expect(seen.map(({ resource, operation }) => `${resource}/${operation}`)).toEqual(
    documented.map(({ resource, operation }) => `${resource}/${operation}`),
  );
  for (const [index, { resource, operation, items }] of seen.entries()) {
    const of = `${resource}/${operation}`;
    const expected = documented[index]?.items ?? [];
    // As seen, some say more.
    expect([of, items.map(meaning)]).toMatchObject([of, expected.map(meaning)]);
  }
});

it('every recipient has the same outcome', () => {
  const sent = (samples: OutputSample[]) =>
    samples.filter(({ resource }) => resource === 'sendMoney').flatMap(({ items }) => items);
  const known = sent(seen);
  for (const [index, item] of sent(documented).entries()) {
    const now = recipients(known[index] ?? {});
    // What was just taken in names nobody, as it has been seen.
    if (item.outcome === 'pending' && now.length === 0) continue;
    expect(now).toEqual(recipients(item));
  }
});
