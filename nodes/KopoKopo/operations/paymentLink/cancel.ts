import type { ActOperation } from '../operation';
import { idField } from '../fields/id';

/** Version 2 of the API, as its SDKs send it: answers 200 with a message. */
export const cancel: ActOperation = {
  kind: 'act',
  name: 'Cancel',
  value: 'cancel',
  action: 'Cancel payment link',
  description: 'Switch off a link that nobody has paid yet',
  fields: [idField('paymentLinkId', 'Payment Link ID')],
  request: () => ({
    type: 'payment_link',
    idParameter: 'paymentLinkId',
    act: 'cancel',
    done: 'cancelled',
  }),
};
