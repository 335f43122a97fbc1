import { ExecuteContext } from 'n8n-core';
import type { IDataObject, INode } from 'n8n-workflow';

import { toList, wallet } from '../stage/destinations';
import type { NodeRun } from '../stage/engine';
import { ROWS } from '../stage/operationRows';
import { invoices, PAYMENTS, Payday, storedError } from '../stage/payday';

/** Whatever breaks: an item says what certainly wasn't done, and never that of something that exists. */

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await payday.stop();
});

const GO_ON = { onError: 'continueRegularOutput' as const };
const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
const RECIPIENT = ROWS.find(({ type }) => type === 'external_recipient')?.parameters ?? {};
const errorOf = (json: IDataObject | undefined) => json?.error as IDataObject | undefined;

/** Nested so deeply that whoever looks into it runs out of stack. */
const DEEP = `${'{"a":'.repeat(8000)}"b"${'}'.repeat(8000)}`;

describe('an answer that is nested 8,000 deep', () => {
  const answer = {
    body: `{"error_message": ${DEEP}}`,
    contentType: 'application/json',
    times: Infinity,
  };

  const result = (attributes: string) =>
    `{"data":{"id":"1","type":"payment","attributes":{"status":"Failed",${attributes}}}}`;

  it.each([
    ['its errors', result(`"errors":${DEEP}`)],
    ['its metadata', result(`"metadata":${DEEP}`)],
    ['all of it', DEEP],
  ])('to the question for the result, %s: the item keeps its ID', async (_what, body) => {
    payday.control.fault({ method: 'GET', path: PAYMENTS, status: 200, ...answer, body });
    const { json } = await payday.pay({
      invoices: ['INV-0'],
      resultMode: 'wait',
      options: { maxWait: 1.5 },
      node: GO_ON,
    });
    expect(json).toMatchObject([{ outcome: 'pending', id: payday.paidIds()[0] }]);
    expect(json[0]?.hint).toContain("Kopo Kopo's answer (status 200) cannot be read");
  });

  it.each([
    [{ status: 201, action: 'answer-after' as const }, 'unknown', 1],
    [{ status: 500, action: 'answer-after' as const }, 'unknown', 1],
    [{ status: 400 }, 'refused', 0],
  ])('to the payment, with %j: it is %s', async (how, outcome, made) => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, ...answer, ...how });
    const { json } = await payday.pay({ invoices: ['INV-0'], node: GO_ON });
    expect(errorOf(json[0])?.outcome).toBe(outcome);
    expect(payday.paidIds()).toHaveLength(made);
  });

  it('with status 401 to a request for a token', async () => {
    payday.control.fault({ path: '/oauth/token', status: 401, ...answer });
    const { json } = await payday.pay({ invoices: ['INV-0'], node: GO_ON });
    expect(errorOf(json[0])).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining("did not accept the 'Client ID' or the 'Client Secret'"),
    });
  });
});

describe('when something breaks after the create went out', () => {
  /** An n8n that can't show hints. */
  const breakHints = () =>
    jest.spyOn(ExecuteContext.prototype, 'addExecutionHints').mockImplementation(() => {
      throw new TypeError('this.hints is not iterable');
    });
  /** n8n's database fails when the execution is suspended. */
  const suspend = async (node: Partial<INode> = {}): Promise<NodeRun> => {
    jest.spyOn(ExecuteContext.prototype, 'putExecutionToWait').mockImplementation(() => {
      throw new Error('the database is locked');
    });
    payday.control.configure({ resultDelayMs: 60_000 });
    return await payday.run({
      parameters: { ...toList([wallet('0712345678', 100)]), resultMode: 'resume' },
      node,
    });
  };
  const sent = () => payday.control.created('send_money');

  it('the item has its ID, and says that it is pending', async () => {
    const { json } = await suspend(GO_ON);
    const [only] = sent();
    expect(json).toEqual([
      {
        error: {
          message: 'the database is locked',
          what_to_do: `It was sent, and Kopo Kopo has accepted it (ID ${only?.id}): ask what became of it, and do not send it again.`,
          outcome: 'pending',
          id: only?.id,
          location: `${payday.sandbox.url}/api/v2/send_money/${only?.id}`,
        },
      },
    ]);
  });

  it('so does the error that ends the execution', async () => {
    const run = await suspend();
    const [only] = sent();
    expect(storedError(run)?.context).toMatchObject({
      outcome: 'pending',
      id: only?.id,
      alreadySent: [{ item: 0, id: only?.id }],
      outcomeUnknown: [],
    });
    expect(run.error?.description).toContain('do not send it again');
  });

  it('an item is fine although it cannot be pointed out that it pays somebody twice', async () => {
    breakHints();
    const run = async () =>
      await payday.run({
        parameters: {
          ...toList([wallet('0712345678', 100), wallet('0712345678', 100)]),
          options: { idempotencyKey: 'MAY' },
        },
        node: GO_ON,
      });
    const [only] = (await run()).json;
    expect(only).toMatchObject({ outcome: 'pending', id: sent()[0]?.id });
    expect(errorOf((await run()).json[0])).toMatchObject({
      outcome: 'already_sent',
      id: sent()[0]?.id,
    });
  });

  it('the results come out although who was not paid cannot be shown', async () => {
    breakHints();
    payday.control.nextResult({ outcome: 'failed', callback: 'lose' });
    const run = await payday.pay({ invoices: invoices(2), resultMode: 'wait' });
    expect(run.error).toBeUndefined();
    const [first, second] = payday.paidIds();
    expect(run.json).toMatchObject([
      { outcome: 'failed', id: first },
      { outcome: 'succeeded', id: second },
    ]);
  });
});

