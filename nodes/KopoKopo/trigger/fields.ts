import type { INodeProperties } from 'n8n-workflow';

import { BUYGOODS, DARAJA_EVENTS, OTHER_TOPIC } from '../api/events';
import { CHOICES, LISTED_CHOICES, OTHER_TOPIC_EXAMPLE, PER_TILL_CHOICES } from './choices';

/* What the trigger asks for; `chosen.ts` reads it. How payments are looked for is in `payments/searchFields.ts`. */

export const events: INodeProperties = {
  displayName: 'Trigger On',
  name: 'events',
  type: 'multiOptions',
  required: true,
  noDataExpression: true,
  options: CHOICES,
  default: [BUYGOODS],
};

export const otherTopic: INodeProperties = {
  displayName: 'Topic',
  name: 'otherTopic',
  type: 'string',
  required: true,
  default: '',
  placeholder: `e.g. ${OTHER_TOPIC_EXAMPLE}`,
  description: "The API's name of the event, as Kopo Kopo's documentation or support gives it",
  displayOptions: { show: { events: [OTHER_TOPIC] } },
};

export const scope: INodeProperties = {
  displayName: 'Payments To',
  name: 'scope',
  type: 'options',
  required: true,
  noDataExpression: true,
  options: [
    {
      name: 'One Till or Several',
      value: 'till',
      description: 'Only what is paid to these tills',
    },
    {
      name: 'All My Tills',
      value: 'company',
      description: 'What is paid to any till of yours',
    },
  ],
  default: 'till',
  description: 'Which tills start the workflow',
  displayOptions: { show: { events: PER_TILL_CHOICES } },
};

export const tillNumber: INodeProperties = {
  displayName: 'Till Number',
  name: 'tillNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 123456',
  description:
    'The number that your customers pay to, as on the Kopo Kopo dashboard. Several are separated by commas.',
  displayOptions: { show: { events: PER_TILL_CHOICES, scope: ['till'] } },
};

export const receive: INodeProperties = {
  displayName: 'Receive By',
  name: 'receive',
  type: 'options',
  required: true,
  noDataExpression: true,
  options: [
    {
      name: 'Webhook',
      value: 'webhook',
      description: 'Payments come as they happen',
    },
    {
      name: 'Webhook, and Check for Missed Ones',
      value: 'webhookAndCheck',
      description: 'Payments come as they happen, and those that got lost are looked for',
    },
    {
      name: 'Check Every Few Minutes',
      value: 'check',
      description: 'Looks for new ones: needs no public address and no API key',
    },
  ],
  default: 'webhook',
  description: 'How payments come into the workflow; each comes once, whatever you choose',
  displayOptions: { show: { events: LISTED_CHOICES } },
};

export const simplify: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  required: true,
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const darajaPayload: INodeProperties = {
  displayName: 'Daraja Payload',
  name: 'darajaPayload',
  type: 'boolean',
  default: false,
  description: `Whether ${DARAJA_EVENTS} come in the shape of Safaricom's Daraja API, for workflows made for it. Such an event has no ID, so that no customer SMS can be sent for it. Other events come as always.`,
};

export const ignoreDuplicates: INodeProperties = {
  displayName: 'Ignore Duplicates',
  name: 'ignoreDuplicates',
  type: 'boolean',
  default: true,
  description:
    'Whether to ignore an event that Kopo Kopo sends again, so that nobody is thanked twice',
};
