import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { credentialFor } from '../stage/engine';
import { documented } from '../stage/documentedOperations';
import { invoices, PAYMENTS, Payday, storedError } from '../stage/payday';
import { sharedHost, type SharedHost } from '../stage/twoShops';

/** The credential is edited while an execution runs. */

let payday: Payday;
let other: Sandbox;
let host: SharedHost;

beforeEach(async () => {
  payday = await Payday.start();
  other = await startSandbox({ resultDelayMs: 1 });
  host = await sharedHost([payday.sandbox, other]);
});
afterEach(async () => {
  await host.stop();
  await other.stop();
  await payday.stop();
});

const six = invoices(6);
const PAYMENT = { ...documented('Payment: Create').parameters, resultMode: 'none' };

/** Does something the first time that n8n reads the credential when a condition holds: it reads it for each request. */
function actOnReading(holds: () => boolean, act: () => void): void {
  const { credential } = payday.store;
  let isDone = false;
  Object.defineProperty(payday.store, 'credential', {
    get: () => {
      if (!isDone && holds()) {
        isDone = true;
        act();
      }
      return credential;
    },
  });
}

/** Does something when so many payments are made. */
const afterPayments = (count: number, act: () => void) =>
  actOnReading(() => payday.paidIds().length >= count, act);

/** The other shop: at the same address, or at one of its own; n8n has no token for it. */
const theOther = (where: 'same' | 'own') => ({
  ...credentialFor(other),
  ...(where === 'same' ? { baseUrl: host.url } : {}),
  sessionValidity: '',
});

describe.each(['same', 'own'] as const)(
  'when the credential becomes that of another shop, at %s address',
  (where) => {
    const edit = () => void Object.assign(payday.store.credential, theOther(where));
    beforeEach(() => {
      if (where === 'same') payday.store.credential.baseUrl = host.url;
    });

    it.each([1, 3])('the list stops, with %d at a time', async (concurrency) => {
      afterPayments(2, edit);
      const run = await payday.pay({ invoices: six, options: { concurrency } });

      expect(run.error?.message).toMatch(
        /^The credential was changed to another Kopo Kopo account while the execution was running \[item \d\]$/,
      );
      expect(run.error?.description).toContain('Already sent before this happened');
      payday.expectAccounted(run, six);
      const paid = payday.paidIds().length;
      expect(storedError(run)?.context.alreadySent).toHaveLength(paid);
      if (concurrency === 1) expect(paid).toBe(2);
      // Not a payment, and not even a request for a token.
      expect(other.control.requests()).toEqual([]);
    });

    it('each item that is left says so with Continue On Fail', async () => {
      afterPayments(2, edit);
      const run = await payday.pay({ invoices: six, node: { onError: 'continueRegularOutput' } });
      const said = payday.expectAccounted(run, six);
      expect(said.map(({ state }) => state)).toEqual([
        'created',
        'created',
        'not created',
        'not created',
        'not created',
        'not created',
      ]);
      expect((run.json[5]?.error as IDataObject).message).toMatch(/^The credential was changed/);
      expect(other.control.requests()).toEqual([]);
    });

    it('the results of what was sent are not asked for with the new keys', async () => {
      payday.control.nextResult({ outcome: 'never' });
      afterPayments(1, edit);
      const { json } = await payday.pay({ invoices: ['INV-0'], resultMode: 'wait' });
      expect(json[0]).toMatchObject({ outcome: 'pending', id: payday.paidIds()[0] });
      expect(json[0]?.hint).toMatch(
        /^Its result cannot be asked for: The credential was changed .* do not send it a second time\.$/,
      );
      expect(other.control.requests()).toEqual([]);
    });

    it('a loop stops, although each round begins anew', async () => {
      afterPayments(1, edit);
      const { rounds, error } = await payday.loop([[{}], [{}], [{}]], PAYMENT);
      expect(rounds[0]).toMatchObject([{ outcome: 'pending' }]);
      expect(error?.message).toMatch(/^The credential was changed to another Kopo Kopo account/);
      expect(payday.paidIds()).toHaveLength(1);
      expect(other.control.requests()).toEqual([]);
    });

    it("n8n's Retry On Fail stops, and tells what its first try has sent", async () => {
      payday.control.fault({ method: 'POST', path: PAYMENTS, skip: 2, status: 400 });
      // The third has been refused: the retry begins with the new keys.
      actOnReading(() => payday.creates() === 3, edit);
      const run = await payday.pay({
        invoices: six,
        options: { idempotencyKey: '={{ $json.invoice }}' },
        node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
      });
      expect(run.error?.message).toMatch(/^The credential was changed to another/);
      expect(storedError(run)?.context.alreadySent).toHaveLength(2);
      payday.expectAccounted(run, six);
      expect(other.control.requests()).toEqual([]);
    });

    it.each(['introspect', 'revoke'])('%s does not send its keys to the old one', async (what) => {
      actOnReading(() => payday.control.requests({ path: '/oauth/token/info' }).length > 0, edit);
      const { error } = await payday.run({
        parameters: { resource: 'accessToken', operation: what },
      });
      expect(error?.message).toMatch(/^The credential was changed/);
      expect(payday.control.requests({ method: 'POST', path: `/oauth/${what}` })).toEqual([]);
      expect(other.control.requests()).toEqual([]);
    });
  },
);

describe('an execution goes on', () => {
  it('with a new client secret of the same application', async () => {
    afterPayments(2, () => {
      const secret = { clientSecret: 'renewed' };
      Object.assign(payday.sandbox.credentials, secret);
      Object.assign(payday.store.credential, secret);
    });
    const run = await payday.pay({ invoices: six });
    expect(run.error).toBeUndefined();
    expect(payday.paidIds()).toHaveLength(6);
  });

  it('with a new API key', async () => {
    afterPayments(2, () => void (payday.store.credential.apiKey = 'renewed'));
    expect((await payday.pay({ invoices: six })).error).toBeUndefined();
    expect(payday.paidIds()).toHaveLength(6);
  });
});

it('the next execution is for the new shop', async () => {
  await payday.pay({ invoices: ['INV-0'] });
  Object.assign(payday.store.credential, theOther('own'));
  const { error } = await payday.pay({ invoices: ['INV-1'] });
  expect(error).toBeUndefined();
  expect(payday.paidIds()).toHaveLength(1);
  expect(other.control.created('payment')).toHaveLength(1);
});
