import {
  ALWAYS_FOR_ALL_TILLS,
  BUYGOODS,
  DARAJA_EVENTS,
  EVENTS,
  isDarajaTopic,
  nameOfTopic,
  PER_TILL_TOPICS,
} from '../../api/events';
import { subscriptionRequest } from '../../api/subscription';
import type { CreateOperation } from '../operation';
import { WHEN_EMPTY, type OptionalField } from '../../parameters/optionalField';
import { inOptions } from '../fields/collections';
import { scope, scopeTill, tillChosen } from '../fields/tills';

const darajaPayload: OptionalField = {
  displayName: 'Daraja Payload',
  name: 'enableDarajaPayload',
  type: 'boolean',
  default: false,
  description: `Whether to send it in the shape of Safaricom's Daraja API, for receivers made for it. Only ${DARAJA_EVENTS} can come so.`,
  [WHEN_EMPTY]: 'refused',
};
const DARAJA = inOptions(darajaPayload);

/** Source: API documentation, "Create a webhook subscription". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create webhook subscription',
  description: 'Have Kopo Kopo send an event to a URL of yours',
  answersLater: false,
  repeatable: false,
  fields: [
    {
      displayName:
        'Kopo Kopo cannot list or delete subscriptions: each one that you create goes on sending its events.',
      name: 'subscriptionNotice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'Event Type',
      name: 'eventType',
      type: 'options',
      options: EVENTS.map(({ name, value, description }) => ({ name, value, description })),
      default: BUYGOODS,
      description: 'Which event to send',
    },
    {
      displayName: 'URL',
      name: 'url',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. https://example.com/kopokopo',
      description: 'Where to send it. It has to start with https://.',
    },
    {
      ...scope,
      description: `Which tills to send events of. ${ALWAYS_FOR_ALL_TILLS}`,
      displayOptions: { show: { eventType: PER_TILL_TOPICS } },
    },
    { ...scopeTill, displayOptions: { show: { eventType: PER_TILL_TOPICS, scope: ['till'] } } },
  ],
  optional: [darajaPayload],
  request: (parameters) => {
    const topic = parameters.choice('eventType');
    const inDaraja = parameters.flag(DARAJA);
    if (inDaraja && !isDarajaTopic(topic)) {
      throw parameters.refusal(
        DARAJA,
        `is on, but "${nameOfTopic(topic)}" does not come in that shape`,
        `Turn it off: only ${DARAJA_EVENTS} do.`,
      );
    }
    return {
      type: 'webhook_subscription',
      target: 'url',
      ...subscriptionRequest({
        topic,
        url: parameters.url('url'),
        till: PER_TILL_TOPICS.includes(topic) ? tillChosen(parameters) : undefined,
        daraja: inDaraja,
      }),
    };
  },
};
