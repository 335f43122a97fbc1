import type { INodePropertyOptions } from 'n8n-workflow';

import { API_RESULT, EVENTS, OTHER_TOPIC, PER_TILL_TOPICS } from '../api/events';

/** What 'Trigger On' offers, sorted by name. */
export const CHOICES: INodePropertyOptions[] = [
  ...EVENTS.map(({ name, value, action, description }) => ({ name, value, action, description })),
  {
    name: 'Request Result (Callback)',
    value: API_RESULT,
    action: 'On result of request (callback URL)',
    description:
      "What became of a prompt, a payout …: paste this node's webhook URL into a 'Callback URL' option",
  },
  {
    name: 'Other Event (by Topic)',
    value: OTHER_TOPIC,
    action: 'On another event (its topic)',
    description: 'An event of Kopo Kopo that is not in this list yet',
  },
].sort((a, b) => a.name.localeCompare(b.name));

/** A topic for 'Other Event (by Topic)': one that is not in the list. */
export const OTHER_TOPIC_EXAMPLE = 'paybill_transaction_received';

/** The choices for which 'Payments To' and 'Till Number' matter. */
export const PER_TILL_CHOICES = [...PER_TILL_TOPICS, OTHER_TOPIC];

/** The choices that are told of for the whole company only. */
export const COMPANY_CHOICES = EVENTS.filter(({ perTill }) => !perTill).map(({ value }) => value);

/** The choices that can be looked for, and those that come by webhook only. */
export const LISTED_CHOICES = EVENTS.filter(({ isListed }) => isListed).map(({ value }) => value);
export const WEBHOOK_ONLY_CHOICES = CHOICES.map(({ value }) => String(value)).filter(
  (value) => !LISTED_CHOICES.includes(value),
);

/** Under the node's name on the canvas: the chosen events, as 'Trigger On' calls them. */
export const subtitle = `={{ $parameter["events"].map((event) => (${JSON.stringify(
  Object.fromEntries(
    CHOICES.filter(({ value }) => value !== OTHER_TOPIC).map(({ name, value }) => [value, name]),
  ),
)})[event] ?? $parameter["otherTopic"]).join(", ") }}`;
