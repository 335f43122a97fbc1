import type { IDataObject } from 'n8n-workflow';

import type { KopoKopoClient } from '../api/client';
import { sentencesOf } from '../api/failure';
import type { Stop } from '../flow/stop';
import { ASPECTS, servedTriggers, type ServedTrigger } from '../process/servedTriggers';
import type { Send } from './creates';

/**
 * Finds out why no events come to the triggers that this process has in service with an account.
 *
 * @param client of the account
 * @returns what gives an item for each trigger, in sentences; one item when there is none
 */
export function checkOfTriggers(client: KopoKopoClient, stop: Stop): Send {
  return async () => {
    const keys = await keysOf(client);
    const all = servedTriggers.all();
    const mine = all.filter(({ account }) => account === client.account);
    if (mine.length === 0) return { output: [itemOfNone(keys, all.length)] };
    const output: IDataObject[] = [];
    for (const trigger of mine) output.push(await itemOf(trigger, keys, client, stop));
    return { output };
  };
}

interface Keys {
  sentence: string;
  isProblem?: boolean;
}

async function keysOf(client: KopoKopoClient): Promise<Keys> {
  const { failure } = await client.tokenInfo();
  if (!failure) return { sentence: "Kopo Kopo accepts the 'Client ID' and the 'Client Secret'." };
  return { sentence: sentencesOf(failure), isProblem: true };
}

async function itemOf(
  trigger: ServedTrigger,
  keys: Keys,
  client: KopoKopoClient,
  stop: Stop,
): Promise<IDataObject> {
  const findings = await trigger.examine(keys.isProblem ? undefined : client, stop);
  const problems = [keys, ...ASPECTS.map((aspect) => findings[aspect])].filter(
    ({ isProblem }) => isProblem,
  );
  return {
    workflow: trigger.workflow,
    trigger: trigger.node,
    all_well: problems.length === 0,
    summary:
      problems.length === 0
        ? 'As far as n8n can tell, nothing keeps events away.'
        : problems.map(({ sentence }) => sentence).join(' '),
    keys: keys.sentence,
    ...Object.fromEntries(ASPECTS.map((aspect) => [aspect, findings[aspect].sentence])),
  };
}

function itemOfNone(keys: Keys, others: number): IDataObject {
  const none =
    "No Kopo Kopo Trigger is in service here with this credential's account. Publish (activate) the workflow with the trigger; where it is published, run this node in the editor ('Execute step'): in queue mode, workers know nothing of triggers.";
  const elsewhere = `${others === 1 ? 'One trigger is' : `${others} triggers are`} in service with another account: where the credential was changed, unpublish (deactivate) the workflow and publish (activate) it again.`;
  return {
    workflow: null,
    trigger: null,
    all_well: false,
    summary: [
      ...(keys.isProblem ? [keys.sentence] : []),
      none,
      ...(others > 0 ? [elsewhere] : []),
    ].join(' '),
    keys: keys.sentence,
    ...Object.fromEntries(ASPECTS.map((aspect) => [aspect, null])),
  };
}
