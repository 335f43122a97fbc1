import type { IExecuteFunctions } from 'n8n-workflow';

import { canSendTo, unusedCallbackUrl } from '../api/targetUrl';
import { inOptions } from '../operations/fields/collections';
import { callbackUrl } from '../operations/fields/waiting';
import type { Parameters } from '../parameters/parameters';
import type { ResultMode } from './settings';

const CALLBACK_URL = inOptions(callbackUrl);

/**
 * Where the API is told to send the result.
 *
 * Where it is asked for anyway and this n8n has no public address, the result goes to the API itself, which
 * has no use for it: nothing of the customer's reaches anybody else.
 *
 * @param baseUrl the credential's origin
 * @returns the user's 'Callback URL', else the URL that resumes this execution at this node
 * @throws NodeOperationError when Kopo Kopo can't send to it, but has to
 * Source: API documentation: `_links.callback_url` is required and "MUST be a secure HTTPS endpoint".
 */
export function callbackUrlFor(
  context: IExecuteFunctions,
  parameters: Parameters,
  baseUrl: string,
  mode: ResultMode,
): string {
  const chosen = mode === 'resume' ? undefined : parameters.optionalUrl(CALLBACK_URL);
  const url = chosen ?? resumeUrlOf(context);
  if (chosen !== undefined)
    checkTarget(parameters, CALLBACK_URL, chosen, baseUrl, 'Or remove the option.');
  if (canSendTo(url, baseUrl)) return url;
  if (mode !== 'resume') return unusedCallbackUrl(baseUrl);
  throw parameters.refusal(
    'resultMode',
    `cannot be 'Suspend Until Callback': the address of this n8n (${new URL(url).origin}) is not one that Kopo Kopo can send results to, it must be public and start with https://`,
    "Set n8n's WEBHOOK_URL to its public https address, or choose 'Wait'.",
  );
}

/**
 * Checks that Kopo Kopo can send to what a field names.
 *
 * @param baseUrl the credential's origin
 * @param advice what else can be done
 * @throws NodeOperationError naming the field
 */
export function checkTarget(
  parameters: Parameters,
  field: string,
  url: string,
  baseUrl: string,
  advice = '',
): void {
  if (canSendTo(url, baseUrl)) return;
  throw parameters.refusal(
    field,
    `is an address of this computer, or of a network of your own: "${url}"`,
    `Kopo Kopo can only send to a public one, which starts with https://. ${advice}`.trim(),
  );
}

/** The URL that resumes this execution at this node; it carries a secret of n8n's own. */
export function resumeUrlOf(context: IExecuteFunctions): string {
  const known = resumeUrls.get(context);
  if (known !== undefined) return known;
  const url = new URL(String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
  url.pathname += `/${encodeURIComponent(context.getNode().id)}`;
  resumeUrls.set(context, url.toString());
  return url.toString();
}

/** The same for all items of a run: an expression takes n8n about as long as a request. */
const resumeUrls = new WeakMap<IExecuteFunctions, string>();
