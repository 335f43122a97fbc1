import type { CreateOperation } from '../operation';
import { inOptions } from '../fields/collections';
import { recipientEmail, recipientFields, recipientIn } from '../fields/recipient';
import { nickname } from '../fields/people';

/** Version 2 of pay recipients, as the API's SDKs send it: the same fields and a nickname. */
export const create: CreateOperation = {
  kind: 'create',
  name: 'Create',
  value: 'create',
  action: 'Create saved recipient (external recipient)',
  description: 'Save somebody whom you pay among the recipients on your Kopo Kopo dashboard',
  answersLater: false,
  repeatable: true,
  fields: recipientFields,
  optional: [recipientEmail, nickname],
  request: (parameters) => {
    const { type, recipient } = recipientIn(parameters);
    const name = parameters.optionalText(inOptions(nickname));
    return {
      type: 'external_recipient',
      body: { type, external_recipient: { ...recipient, nickname: name } },
    };
  },
};
