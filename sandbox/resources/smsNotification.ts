import { textAt } from '../json';
import { links, required, text, validate, type Schema } from '../validation';
import { resultLinks, type ResourceDescription } from './resource';

const SCHEMA: Schema = {
  webhook_event_reference: required(
    'Webhook event reference',
    text((id, known) => known.hasEvent(id)),
  ),
  message: required('Message', text()),
  _links: links,
};

/** "Transaction SMS Notifications": v1 only. */
export const smsNotification: ResourceDescription = {
  type: 'transaction_sms_notification',
  path: 'transaction_sms_notifications',
  versions: ['v1'],
  validate: (body, known) => validate(body, SCHEMA, known),
  created: (notification) => ({
    status: 'Pending',
    message: textAt(notification.request, 'message'),
    webhook_event_reference: textAt(notification.request, 'webhook_event_reference'),
    _links: resultLinks(notification),
  }),
  result: (notification, plan, world) => {
    if (plan.outcome === 'failed') {
      return {
        ...notification.attributes,
        status: 'Failed',
        errors: plan.errors === undefined ? 'The message could not be sent' : plan.errors,
      };
    }
    world.sendMessage({
      id: notification.id,
      message: textAt(notification.request, 'message'),
      eventId: textAt(notification.request, 'webhook_event_reference'),
    });
    return { ...notification.attributes, status: 'Success' };
  },
};
