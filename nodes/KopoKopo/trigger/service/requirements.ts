import type { IHookFunctions } from 'n8n-workflow';

import type { KopoKopoClient } from '../../api/client';
import { ASK_AGAIN, refusal, refusalBy } from '../activationErrors';
import { chosenEvents } from '../chosen';
import { isTest } from '../isTest';
import { reasonNotListed } from '../payments/listedPayments';
import { reasonNotToLook, searchOf } from '../payments/search';
import type { Wanted } from '../subscriptions/wantedSubscriptions';
import { reasonNotReachable } from './publicAddress';

const NO_API_KEY =
  "The credential has no 'API Key': without it nobody can tell Kopo Kopo's events from forged ones. Copy it from the Applications page of your Kopo Kopo dashboard (it is not the client secret)";

/** What is to come to a trigger's address. */
export interface Receiving {
  wanted: Wanted[];
  /** Whether it gets results of requests, too. */
  takesResults: boolean;
}

/** @returns whether that is anything */
export function receives({ wanted, takesResults }: Receiving): boolean {
  return wanted.length > 0 || takesResults;
}

/**
 * Why it can't come: what the credential lacks, and what the address. Each says what to do.
 *
 * @param client of the trigger's account; undefined where nobody knows what the credential has
 */
export function reasonsNotReceiving(
  receiving: Receiving,
  client?: KopoKopoClient,
): { apiKey?: string; address?: string } {
  const [first] = receiving.wanted;
  const lacksKey = receives(receiving) && client?.hasApiKey === false;
  return {
    apiKey: lacksKey ? NO_API_KEY : undefined,
    address: first && reasonNotReachable(first.url, client?.baseUrl ?? 'https://'),
  };
}

/** @throws NodeOperationError when the credential or this n8n can't do what receiving events needs */
export function checkReceiving(
  context: IHookFunctions,
  client: KopoKopoClient,
  wanted: Wanted[],
): void {
  const takesResults = chosenEvents(context).apiResults;
  const { apiKey, address } = reasonsNotReceiving({ wanted, takesResults }, client);
  const reason = apiKey ?? address;
  if (reason !== undefined) throw refusal(context, reason);
}

/**
 * Whoever is told of payments by events hears at once that a key or a till is wrong; so does who only looks.
 *
 * @throws NodeOperationError when what is entered leaves gaps, NodeApiError when Kopo Kopo gives no list of the payments
 */
export async function checkLooking(context: IHookFunctions, client: KopoKopoClient): Promise<void> {
  const search = searchOf(context);
  if (!search) return;
  const reason = reasonNotToLook(context, search);
  if (reason !== undefined) throw refusal(context, reason);
  if (search.receivesEvents || isTest(context)) return;
  for (const scope of search.scopes) {
    const failure = await reasonNotListed(client, scope);
    if (failure) throw refusalBy(context, failure, "The payments can't be checked for", ASK_AGAIN);
  }
}
