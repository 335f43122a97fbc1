import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import { receiveCallback, resumeWebhooks } from './run/callback';
import { execute } from './run/execute';
import { properties, subtitle } from './operations/properties';

/**
 * The action node. Programmatic rather than declarative: payments go one at a time, are never
 * repeated by accident, and are waited for; n8n's declarative routing fires all items at once.
 */
export class KopoKopo implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Kopo Kopo',
    name: 'kopoKopo',
    icon: { light: 'file:../../icons/kopokopo.svg', dark: 'file:../../icons/kopokopo.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle,
    description:
      'Ask customers to pay by M-PESA, look up payments received, send money, refund and send SMS',
    defaults: { name: 'Kopo Kopo' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'kopoKopoApi', required: true }],
    webhooks: resumeWebhooks,
    waitingNodeTooltip:
      "Waiting for Kopo Kopo to send the result. It goes on by itself, at the latest when 'Max Wait' is over.",
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return await execute(this);
  }

  /** Only called while an execution is suspended: Kopo Kopo sends the result. */
  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveCallback(this);
  }
}
