import { randomBytes } from 'crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import { KopoKopoClient } from '../../api/client';
import { now, unhurried } from '../../flow/clock';
import { HOUR_MS } from '../../flow/durations';
import { field } from '../../api/json';
import { Stop } from '../../flow/stop';
import { PerNode } from '../../process/perNode';
import { listAllSoon, LONGEST_FOR_A_PERSON_MS, paymentsOf } from './listedPayments';
import type { Payment } from './payment';
import { ASK_AGAIN, refusal, refusalBy } from '../activationErrors';
import type { Search } from './search';

/** Carries a test's own secret: what has it comes from this n8n, not from Kopo Kopo. */
export const TEST_HEADER = 'x-kopokopo-test';
/** After the test has begun to listen. */
const PAUSE_MS = 500;

/** The secrets of the tests that listen, by their trigger. */
export const testSecrets = new PerNode<string>();

/**
 * Has a test of a trigger that only looks show the newest payment: in a test n8n waits for a call of the
 * node's address, so the node calls it itself; `events/shownPayment.ts` receives it.
 *
 * @param context the `this` of the trigger's `create()`
 * @throws NodeOperationError or NodeApiError when there is none, or n8n can't call itself
 */
export async function showNewestPayment(context: IHookFunctions, search: Search): Promise<void> {
  const url = context.getNodeWebhookUrl('default') ?? '';
  const payment = await newestPayment(context, search);
  const json = search.simplify ? payment.simplified : payment.body;
  const status = await call(context, url, 'not yet', {});
  if (status !== 401) throw notReached(context, url, status);
  const secret = randomBytes(32).toString('hex');
  testSecrets.set(context, secret);
  // n8n begins to listen when `create()` has returned.
  void unhurried(PAUSE_MS)
    .then(async () => await call(context, url, secret, json))
    .finally(() => testSecrets.take(context));
}

async function newestPayment(context: IHookFunctions, search: Search): Promise<Payment> {
  const client = await KopoKopoClient.open(context);
  const time: [number, number] = [now() - search.back, now()];
  const listing = await listAllSoon(client, search, time, new Stop());
  if (listing.failure) {
    throw refusalBy(context, listing.failure, 'The payments could not be asked for', ASK_AGAIN);
  }
  const payments = paymentsOf(listing, search.topics);
  const [newest] = payments.sort((one, other) => other.paidAt - one.paidAt);
  if (newest) return newest;
  throw refusal(
    context,
    `There is no payment in the last ${search.back / HOUR_MS} hours that could be shown. Make one, or enter more hours in 'Check Back', and try again`,
  );
}

/** @returns the status of the answer; 0 for none */
async function call(
  context: IHookFunctions,
  url: string,
  secret: string,
  json: IDataObject,
): Promise<number> {
  const answer: unknown = await context.helpers
    .httpRequest({
      method: 'POST',
      url,
      body: JSON.stringify(json),
      headers: { 'Content-Type': 'application/json', [TEST_HEADER]: secret },
      timeout: LONGEST_FOR_A_PERSON_MS,
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
    })
    .catch(() => undefined);
  return Number(field(answer, 'statusCode') ?? 0);
}

function notReached(context: IHookFunctions, url: string, status: number) {
  const place = new URL(url).origin;
  if (status === 404) {
    return refusal(
      context,
      // In n8n 1 the end of any test ends all of them.
      `n8n at ${place} does not know of this test: another test may have ended in the same moment. Try again; if it stays so, n8n's environment variable WEBHOOK_URL does not lead to this n8n`,
    );
  }
  const answered = status === 0 ? 'nobody answers there' : `it answers with status ${status}`;
  return refusal(
    context,
    `n8n could not call its own test address at ${place} (${answered}), by which it shows the newest payment. Set n8n's environment variable WEBHOOK_URL to an address at which this computer reaches n8n; or publish the workflow: its payments come without it`,
  );
}
