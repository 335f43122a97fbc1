import { timingSafeEqual } from 'crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { answered } from '../../webhook/signedMessage';
import { isTest } from '../isTest';
import { TEST_HEADER, testSecrets } from '../payments/showNewestPayment';

/**
 * Receives what `showNewestPayment` sends.
 *
 * @param context the `this` of the trigger's `webhook()`
 * @returns what `webhook()` has to return; undefined for whatever comes from anywhere else
 */
export function shownPayment(context: IWebhookFunctions): IWebhookResponseData | undefined {
  const given = context.getHeaderData()[TEST_HEADER];
  if (typeof given !== 'string' || !isTest(context)) return undefined;
  const secret = testSecrets.get(context) ?? '';
  if (secret === '' || !isEqual(given, secret))
    return answered(context, 401, 'No test of this n8n');
  return { webhookResponse: {}, workflowData: [[{ json: context.getBodyData() }]] };
}

function isEqual(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
