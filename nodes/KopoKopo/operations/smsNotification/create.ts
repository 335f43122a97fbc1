import { isMpesaCode } from '../../api/mpesaCode';
import type { CreateOperation } from '../operation';
import type { Parameters } from '../../parameters/parameters';

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
      displayName: 'Event ID',
      name: 'webhookEventReference',
      type: 'string',
      required: true,
      default: '={{ $json.id }}',
      placeholder: 'e.g. 2133dbfb-24b9-40fc-ae57-2d7559785760',
      description:
        "The ID of the payment's event, as the Kopo Kopo Trigger gives it: it tells Kopo Kopo which customer the SMS is for. Right behind the trigger, leave it as it is; further down, drag it in from there.",
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
      webhook_event_reference: eventId(parameters),
      message: parameters.text('message'),
    },
  }),
};

const EVENT_ID = 'webhookEventReference';

/** Kopo Kopo only says that it doesn't know it; what people enter in its place is easy to tell. */
function eventId(parameters: Parameters): string {
  const entered = parameters.optionalText(EVENT_ID);
  if (entered === undefined) {
    throw parameters.refusal(
      EVENT_ID,
      'is empty',
      "It needs the 'id' of an event of the Kopo Kopo Trigger. A payment that was found by looking ('recovered' is true) has none, and neither has one in the shape of Daraja ('Daraja Payload' is on): no customer SMS can be sent for it.",
    );
  }
  if (isMpesaCode(entered)) {
    throw parameters.refusal(
      EVENT_ID,
      `cannot be used: ${entered} is an M-PESA code; it needs the event's ID`,
      "Drag in 'id' from the output of the Kopo Kopo Trigger.",
    );
  }
  return parameters.identifier(EVENT_ID);
}
