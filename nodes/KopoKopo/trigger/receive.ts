import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { answered, readSigned } from '../api/signedMessage';
import { chosenEvents, wantsDaraja } from './chosenEvents';
import { deliveryIn } from './delivery';
import { deliveredItem, wasRecordedHere } from './duplicates';
import { API_RESULT, isDarajaTopic } from './events';
import { comesInBothShapes } from './subscriptionRecord';

/**
 * Receives what Kopo Kopo sends: verifies the signature, then lets what was chosen into the workflow
 * as one item. Never throws: n8n would store a failed execution for it.
 *
 * @returns for n8n: the item and a 200; or only an answer and no execution: 401 for a bad signature,
 *   400 for what isn't a JSON object, 200 for what isn't wanted or came before, 500 for what this node
 *   could not handle, so that it is sent again
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  try {
    return await received(context);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    context.logger.error(`Kopo Kopo: an event could not be handled. ${because}`);
    return answered(context, 500, 'The event could not be handled');
  }
}

async function received(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const message = await readSigned(context);
  if ('refused' in message) return message.refused;
  const { topics, apiResults } = chosenEvents(context);
  const delivery = deliveryIn(message.body, topics);
  if (!delivery) {
    context.logger.warn(
      'Kopo Kopo: a signed message was ignored because it is neither an event nor a result',
    );
    return ignored('neither an event nor a result');
  }
  const isWanted = delivery.topic === API_RESULT ? apiResults : topics.includes(delivery.topic);
  if (!isWanted) return ignored('not an event that this workflow waits for');
  const isOtherShape = isDarajaTopic(delivery.topic) && delivery.isDaraja !== wantsDaraja(context);
  if (isOtherShape && comesInBothShapes(context, delivery.topic)) {
    return ignored("comes in the shape chosen by 'Daraja Payload', too");
  }
  const ignoreDuplicates = context.getNodeParameter('options.ignoreDuplicates', true) !== false;
  const isTest = context.getMode() === 'manual';
  if (ignoreDuplicates && !isTest && wasRecordedHere(context, delivery.key)) {
    return ignored('received before');
  }
  const simplify = context.getNodeParameter('simplify', true) !== false;
  return {
    webhookResponse: { message: 'Received' },
    workflowData: [[deliveredItem(simplify ? delivery.simplified : message.body, delivery.key)]],
  };
}

function ignored(because: string): IWebhookResponseData {
  return { webhookResponse: { message: `Ignored: ${because}` } };
}
