import type { CreateOperation } from '../operation';

/** Source: API documentation, "Transaction SMS Notifications". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Send',
  value: 'create',
  action: 'Send SMS to customer who has paid',
  description: 'Send an SMS to the customer of a payment that the Kopo Kopo Trigger has received',
  answersLater: true,
  repeatable: false,
  fields: [
    {
      displayName: 'Webhook Event Reference',
      name: 'webhookEventReference',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. 2133dbfb-24b9-40fc-ae57-2d7559785760',
      hint: "Drag in the 'id' of the Kopo Kopo Trigger",
      description:
        'The ID of the event, as the Kopo Kopo Trigger gives it: drag it in from there. It tells Kopo Kopo which payment, and so which customer, the SMS is for. Not the M-PESA reference.',
    },
    {
      displayName: 'Message',
      name: 'message',
      type: 'string',
      typeOptions: { rows: 3 },
      required: true,
      default: '',
      placeholder: 'e.g. Thank you, we have received your payment.',
      description: 'The text of the SMS',
    },
  ],
  request: (parameters) => ({
    type: 'transaction_sms_notification',
    body: {
      webhook_event_reference: parameters.identifier('webhookEventReference'),
      message: parameters.text('message'),
    },
  }),
};
