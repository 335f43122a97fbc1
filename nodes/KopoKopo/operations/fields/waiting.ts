import type { INodeProperties } from 'n8n-workflow';

export const resultMode: INodeProperties = {
  displayName: 'When to Continue',
  name: 'resultMode',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Wait',
      value: 'wait',
      description:
        "Ask Kopo Kopo until there is a result. Best for most: works for many items, and doesn't need the callback to arrive.",
    },
    {
      name: 'Suspend Until Callback',
      value: 'resume',
      description:
        'Put the execution to sleep until Kopo Kopo sends the result, up to days. For one item at a time, and n8n must be reachable from the internet. Callbacks can get lost: follow it with a Get.',
    },
    {
      name: 'Immediately',
      value: 'none',
      description: 'Continue without the result. Get it later with the Get operation.',
    },
  ],
  default: 'wait',
  description:
    "The result comes later, e.g. when the customer has entered the PIN. 'Wait' for results within minutes; 'Suspend Until Callback' for those that may take hours.",
};

export const callbackUrl: INodeProperties = {
  displayName: 'Callback URL',
  name: 'callbackUrl',
  type: 'string',
  default: '',
  placeholder: 'e.g. https://example.com/kopokopo',
  hint: 'Optional: most workflows leave it empty',
  description:
    "Another place that Kopo Kopo sends the result to, e.g. the URL of a Kopo Kopo Trigger on 'API Result'. Leave empty if you don't need it.",
  displayOptions: { show: { resultMode: ['wait', 'none'] } },
};

export const errorOnTimeout: INodeProperties = {
  displayName: 'Error When Not Final in Time',
  name: 'errorOnTimeout',
  type: 'boolean',
  default: false,
  description:
    "Whether a result that doesn't come in time is an error instead of an item with the outcome 'pending'",
  displayOptions: { show: { '/resultMode': ['wait'] } },
};

export const maxWait: INodeProperties = {
  displayName: 'Max Wait (Seconds)',
  name: 'maxWait',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: 120,
  description:
    "How long to wait for the result. Without this option: 120 seconds for 'Wait' (at most 3600), one hour for 'Suspend Until Callback' (at most 30 days).",
  displayOptions: { show: { '/resultMode': ['wait', 'resume'] } },
};
