import { Deliveries } from './deliveries';
import { Faults } from './faults';
import { Ledger } from './ledger';
import { Merchant } from './merchant';
import { Outstanding } from './outstanding';
import { RequestLog } from './requestLog';
import { Results } from './results';
import type { World } from './resources/resource';
import type { Settings } from './settings';
import { Tokens } from './tokens';
import type { ApiVersion, Known } from './validation';
import { Webhooks } from './webhooks';

/** The keys of the application that talks to the sandbox. */
export interface Credentials {
  clientId: string;
  clientSecret: string;
  apiKey: string;
}

/** An SMS that was "sent" to a customer. */
export interface SentMessage {
  id: string;
  message: string;
  webhook_event_reference: string;
  phone_number: string | null;
}

/** Everything that the sandbox remembers, and the parts that work on it. */
export class Application {
  /** Known once the server listens. */
  url = '';
  readonly merchant = new Merchant();
  readonly ledger = new Ledger();
  readonly tokens = new Tokens();
  readonly faults = new Faults();
  readonly requests = new RequestLog();
  readonly outstanding = new Outstanding();
  readonly messages: SentMessage[] = [];
  readonly deliveries: Deliveries;
  readonly webhooks: Webhooks;
  readonly results: Results;

  constructor(
    readonly credentials: Credentials,
    readonly settings: Settings,
  ) {
    const baseUrl = () => this.url;
    const world: World = {
      merchant: this.merchant,
      ledger: this.ledger,
      sendMessage: ({ id, message, eventId }) =>
        void this.messages.push({
          id,
          message,
          webhook_event_reference: eventId,
          phone_number: this.webhooks.phoneOf(eventId),
        }),
    };
    this.deliveries = new Deliveries(credentials.apiKey, settings, this.outstanding);
    this.webhooks = new Webhooks(baseUrl, this.deliveries, settings);
    this.results = new Results(baseUrl, world, settings, this.deliveries, this.outstanding);
  }

  /** What a request of this API version can be checked against. */
  known(version: ApiVersion): Known {
    const monthAgo = Date.now() - 30 * 24 * 60 * 60 * 1000;
    return {
      merchant: this.merchant,
      version,
      hasEvent: (id) => this.webhooks.canBeAnswered(id),
      hasTransaction: (reference) => (this.ledger.find(reference)?.at ?? 0) >= monthAgo,
    };
  }
}
