import type { INodeProperties } from 'n8n-workflow';

import { spoken } from '../../flow/spoken';

/** How many seconds a result is waited for: where the user says nothing else, and at the most. */
export const WAITS = {
  wait: { usual: 120, most: 3_600 },
  resume: { usual: 3_600, most: 30 * 24 * 3_600 },
};
const { usual, most } = WAITS.wait;

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
        'Ask Kopo Kopo until there is a result. Best for most: it works for many items and needs no callback.',
    },
    {
      name: 'Suspend Until Callback',
      value: 'resume',
      description:
        'Sleep until Kopo Kopo sends the result, up to days. One item only; n8n must be reachable from the internet.',
    },
    {
      name: 'Immediately',
      value: 'none',
      description:
        'Continue without the result. Ask for it later with the operation that starts with Get.',
    },
  ],
  default: 'wait',
  description:
    "The result comes later, e.g. when the customer has entered the PIN. 'Wait' for results within minutes; 'Suspend Until Callback' for those that may take hours, followed by a Get: callbacks can get lost.",
};

/** For what is ready to be used before its outcome is final: a link is there long before it is paid. */
export const resultModeUntilReady: INodeProperties = {
  ...resultMode,
  options: [
    {
      name: 'Wait',
      value: 'wait',
      description: 'Ask Kopo Kopo until it is ready to be used, which takes a moment',
    },
    {
      name: 'Immediately',
      value: 'none',
      description: 'Continue without it. Ask for it later with the operation that starts with Get.',
    },
  ],
  description: 'Kopo Kopo needs a moment until it is ready',
};

export const callbackUrl: INodeProperties = {
  displayName: 'Callback URL',
  name: 'callbackUrl',
  type: 'string',
  default: '',
  placeholder: 'e.g. https://example.com/kopokopo',
  description:
    "Another place that Kopo Kopo sends the result to, e.g. the URL of a Kopo Kopo Trigger on 'Request Result (Callback)'",
  displayOptions: { show: { '/resultMode': ['wait', 'none'] } },
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

/** The longest wait of what is always waited for. */
export const longestWait: INodeProperties = {
  displayName: 'Max Wait (Seconds)',
  name: 'maxWait',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: most },
  default: usual,
  description: 'How long Kopo Kopo may take for the list',
};

export const maxWait: INodeProperties = {
  ...longestWait,
  typeOptions: { minValue: 1 },
  description: `How long to wait for the result. Without this option: ${spoken(usual)} for 'Wait' (at most ${most}), ${spoken(WAITS.resume.usual)} for 'Suspend Until Callback' (at most ${spoken(WAITS.resume.most)}).`,
  displayOptions: { show: { '/resultMode': ['wait', 'resume'] } },
};

/** The longest wait for what is ready before its outcome is final. */
export const maxWaitUntilReady: INodeProperties = {
  ...longestWait,
  description: 'How long to wait until it is ready',
  displayOptions: { show: { '/resultMode': ['wait'] } },
};
