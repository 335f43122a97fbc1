import type { CheckOperation } from '../operation';

/** Answers from what this n8n knows of its triggers, and from what Kopo Kopo says of them. */
export const check: CheckOperation = {
  kind: 'check',
  name: 'Check Why Nothing Comes',
  value: 'check',
  action: 'Check why no events come',
  description: 'See whether the address, the keys and the subscriptions of your triggers are right',
  fields: [
    {
      displayName:
        "For each Kopo Kopo Trigger that is published (active) with this account you get an item that says in words whether its events can come, and when the last one did. Run it in the editor ('Execute step').",
      name: 'checkNotice',
      type: 'notice',
      default: '',
    },
  ],
};
