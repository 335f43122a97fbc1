import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type IHookFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import { ALWAYS_FOR_ALL_TILLS, API_RESULT, LISTED_EVENTS } from './api/events';
import { options } from './operations/fields/collections';
import {
  COMPANY_CHOICES,
  PER_TILL_CHOICES,
  subtitle,
  WEBHOOK_ONLY_CHOICES,
} from './trigger/choices';
import { entering } from './trigger/events/entering';
import {
  darajaPayload,
  events,
  ignoreDuplicates,
  otherTopic,
  receive,
  scope,
  simplify,
  tillNumber,
} from './trigger/fields';
import { startLooking } from './trigger/looks/looking';
import { receive as receiveEvent } from './trigger/events/receive';
import { checkBack, checkEvery } from './trigger/payments/searchFields';
import { areSubscribed, subscribe, unsubscribe } from './trigger/service/activation';
import { bySignedMessages } from './webhook/signedMessage';

export class KopoKopoTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Kopo Kopo Trigger',
    name: 'kopoKopoTrigger',
    icon: { light: 'file:../../icons/kopokopo.svg', dark: 'file:../../icons/kopokopo.dark.svg' },
    group: ['trigger'],
    // For version 1 n8n evaluates an expression with each request, which costs more than all the rest.
    version: 2,
    subtitle,
    description: 'Starts the workflow when Kopo Kopo reports a payment or another event',
    eventTriggerDescription: 'Waiting for an event from Kopo Kopo: make a payment to the till now',
    activationMessage: 'From now on your Kopo Kopo payments and events start this workflow.',
    defaults: { name: 'Kopo Kopo Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'kopoKopoApi', required: true }],
    webhooks: [
      {
        ...bySignedMessages,
        path: 'kopokopo',
      },
    ],
    // n8n 2 says "Publish" where n8n 1 says "Activate"; in both, the button is called "Execute step".
    triggerPanel: {
      header: 'Wait for an event from Kopo Kopo',
      executionsHelp: {
        inactive:
          '<b>While you build:</b> click <b>Execute step</b>, then make a payment to your till. In the sandbox, simulate one on its dashboard (sandbox.kopokopo.com). The event appears on the right. n8n asks Kopo Kopo to send events to its test address; the next test uses the same subscription again, until n8n is restarted. With <b>Check Every Few Minutes</b> you see your newest payment at once.<br /><br /><b>When it works:</b> publish (activate) the workflow. From then on it runs by itself for every event, and you see each run in the executions.',
        active:
          '<b>While you build:</b> click <b>Execute step</b>, then make a payment to your till. In the sandbox, simulate one on its dashboard (sandbox.kopokopo.com). The event appears on the right.<br /><br /><b>The workflow is published (active):</b> it also runs by itself for every event, and you see each run in the executions.',
      },
      activationHint:
        'When it works, publish (activate) the workflow: then it runs by itself for every event.',
    },
    properties: [
      events,
      otherTopic,
      scope,
      tillNumber,
      {
        displayName: 'Enter your till number: n8n needs it before you can test.',
        name: 'tillNotice',
        type: 'notice',
        default: '',
        displayOptions: { show: { events: PER_TILL_CHOICES, scope: ['till'], tillNumber: [''] } },
      },
      receive,
      {
        displayName: `Only ${LISTED_EVENTS} are checked for. All other events come by webhook.`,
        name: 'webhookOnlyNotice',
        type: 'notice',
        default: '',
        displayOptions: {
          show: { events: WEBHOOK_ONLY_CHOICES, receive: ['webhookAndCheck', 'check'] },
        },
      },
      {
        displayName: ALWAYS_FOR_ALL_TILLS,
        name: 'companyNotice',
        type: 'notice',
        default: '',
        displayOptions: {
          show: { events: COMPANY_CHOICES },
        },
      },
      {
        displayName:
          "For results of requests, copy the production URL (open 'Webhook URLs' above) into the option 'Callback URL' of a Kopo Kopo node.",
        name: 'apiResultNotice',
        type: 'notice',
        default: '',
        displayOptions: { show: { events: [API_RESULT] } },
      },
      simplify,
      options(checkBack, checkEvery, darajaPayload, ignoreDuplicates),
    ],
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await areSubscribed(this);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await subscribe(this);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await unsubscribe(this);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveEvent(this);
  }

  /** n8n calls it when the workflow is activated, and when n8n starts. */
  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return await startLooking(this);
  }

  /** n8n calls it with what `webhook()` or a look hands over; only here can its database be asked. */
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await entering(this)];
  }
}
