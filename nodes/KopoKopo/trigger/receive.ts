import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readSigned } from '../api/signedMessage';
import { chosenEvents } from './chosenEvents';
import { deliveryIn } from './delivery';
import { wasRecordedHere } from './duplicates';
import { API_RESULT } from './events';

/**
 * Receives what Kopo Kopo sends: verifies the signature, then lets what was chosen into the workflow
 * as one item. Never throws.
 *
 * @returns for n8n: the item and a 200; or only an answer (401 for a bad signature, 400 for a body
 *   that isn't a JSON object, 200 for what isn't wanted or came before), and no execution
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const message = await readSigned(context);
  if ('refused' in message) return message.refused;
  const delivery = deliveryIn(message.body);
  const { topics, apiResults } = chosenEvents(context);
  const wanted =
    delivery?.topic === API_RESULT ? apiResults : topics.includes(delivery?.topic ?? '');
  if (!delivery || !wanted) return answerOnly('Ignored: not an event that this workflow waits for');
  const isTest = context.getMode() === 'manual';
  const ignoreDuplicates = context.getNodeParameter('options.ignoreDuplicates', true) !== false;
  if (
    ignoreDuplicates &&
    !isTest &&
    delivery.key !== undefined &&
    wasRecordedHere(context, delivery.key)
  ) {
    return answerOnly('Ignored: received before');
  }
  const simplify = context.getNodeParameter('simplify', true) !== false;
  return {
    webhookResponse: { message: 'Received' },
    workflowData: [[{ json: simplify ? delivery.simplified : message.body }]],
  };
}

function answerOnly(message: string): IWebhookResponseData {
  return { webhookResponse: { message } };
}
