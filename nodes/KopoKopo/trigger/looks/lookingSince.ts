import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';

import { field, isObject } from '../../api/json';
import { tillDigits } from '../../api/till';
import { now } from '../../flow/clock';
import type { Scope, Search } from '../payments/search';

/** Where a trigger's looks begin: no payment of before comes in. */
export interface Start {
  /** Milliseconds since 1970, a full second: lists don't tell times more exactly. */
  since: number;
  /** Whether the trigger wasn't in service with it before. */
  isFirst: boolean;
}

/**
 * Since when payments are looked for: for each topic and till since the trigger was put into service with it
 * for the first time. Kept in the workflow's static data, which n8n stores after an activation; so only to
 * be called from `trigger()` itself.
 *
 * @param account see `accountOf`; undefined where the credential can't be read at the moment: then it is taken
 *   to be the one of before
 * @returns a function that tells it for a topic and a till
 */
export function lookingSince(
  context: ITriggerFunctions,
  { topics, scopes }: Search,
  account: string | undefined,
): (topic: string, scope: Scope) => Start {
  const data = context.getWorkflowStaticData('global');
  const { id } = context.getNode();
  const all = isObject(data.kopoKopoLookingSince) ? data.kopoKopoLookingSince : {};
  // With what n8n's database remembers, which doesn't come along when a workflow is moved or copied.
  const home = `${context.getInstanceId()} ${String(context.getWorkflow().id)}`;
  const stored = field(all[id], 'home') === home ? field(all[id], 'since') : undefined;
  const next = Math.floor(now() / 1000) * 1000 + 1000;
  const starts = new Map<string, Start>();
  for (const topic of topics) {
    for (const scope of scopes) {
      const name = nameOf(account, topic, scope);
      const since = Date.parse(String(field(stored, name) ?? sinceOfAny(stored, name, account)));
      const isFirst = Number.isNaN(since);
      starts.set(name, { since: isFirst ? next : since, isFirst });
    }
  }
  const first = [...starts].filter(([, { isFirst }]) => isFirst);
  if (first.length > 0 && account !== undefined) {
    const since: IDataObject = isObject(stored) ? { ...stored } : {};
    for (const [name] of first) since[name] = new Date(next).toISOString();
    data.kopoKopoLookingSince = { ...all, [id]: { home, since } };
  }
  const unknown: Start = { since: next, isFirst: true };
  return (topic, scope) => starts.get(nameOf(account, topic, scope)) ?? unknown;
}

/** For a trigger that looks no more: when it does again, it begins anew. */
export function forgetLookingSince(context: ITriggerFunctions): void {
  const data = context.getWorkflowStaticData('global');
  const { id } = context.getNode();
  if (!isObject(data.kopoKopoLookingSince) || !(id in data.kopoKopoLookingSince)) return;
  const others = Object.entries(data.kopoKopoLookingSince).filter(([other]) => other !== id);
  data.kopoKopoLookingSince = Object.fromEntries(others);
}

function nameOf(account: string | undefined, topic: string, { till }: Scope): string {
  return `${(account ?? '').slice(0, 16)} ${topic} ${till === undefined ? 'all' : tillDigits(till)}`;
}

/** For an account that isn't known: since when the same has been looked for, with whichever account, the latest. */
function sinceOfAny(stored: unknown, name: string, account: string | undefined): string {
  if (account !== undefined || !isObject(stored)) return '';
  const all = Object.entries(stored).flatMap(([other, since]) =>
    other.endsWith(name) && typeof since === 'string' ? [since] : [],
  );
  return all.sort().at(-1) ?? '';
}
