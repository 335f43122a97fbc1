import {
  NodeHelpers,
  type IDataObject,
  type IHookFunctions,
  type IWebhookFunctions,
} from 'n8n-workflow';

import { field, list } from '../../api/json';
import type { OfNode } from '../../process/perNode';
import { chosenEvents, type TriggerNode } from '../chosen';
import { identityOf, type Wanted } from './wantedSubscriptions';

/** A subscription that exists at Kopo Kopo, as far as is known here. */
export interface Subscription extends Wanted {
  /** Which Kopo Kopo account it belongs to, see `accountOf` in api/account.ts. */
  account: string;
  id: string;
}

/** What subscriptions are kept on, so that they outlast the process. */
export interface Shelf {
  stored(): Subscription[];
  store(subscriptions: Subscription[]): void;
}

type StaticData = Pick<IHookFunctions, 'getWorkflowStaticData'>;

/** The workflow's part of the static data: the node's own part is lost when it is renamed. */
export function staticDataOf(context: StaticData): Shelf {
  return {
    stored: () => storedIn(context),
    store: (subscriptions) => {
      const data = context.getWorkflowStaticData('global');
      data.kopoKopoSubscriptions = subscriptions.map((entry): IDataObject => ({ ...entry }));
    },
  };
}

/** For where static data can be read, but not written: that of a workflow's activation is at hand afterwards, too. */
export function staticDataToRead(context: StaticData): Shelf {
  return { stored: () => storedIn(context), store: () => undefined };
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
    private readonly shelf: Shelf,
    private readonly account: string,
  ) {}

  /** Those for the same topic, scope and URL. */
  for(wanted: Wanted): Subscription[] {
    return this.all().filter((entry) => identityOf(entry) === identityOf(wanted));
  }

  /** Those that send to a URL. */
  sendingTo(url: string): Subscription[] {
    return this.all().filter((entry) => entry.url === url);
  }

  /** Writes a subscription down, in the workflow's static data too. */
  keep(subscription: Subscription): void {
    if (!ofThisProcess.some(({ id }) => id === subscription.id)) ofThisProcess.push(subscription);
    const stored = this.shelf.stored();
    if (!stored.some(({ id }) => id === subscription.id)) {
      this.shelf.store([...stored, subscription]);
    }
  }

  /** Writes down one that takes the place of those for the same thing. */
  replaceBy(subscription: Subscription): void {
    for (const replaced of this.for(subscription)) this.strike(replaced);
    this.keep(subscription);
  }

  /** Strikes out a subscription that is known not to exist any more. */
  private strike({ id }: Subscription): void {
    const index = ofThisProcess.findIndex((entry) => entry.id === id);
    if (index >= 0) ofThisProcess.splice(index, 1);
    const stored = this.shelf.stored();
    if (stored.some((entry) => entry.id === id)) {
      this.shelf.store(stored.filter((entry) => entry.id !== id));
    }
  }

  private all(): Subscription[] {
    const all = [...this.shelf.stored(), ...ofThisProcess].filter(
      (entry) => entry.account === this.account,
    );
    return all.filter((entry, index) => all.findIndex(({ id }) => id === entry.id) === index);
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

/** The `this` of those methods of a trigger that may ask which topics are told of. */
export type TriggerWithRecord = TriggerNode & StaticData & OfNode;

/**
 * The topics of which a trigger may be told without a word about the topic: those that are chosen, and those of
 * before that Kopo Kopo still sends it in the shape of Daraja. For lists the same, so that a payment is of one
 * topic whichever way it comes.
 */
export function topicsTold(context: TriggerWithRecord): string[] {
  // A look is not told its trigger's URL, only what is in it.
  const { id = '' } = context.getWorkflow();
  const path = NodeHelpers.getNodeWebhookPath(id, context.getNode(), '');
  const sent = storedIn(context).filter(({ url, daraja }) => daraja && url.includes(`/${path}`));
  return [...chosenEvents(context).topics, ...sent.map(({ topic }) => topic)];
}

function storedIn(context: StaticData): Subscription[] {
  return list(context.getWorkflowStaticData('global').kopoKopoSubscriptions).flatMap(
    subscriptionIn,
  );
}

/** Whatever else stands where subscriptions are kept isn't taken for one. */
export function subscriptionIn(value: unknown): Subscription[] {
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
      daraja: field(value, 'daraja') === true,
    },
  ];
}