describe("the second try of n8n's Retry On Fail", () => {
  const five = invoices(5);

  /** The fifth payment is refused, so that n8n tries again; from then on the credential can't be read. */
  const payWithBrokenRetry = async (node: Partial<INode>): Promise<NodeRun> => {
    payday.control.fault({ method: 'POST', path: PAYMENTS, skip: 3, action: 'drop-after' });
    payday.control.fault({ method: 'POST', path: PAYMENTS, skip: 3, status: 400 });
    const { store } = payday;
    const { credential } = store;
    Object.defineProperty(store, 'credential', {
      get: () => {
        if (payday.creates() >= 5) throw new Error('the database is locked');
        return credential;
      },
    });
    return await payday.pay({
      invoices: five,
      options: { idempotencyKey: '={{ $json.invoice }}' },
      node: { ...RETRY, ...node },
    });
  };

  it('that cannot read the credential tells what the first has sent, item by item', async () => {
    // n8n tries again where the first item has an error: that one goes last.
    payday.control.fault({ method: 'POST', path: PAYMENTS, status: 400 });
    const run = await payWithBrokenRetry(GO_ON);
    expect(payday.creates()).toBe(5);
    const said = payday.expectAccounted(run, five);
    expect(said.map(({ state }) => state)).toEqual([
      'not created',
      'created',
      'created',
      'created',
      'unknown',
    ]);
    expect(run.json.map((json) => errorOf(json)?.outcome)).toEqual([
      'refused',
      'already_sent',
      'already_sent',
      'already_sent',
      'unknown',
    ]);
    for (const json of run.json.slice(1)) expect(errorOf(json)?.what_to_do).toMatch(/^It was sent/);
  });

  const recipients = { method: 'POST', path: '/api/v2/external_recipients' };
  /** Three recipients are saved, without keys: of the first nobody knows, and then all stops working. */
  const saveWithBrokenRetry = async (node: Partial<INode> = {}): Promise<NodeRun> => {
    payday.control.fault({ ...recipients, action: 'drop-after' });
    const { store } = payday;
    const { credential } = store;
    Object.defineProperty(store, 'credential', {
      get: () => {
        if (payday.control.requests(recipients).length >= 3)
          throw new Error('the database is locked');
        return credential;
      },
    });
    return await payday.run({
      items: [{}, {}, {}],
      parameters: { ...RECIPIENT, options: { concurrency: 1 } },
      node: { ...RETRY, ...node },
    });
  };

  it('tells also what the first has sent without keys', async () => {
    const { json } = await saveWithBrokenRetry(GO_ON);
    const [, second, third] = payday.control.created('external_recipient');
    expect(json.map(errorOf)).toMatchObject([
      { outcome: 'unknown' },
      { outcome: 'already_sent', id: second?.id },
      { outcome: 'already_sent', id: third?.id },
    ]);
  });

  it('that is refused says so of nothing that the first has made', async () => {
    payday.control.fault({ ...recipients, status: 500 });
    payday.control.fault({ ...recipients, skip: 2, status: 400 });
    const { json } = await payday.run({
      items: [{}, {}],
      parameters: { ...RECIPIENT, options: { concurrency: 1 } },
      node: { ...RETRY, ...GO_ON },
    });
    const [first, again] = payday.control.created('external_recipient');
    expect(json).toMatchObject([
      { outcome: 'succeeded', id: again?.id },
      { error: { outcome: 'already_sent', http_status: 400, id: first?.id } },
    ]);
  });
});

it('an operation that the node does not have is told of each item', async () => {
  const { json } = await payday.run({
    items: [{}, {}],
    parameters: { resource: 'payment', operation: 'customApiCall' },
    node: GO_ON,
  });
  expect(json).toMatchObject([
    { error: { message: expect.stringContaining("Choose a 'Resource'"), outcome: 'refused' } },
    { error: { message: expect.stringContaining("Choose a 'Resource'"), outcome: 'refused' } },
  ]);
});
