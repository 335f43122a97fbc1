import type { INodePropertyOptions } from 'n8n-workflow';

import { API_RESULT, EVENTS, OTHER_TOPIC } from '../api/events';

/** What 'Trigger On' offers, sorted by name. */
export const CHOICES: INodePropertyOptions[] = [
  ...EVENTS.map(({ name, value, action, description }) => ({ name, value, action, description })),
  {
    name: 'API Result',
    value: API_RESULT,
    action: 'On result of a request (callback URL)',
    description:
      "A result that Kopo Kopo sends to a callback URL: paste this node's webhook URL into a 'Callback URL' field",
  },
  {
    name: 'Other Topic',
    value: OTHER_TOPIC,
    action: 'On another event (its topic)',
    description: 'A topic of Kopo Kopo that is not in this list yet',
  },
].sort((a, b) => a.name.localeCompare(b.name));

/** The choices for which 'Scope' and 'Till Number' matter. */
export const PER_TILL_CHOICES = [
  ...EVENTS.filter(({ perTill }) => perTill).map(({ value }) => value),
  OTHER_TOPIC,
];

/** The choices that are told of for the whole company only. */
export const COMPANY_CHOICES = EVENTS.filter(({ perTill }) => !perTill).map(({ value }) => value);

/** Under the node's name on the canvas: the chosen events, as 'Trigger On' calls them. */
export const subtitle = `={{ $parameter["events"].map((event) => (${JSON.stringify(
  Object.fromEntries(
    CHOICES.filter(({ value }) => value !== OTHER_TOPIC).map(({ name, value }) => [value, name]),
  ),
)})[event] ?? $parameter["otherTopic"]).join(", ") }}`;
