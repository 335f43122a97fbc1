import type {
  IDataObject,
  IExecuteFunctions,
  INodeExecutionData,
  IWebhookDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';

import { outcomeOf } from '../api/outcome';
import { now } from '../flow/clock';
import { answered, bySignedMessages, readSigned } from '../webhook/signedMessage';
import { isSameId, resultIn } from '../api/result';
import { messageOf } from '../flow/errorMessage';
import { resumeUrlOf } from './callbackUrl';
import { acceptedError, errorItem } from './errors';
import { resultOutput } from './output';
import { outputChoice, type OutputChoice } from './outputChoice';
import { suspendedWith, type Waiting } from './suspendedItem';
import type { Parameters } from '../parameters/parameters';

/** Where a callback reaches a suspended execution. Imported by the node as a constant: it is no trigger. */
export const resumeWebhooks: IWebhookDescription[] = [
  {
    ...bySignedMessages,
    path: '={{ $nodeId }}',
    restartWebhook: true,
    isFullPath: true,
  },
];

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
  // All that n8n would hand on: 'Execute Once' keeps items from the node, but not from what comes after it.
  for (const items of context.getExecuteData().data.main ?? []) {
    // One output, also where one request is for several items.
    items?.splice(1);
    for (const item of items ?? []) item.json = whenTimeIsUp;
  }
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
  try {
    return await received(context);
  } catch (error) {
    context.logger.error(`Kopo Kopo: a callback could not be handled. ${messageOf(error)}`);
    return answered(context, 500, 'The callback could not be handled');
  }
}

async function received(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const message = await readSigned(context);
  if ('refused' in message) return message.refused;
  const waiting = suspendedWith(context);
  const result = resultIn(message.body, { type: waiting.type });
  if (!result || result.id === '') {
    context.logger.error(
      'Kopo Kopo: a signed message to a suspended execution could not be read as a result',
    );
    return answered(context, 500, 'The result could not be read');
  }
  if (!isSameId(result.id, waiting.id)) {
    return {
      webhookResponse: { message: 'Ignored: not a result of the request that is waited for' },
    };
  }
  if (outcomeOf(result.type, result.attributes, waiting.asked) === 'pending') {
    return { webhookResponse: { message: 'Ignored: not a final result' } };
  }
  const choice = outputChoice({
    flag: (name, absent = false) => context.getNodeParameter(name, absent) !== false,
    // Only an AI agent's tool has them, which can't be suspended.
    optionalChoice: () => undefined,
    optionalTags: () => undefined,
  });
  return {
    webhookResponse: { message: 'Received' },
    workflowData: outputsOf(context, message.body, choice, waiting),
  };
}

/** The result's items; the same error as with 'Wait' where they would look like what they are not. */
function outputsOf(
  context: IWebhookFunctions,
  body: unknown,
  choice: OutputChoice,
  waiting: Waiting,
): INodeExecutionData[][] {
  const { output, failure } = resultOutput(body, choice, waiting);
  if (!failure) return [output.map((json) => ({ json, pairedItem: { item: 0 } }))];
  // An execution that has been suspended can't be made to fail any more.
  const item = errorItem(acceptedError(context, failure, waiting, 0), 0);
  return context.getNode().onError === 'continueErrorOutput' ? [[], [item]] : [[item]];
}
