import type { INodeProperties } from 'n8n-workflow';

/* The options by which payments are looked for; `search.ts` reads them. */

const whenLooking = { show: { '/receive': ['webhookAndCheck', 'check'] } };

export const checkBack: INodeProperties = {
  displayName: 'Check Back (Hours)',
  name: 'checkBack',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 168 },
  default: 24,
  description:
    'How far each check reaches back: some payments reach Kopo Kopo itself hours late, and n8n may be down for a while',
  displayOptions: whenLooking,
};

export const checkEvery: INodeProperties = {
  displayName: 'Check Every (Minutes)',
  name: 'checkEvery',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 1440 },
  default: 15,
  description: 'How soon a payment comes in whose event got lost',
  displayOptions: whenLooking,
};
