import { randomUUID } from 'node:crypto';
import { darajaAsSeen, eventAsSeen } from './asSeen/events';
import type { Deliveries, Delivery, Parcel } from './deliveries';
import { textAt, type JsonObject } from './json';
import type { CreatedResource } from './resources/resource';
import type { Settings } from './settings';
import { DARAJA_TOPICS, EVENT_SAMPLES, SAMPLE_EVENT_ID } from './samples';
import { toSecond } from './timestamps';
import type { WebhookEvent } from './webhookEvent';

/** A webhook subscription of the application. */
export interface Subscription {
  id: string;
  location: string;
  event_type: string;
  url: string;
  scope: string;
  scope_reference: string | null;
  status: string;
  created_at: string;
  /** Removed or forgotten: fires no more and answers 404. */
  deleted: boolean;
  enable_daraja_payload: boolean;
}

/** What happened when an event was fired. */
export interface Fired {
  event: WebhookEvent;
  deliveries: Delivery[];
}

/** Subscriptions, events, and the posting of one to the other. */
export class Webhooks {
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly events = new Map<string, WebhookEvent>();
  private darajaCount = 0;

  constructor(
    private readonly baseUrl: () => string,
    private readonly deliveries: Deliveries,
    private readonly settings: Settings,
  ) {}

  subscribe(resource: CreatedResource): void {
    const { request } = resource;
    this.subscriptions.set(resource.id, {
      id: resource.id,
      location: resource.location,
      event_type: textAt(request, 'event_type'),
      url: textAt(request, 'url'),
      scope: textAt(request, 'scope'),
      scope_reference: textAt(request, 'scope_reference') || null,
      status: 'Active',
      created_at: toSecond(resource.createdAt),
      deleted: false,
      enable_daraja_payload: request.enable_daraja_payload === true,
    });
  }

  /** Every subscription ever made, in order, deleted ones too. */
  all(): Subscription[] {
    return [...this.subscriptions.values()];
  }

  find(id: string): Subscription | undefined {
    return this.subscriptions.get(id);
  }

  remove(id: string): void {
    const subscription = this.subscriptions.get(id);
    if (subscription) subscription.deleted = true;
  }

  /** Whether an SMS can answer this event: one that tells of a customer's payment. */
  canBeAnswered(id: string): boolean {
    if (id === SAMPLE_EVENT_ID) return true;
    return this.events.get(id)?.topic === 'buygoods_transaction_received';
  }

  /** The phone of the customer behind an event; null where the event hides it. */
  phoneOf(eventId: string): string | null {
    const resource = this.events.get(eventId)?.event.resource;
    return (resource && textAt(resource, 'sender_phone_number')) || null;
  }

  /**
   * Fires an event to every subscription for its topic whose scope covers it; several
   * subscriptions for one topic all fire.
   *
   * @param copies how often each subscription gets it; undefined leaves it to the settings
   */
  async fire(topic: string, resource: JsonObject, copies?: number): Promise<Fired> {
    const documented = this.eventOf(topic, resource);
    const event = this.isAsSeen ? eventAsSeen(documented) : documented;
    this.events.set(event.id, event);
    const parcels = this.all()
      .filter((subscription) => covers(subscription, event))
      .map<Parcel>((subscription) => ({
        url: subscription.url,
        topic,
        body: JSON.stringify(
          subscription.enable_daraja_payload && DARAJA_TOPICS.includes(topic)
            ? this.daraja(event)
            : event,
        ),
        ...(copies === undefined ? {} : { copies }),
      }));
    return { event, deliveries: await this.deliveries.send(parcels) };
  }

  private get isAsSeen(): boolean {
    return this.settings.wording === 'as seen';
  }

  private daraja(event: WebhookEvent): JsonObject {
    const body = darajaPayload(event);
    return this.isAsSeen ? darajaAsSeen(body, event.topic, this.darajaCount++) : body;
  }

  private eventOf(topic: string, resource: JsonObject): WebhookEvent {
    const id = randomUUID();
    const sample = EVENT_SAMPLES[topic];
    const folder = sample?.folder ?? 'financial_transaction';
    return {
      topic,
      id,
      created_at: toSecond(new Date()),
      event: { type: sample?.type ?? topic, resource },
      _links: {
        self: `${this.baseUrl()}/webhook_events/${id}`,
        resource: `${this.baseUrl()}/${folder}/${textAt(resource, 'id') || randomUUID()}`,
      },
    };
  }
}

function covers(subscription: Subscription, event: WebhookEvent): boolean {
  if (subscription.deleted || subscription.event_type !== event.topic) return false;
  if (subscription.scope === 'company') return true;
  return subscription.scope_reference === textAt(event.event.resource, 'till_number');
}

/** The flat body that v2 sends to a subscription with `enable_daraja_payload`, as its SDKs have it. */
function darajaPayload(event: WebhookEvent): JsonObject {
  const { resource } = event.event;
  const isOfBusiness = event.topic.startsWith('b2b');
  return {
    TransactionType: isOfBusiness ? 'Organization To Organization Transfer' : 'Buy Goods',
    TransID: textAt(resource, 'reference'),
    TransTime: textAt(resource, 'origination_time').replace(/\D/g, '').slice(0, 14),
    TransAmount: textAt(resource, 'amount'),
    BusinessShortCode: textAt(resource, 'till_number'),
    BillRefNumber: '',
    InvoiceNumber: '',
    OrgAccountBalance: '',
    ThirdPartyTransID: '',
    MSISDN:
      textAt(resource, 'sender_phone_number').replace('+', '') || textAt(resource, 'sending_till'),
    FirstName: isOfBusiness ? 'Duka la Amani' : textAt(resource, 'sender_first_name'),
    MiddleName: textAt(resource, 'sender_middle_name'),
    LastName: textAt(resource, 'sender_last_name'),
  };
}
