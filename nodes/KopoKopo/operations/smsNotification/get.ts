import type { GetOperation } from '../operation';
import { idField } from '../fields/id';

/** Source: API documentation, "Query Transaction Notification API Status". */
export const get: GetOperation = {
  kind: 'get',
  name: 'Get',
  value: 'get',
  action: 'Get customer SMS',
  description: 'Find out whether an SMS has been sent',
  fields: [idField('smsNotificationId', 'SMS ID')],
  request: () => ({ type: 'transaction_sms_notification', idParameter: 'smsNotificationId' }),
};
