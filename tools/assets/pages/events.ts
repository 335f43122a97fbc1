import { NodeHelpers, type INodeProperties } from 'n8n-workflow';

import { EVENTS, type WebhookEvent } from '../../../nodes/KopoKopo/api/events';
import { CHOICES } from '../../../nodes/KopoKopo/trigger/choices';
import { loadPackage } from '../../../test/stage/engine';
import { callbackSample, eventSamples } from '../../../test/stage/outputSamples';
import { triggerTroubles } from '../../../test/stage/troubles';
import type { Asset } from '../asset';
import { fieldTables } from './fields';
import { withFixedValues } from './fixedValues';
import { anchorOf, json, MADE, paragraphs, sentence, table } from './markdown';

export const EVENTS_PAGE = 'docs/events.md';

/** One page for the trigger, with a part for each event. */
export async function eventsPage(): Promise<Asset> {
  const samples = [
    ...(await eventSamples(EVENTS.map(({ value }) => value))),
    await callbackSample(),
  ];
  const troubles = withFixedValues(await triggerTroubles());
  const { type } = (await loadPackage()).getNode('kopoKopoTrigger');
  const { properties } = NodeHelpers.getVersionedNodeType(type).description;
  const text = paragraphs(
    MADE,
    '# What the Kopo Kopo Trigger can tell you',
    CHOICES.map(
      ({ name, description = '' }) => `- [${name}](#${anchorOf(name)}): ${description}`,
    ).join('\n'),
    '## Fields',
    fieldTables(properties.map(withoutEvents)),
    '## What can go wrong',
    'When the workflow is published (activated) or tested, the trigger says what keeps events from coming:',
    table(
      ['when', 'message'],
      troubles.map(({ situation, message }) => [situation, message]),
    ),
    "What Kopo Kopo sends and is not signed with your API key is refused with status 401, and n8n's log says so. Events that get lost on the way are [looked for](../README.md#events-that-never-arrive).",
    ...CHOICES.map(({ name, value, description = '' }) =>
      paragraphs(
        `## ${name}`,
        `${sentence(description)}${facts(EVENTS.find((event) => event.value === value))}`,
        sampleOf(samples.find(({ event }) => event === value)?.items),
      ),
    ),
  );
  return { path: EVENTS_PAGE, text: `${text}\n` };
}

/** The list of events is the page itself. */
function withoutEvents(field: INodeProperties): INodeProperties {
  return field.name === 'events'
    ? { ...field, description: 'What starts the workflow: one or more of the events below' }
    : field;
}

function facts(event: WebhookEvent | undefined): string {
  if (!event) return '';
  return [
    ` Topic \`${event.value}\`.`,
    event.perTill ? ' For one till, several, or all.' : '',
    event.isListed ? ' Can be looked for where its webhook got lost.' : '',
    event.daraja ? " Can come in the shape of Safaricom's Daraja API." : '',
  ].join('');
}

function sampleOf(items: unknown[] | undefined): string {
  const [first] = withFixedValues(items ?? []);
  return first === undefined
    ? 'Its items have the fields of the event, and the `topic` that says which it is.'
    : paragraphs('An item, simplified:', json(first));
}
