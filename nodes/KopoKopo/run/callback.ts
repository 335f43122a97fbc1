import type {
  IDataObject,
  IExecuteFunctions,
  IWebhookDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';

import { outcomeOf } from '../api/outcome';
import { now } from '../flow/clock';
import { readSigned } from '../webhook/signedMessage';
import { resultIn } from '../api/simplify';
import { resultOutput } from './output';
import type { Parameters } from '../parameters/parameters';
import type { ResultMode } from './settings';

/** Where a callback reaches a suspended execution. Imported by the node as a constant: it is no trigger. */
export const resumeWebhooks: IWebhookDescription[] = [
  {
    name: 'default',
    httpMethod: 'POST',
    responseMode: 'onReceived',
    // Without it n8n answers the literal text "firstEntryJson".
    responseData: '',
    path: '={{ $nodeId }}',
    restartWebhook: true,
    isFullPath: true,
  },
];

const CALLBACK_URL = 'options.callbackUrl';

/**
 * Where the API is told to send the result.
 *
 * @param baseUrl the credential's origin
 * @returns the user's 'Callback URL', else the URL that resumes this execution at this node
 * @throws NodeOperationError when Kopo Kopo can't send to it
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
  if (url.startsWith('https://') || baseUrl.startsWith('http://')) return url;
  throw parameters.refusal(
    CALLBACK_URL,
    `is empty, and the address of this n8n (${new URL(url).origin}) is not one that Kopo Kopo can send results to: it must start with https://`,
    mode === 'resume'
      ? "Set n8n's WEBHOOK_URL to its public https address, or choose 'Wait' as 'When to Continue'."
      : "Set n8n's WEBHOOK_URL to its public https address, or add this option with any https URL of yours.",
  );
}

/** The URL that resumes this execution at this node; it carries a secret of n8n's own. */
function resumeUrlOf(context: IExecuteFunctions): string {
  const known = resumeUrls.get(context);
  if (known !== undefined) return known;
  const url = new URL(String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
  url.pathname += `/${encodeURIComponent(context.getNode().id)}`;
  resumeUrls.set(context, url.toString());
  return url.toString();
}

/** The same for all items of a run: an expression takes n8n about as long as a request. */
const resumeUrls = new WeakMap<IExecuteFunctions, string>();

/**
 * Refuses what can't be suspended, before anything is sent.
 *
 * @param items how many input items there are
 * @param hasApiKey whether the credential can tell a real callback from a forged one
 * @throws NodeOperationError that names the ways out
 */
export function checkResumable(
  context: IExecuteFunctions,
  parameters: Parameters,
  items: number,
  hasApiKey: boolean,
): void {
  if (context.getNode().type.endsWith('Tool')) {
    throw parameters.refusal(
      'resultMode',
      "cannot be 'Suspend Until Callback' when an AI agent uses the node as a tool",
      "Choose 'Wait' instead.",
    );
  }
  if (items > 1) {
    throw parameters.refusal(
      'resultMode',
      `cannot be 'Suspend Until Callback' for ${items} items: one callback resumes the whole node`,
      "Choose 'Wait', which takes many items, or put a 'Loop Over Items' node with a batch size of 1 in front.",
    );
  }
  if (!hasApiKey) {
    throw parameters.refusal(
      'resultMode',
      "cannot be 'Suspend Until Callback': the credential has no 'API Key', and without it nobody can tell Kopo Kopo's callback from a forged one",
      "Fill in the credential's 'API Key', or choose 'Wait'.",
    );
  }
}

/**
 * Suspends the execution: no memory is held until the callback comes or the time is up. Then n8n goes
 * on with the node's input items, so that these are made to say what happened.
 *
 * @param whenTimeIsUp the output for when no callback comes
 * @param seconds the longest wait; n8n looks once a minute
 */
export async function suspendUntilCallback(
  context: IExecuteFunctions,
  whenTimeIsUp: IDataObject,
  seconds: number,
): Promise<void> {
  const items = context.getInputData();
  // One output, also where one request is for several items.
  items.splice(1);
  for (const item of items) item.json = whenTimeIsUp;
  context.setMetadata({ resumeUrl: resumeUrlOf(context) });
  await context.putExecutionToWait(new Date(now() + seconds * 1000));
}

/**
 * A callback for a suspended execution. Never throws: n8n would go on with an empty item.
 *
 * @returns the result's items when it is signed, for this request and final; else only an answer, and
 *   the execution goes on waiting
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const message = await readSigned(context);
  if ('refused' in message) return message.refused;
  const result = resultIn(message.body);
  const expected = String(context.evaluateExpression('{{ $json.id }}', 0));
  if (!result || result.id !== expected) {
    return {
      webhookResponse: { message: 'Ignored: not a result of the request that is waited for' },
    };
  }
  if (outcomeOf(result.type, result.attributes) === 'pending') {
    return { webhookResponse: { message: 'Ignored: not a final result' } };
  }
  const items = resultOutput(message.body, {
    simplify: context.getNodeParameter('simplify', true) !== false,
    splitTransactions: context.getNodeParameter('splitTransactions', true) !== false,
  });
  return {
    webhookResponse: { message: 'Received' },
    workflowData: [items.map((json) => ({ json, pairedItem: { item: 0 } }))],
  };
}
