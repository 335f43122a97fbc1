import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { answered, readSigned } from '../../webhook/signedMessage';
import {
  chosenEvents,
  ignoresDuplicates,
  receiveBy,
  tillsOf,
  wantsDaraja,
  wantsSimplified,
} from '../chosen';
import { isTest } from '../isTest';
import { deliveryIn, type Delivery } from './delivery';
import { Deliveries, type Arrival } from '../../memory/deliveries';
import { itemWith } from './handover';
import { shownPayment } from './shownPayment';
import { likenessesOf } from '../payments/transactionIdentity';
import { API_RESULT, isDarajaTopic } from '../../api/events';
import { isOfFewPerHour } from './fewPerHour';
import { noteSeen } from '../service/seenEvents';
import {
  subscriptionsTo,
  topicsTold,
  type Subscription,
} from '../subscriptions/subscriptionRecord';
import { isSameTill } from '../../api/till';
import { messageOf } from '../../flow/errorMessage';

/**
 * Receives what Kopo Kopo sends: verifies the signature, then lets what was chosen into the workflow
 * as one item. Never throws: n8n would store a failed execution for it.
 *
 * @returns for n8n: the item and a 200; or only an answer and no execution: 401 for a bad signature,
 *   400 for what isn't a JSON object, 200 for what isn't wanted or came before, 500 for what this node
 *   could not handle or read, so that it is sent again
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  try {
    return await received(context);
  } catch (error) {
    context.logger.error(`Kopo Kopo: an event could not be handled. ${messageOf(error)}`);
    return answered(context, 500, 'The event could not be handled');
  }
}

async function received(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const shown = shownPayment(context);
  if (shown) return shown;
  const message = await readSigned(context);
  if ('refused' in message) {
    noteSeen(context, message.because);
    return message.refused;
  }
  const { topics, apiResults } = chosenEvents(context);
  const delivery = deliveryIn(message.body, topicsTold(context));
  if (!delivery) {
    context.logger.error(
      'Kopo Kopo: a signed message could not be read: it is neither an event nor a result',
    );
    noteSeen(context, 'it is neither an event nor a result');
    return answered(context, 500, 'Neither an event nor a result');
  }
  const isWanted = delivery.topic === API_RESULT ? apiResults : topics.includes(delivery.topic);
  if (!isWanted) return ignored(context, 'not an event that this workflow waits for');
  const subscriptions = subscriptionsTo(context, delivery.topic);
  const because = reasonToIgnore(context, delivery, subscriptions);
  if (because !== undefined) return ignored(context, because);
  const arrival = arrivalOf(context, delivery);
  const isLooking = receiveBy(context) !== 'webhook';
  if (
    ignoresDuplicates(context) &&
    !isTest(context) &&
    Deliveries.of(context, isLooking).hasCome(arrival.key)
  ) {
    return { webhookResponse: { message: 'Ignored: received before' } };
  }
  const json = wantsSimplified(context) ? delivery.simplified : message.body;
  noteSeen(context);
  return {
    webhookResponse: { message: 'Received' },
    workflowData: [[itemWith(json, { kind: 'event', arrivals: [arrival] })]],
  };
}

function arrivalOf(context: IWebhookFunctions, { key, paidAt, simplified }: Delivery): Arrival {
  if (paidAt === undefined) return { key };
  const isMarked = receiveBy(context) === 'webhookAndCheck' && isOfFewPerHour(context);
  return { key, paidAt, marks: isMarked ? likenessesOf(simplified) : [] };
}

/**
 * Why an event is not for the workflow although its topic is: it comes from a subscription of before the
 * node was changed. Only such a subscription, which is known, is a reason: nothing else may get lost.
 */
function reasonToIgnore(
  context: IWebhookFunctions,
  { topic, till, isDaraja }: Delivery,
  subscriptions: Subscription[],
): string | undefined {
  const chosenTills = tillsOf(context, topic);
  const isChosen = (ofTill: string) => chosenTills?.some((chosen) => isSameTill(chosen, ofTill));
  const isOfChosenScope = ({ scope, scopeReference = '' }: Subscription) =>
    chosenTills === undefined ? scope === 'company' : scope === 'till' && isChosen(scopeReference);
  const former = subscriptions.filter((entry) => !isOfChosenScope(entry));
  const current = subscriptions.filter(isOfChosenScope);
  if (till !== undefined && chosenTills !== undefined && !isChosen(till)) {
    const isFormer = former.some(
      ({ scope, scopeReference = '' }) => scope === 'company' || isSameTill(scopeReference, till),
    );
    if (isFormer) return 'of a till that is not chosen any more';
  }
  const wanted = wantsDaraja(context);
  const hasShape = (shape: boolean) => current.some(({ daraja }) => daraja === shape);
  if (isDarajaTopic(topic) && isDaraja !== wanted && hasShape(wanted) && hasShape(!wanted)) {
    return "comes in the shape chosen by 'Daraja Payload', too";
  }
  return undefined;
}

function ignored(context: IWebhookFunctions, because: string): IWebhookResponseData {
  noteSeen(context, because);
  return { webhookResponse: { message: `Ignored: ${because}` } };
}
