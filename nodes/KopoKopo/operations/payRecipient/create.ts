import type { CreateOperation } from '../operation';
import { recipientEmail, recipientFields, recipientIn } from '../fields/recipient';

/** Source: API documentation, "Adding PAY recipients". */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create older saved recipient (pay recipient)',
  description: 'Add somebody whom you want to pay',
  answersLater: false,
  repeatable: true,
  fields: recipientFields,
  optional: [recipientEmail],
  request: (parameters) => {
    const { type, recipient } = recipientIn(parameters);
    return { type: 'pay_recipient', body: { type, pay_recipient: recipient } };
  },
};
