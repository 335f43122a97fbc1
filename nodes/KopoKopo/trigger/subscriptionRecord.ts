import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { field, list } from '../api/json';
import type { Wanted } from './chosenEvents';

/** A subscription that exists at Kopo Kopo, as far as is known here. */
export interface Subscription extends Wanted {
  /** Which Kopo Kopo account it belongs to, see `accountOf`. */
  account: string;
  id: string;
}

/**
 * What this process knows besides the workflow's static data: n8n gives 'Listen for test event' an
 * empty one that it throws away, and older versions don't keep what was written before an activation
 * failed.
 */
const ofThisProcess: Subscription[] = [];

/**
 * The subscriptions that have been made with one Kopo Kopo account: the API can't list them, so that
 * whatever is lost here is made a second time.
 */
export class SubscriptionRecord {
  constructor(
    private readonly context: IHookFunctions,
    private readonly account: string,
  ) {}

  /** Those for the same topic, scope and URL. */
  for(wanted: Wanted): Subscription[] {
    return this.all().filter((entry) => isSame(entry, wanted));
  }

  /** Those that send to a URL. */
  sendingTo(url: string): Subscription[] {
    return this.all().filter((entry) => entry.url === url);
  }

  /** Writes a subscription down, in the workflow's static data too. */
  keep(subscription: Subscription): void {
    if (!ofThisProcess.some(({ id }) => id === subscription.id)) ofThisProcess.push(subscription);
    const stored = this.stored();
    if (!stored.some(({ id }) => id === subscription.id)) this.store([...stored, subscription]);
  }

  /** Strikes out a subscription that is known not to exist any more. */
  strike({ id }: Subscription): void {
    const index = ofThisProcess.findIndex((entry) => entry.id === id);
    if (index >= 0) ofThisProcess.splice(index, 1);
    const stored = this.stored();
    if (stored.some((entry) => entry.id === id)) {
      this.store(stored.filter((entry) => entry.id !== id));
    }
  }

  private all(): Subscription[] {
    const all = [...this.stored(), ...ofThisProcess].filter(
      (entry) => entry.account === this.account,
    );
    return all.filter((entry, index) => all.findIndex(({ id }) => id === entry.id) === index);
  }

  /** In the workflow's part of the static data: the node's own part is lost when it is renamed. */
  private stored(): Subscription[] {
    return storedIn(this.context);
  }

  private store(subscriptions: Subscription[]): void {
    const data = this.context.getWorkflowStaticData('global');
    data.kopoKopoSubscriptions = subscriptions.map((entry): IDataObject => ({ ...entry }));
  }
}

/**
 * The subscriptions by which events of a topic come to a node. There are several when the node was
 * changed: Kopo Kopo still has those from before, since it doesn't delete any.
 *
 * @param context the `this` of the trigger's `webhook()`
 */
export function subscriptionsTo(context: IWebhookFunctions, topic: string): Subscription[] {
  const url = context.getNodeWebhookUrl('default');
  return storedIn(context).filter((entry) => entry.topic === topic && entry.url === url);
}

function storedIn(context: IHookFunctions | IWebhookFunctions): Subscription[] {
  return list(context.getWorkflowStaticData('global').kopoKopoSubscriptions).flatMap(
    subscriptionIn,
  );
}

function isSame(a: Wanted, b: Wanted): boolean {
  return (
    a.topic === b.topic &&
    a.scope === b.scope &&
    a.scopeReference === b.scopeReference &&
    a.url === b.url &&
    a.daraja === b.daraja
  );
}

/** Static data is the workflow's: whatever else stands there isn't taken for a subscription. */
function subscriptionIn(value: unknown): Subscription[] {
  const [id, topic, scope, url, account] = ['id', 'topic', 'scope', 'url', 'account'].map((name) =>
    field(value, name),
  );
  if (typeof id !== 'string' || typeof topic !== 'string' || typeof url !== 'string') return [];
  if (typeof account !== 'string' || (scope !== 'till' && scope !== 'company')) return [];
  const reference = field(value, 'scopeReference');
  return [
    {
      id,
      topic,
      url,
      account,
      scope,
      scopeReference: typeof reference === 'string' ? reference : undefined,
      ...(field(value, 'daraja') === true ? { daraja: true } : {}),
    },
  ];
}
