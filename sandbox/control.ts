import { randomUUID } from 'node:crypto';
import type { Application, SentMessage } from './application';
import type { Delivery } from './deliveries';
import type { Fault } from './faults';
import { merge, textAt, type JsonObject } from './json';
import { notFound } from './apiError';
import {
  businessTransactionOf,
  madeUpTransactions,
  transactionOf,
  type Business,
  type Payer,
  type Transaction,
} from './ledger';
import { mpesaReference, TILLS } from './merchant';
import type { RequestFilter } from './pathFilter';
import type { ReceivedRequest } from './requestLog';
import type { NextResult } from './results';
import type { CreatedResource } from './resources/resource';
import { EVENT_SAMPLES } from './samples';
import type { Settings } from './settings';
import { toSecond } from './timestamps';
import { hashedPhone } from './webhookEvent';
import type { Fired, Subscription } from './webhooks';

/** When a payment happened, and how it is told. */
export interface Told {
  /** How often each subscription gets the event; default by the settings. 0: the event gets lost. */
  deliveries?: number;
  /** When it was paid. Default: now. */
  at?: Date;
  /** Whether polling finds it; false until `listPayment`. Default: true. */
  listed?: boolean;
}

/** A customer's payment to a till. */
export interface CustomerPayment extends Payer, Told {
  /** Fire `customer_created` too, as the live API does on a customer's first payment. */
  alsoCustomerCreated?: boolean;
}

/** Another business's payment to a till. */
export interface BusinessPayment extends Business, Told {}

/** How transactions are made up for polling. */
export interface SeedOptions {
  tillNumber?: string;
  /** Default: a day before `to`. */
  from?: Date;
  /** Default: now. */
  to?: Date;
}

/** What tests and demos can make happen, and see. */
export interface SandboxControl {
  /** Changes settings while running. */
  configure(settings: Partial<Settings>): void;
  /**
   * A customer pays to a till: the transaction is found by polling, and
   * `buygoods_transaction_received` is posted. Resolves when every delivery has its answer.
   */
  customerPays(payment: CustomerPayment): Promise<Fired>;
  /** The same for another business, with `b2b_transaction_received`. */
  businessPays(payment: BusinessPayment): Promise<Fired>;
  /**
   * A payment is taken back: polling tells it as Reversed from now on, and the event of the reversal is
   * posted.
   * @param deliveries how often each subscription gets it; 0: the event gets lost
   * @throws ApiError 404 for an unknown reference
   */
  reversePayment(reference: string, deliveries?: number): Promise<Fired>;
  /**
   * A payment that was not `listed` is found by polling from now on.
   * @throws ApiError 404 for an unknown reference
   */
  listPayment(reference: string): void;
  /**
   * Posts any event: the documented sample's resource with a new id and time, merged with
   * `overrides`. Resolves when every delivery has its answer.
   */
  emitEvent(
    topic: string,
    overrides?: JsonObject,
    options?: { deliveries?: number },
  ): Promise<Fired>;
  /** How the result of the next matching create turns out. Without one: succeeded. */
  nextResult(result: NextResult): void;
  /** Makes matching requests go wrong. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Every issued token answers 401 from now on, as expired. */
  expireTokens(): void;
  /** The same, as revoked. */
  revokeTokens(): void;
  /** The requests that the API received, oldest first, without secrets. */
  requests(filter?: RequestFilter): ReceivedRequest[];
  clearRequests(): void;
  /** How many tokens have been issued. */
  tokenRequests(): number;
  subscriptions(): Subscription[];
  /** A subscription disappears on Kopo Kopo's side: no more events, and GET answers 404. */
  forgetSubscription(id: string): void;
  /** Every resource of a JSON:API type, in order of creation. */
  created(type: string): CreatedResource[];
  /** The SMS that were "sent". */
  messages(): SentMessage[];
  deliveries(): Delivery[];
  clearDeliveries(): void;
  /** Adds transactions for polling to find, spread evenly over the time, without any event. */
  seedTransactions(count: number, options?: SeedOptions): void;
  /**
   * Gives a waiting request its result now, with the callback.
   * @throws ApiError 404 for an unknown id
   */
  resolve(id: string, result: Omit<NextResult, 'type' | 'delayMs'>): Promise<void>;
  /** Resolves when no result is due and no delivery is under way. */
  idle(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The control surface of an application. */
export function controlOf(app: Application): SandboxControl {
  return {
    configure: (settings) => void Object.assign(app.settings, settings),
    customerPays: (payment) => customerPays(app, payment),
    businessPays: (payment) => businessPays(app, payment),
    reversePayment: (reference, deliveries) => reverse(app, reference, deliveries),
    listPayment: (reference) => {
      transactionIn(app, reference).isListed = true;
    },
    emitEvent: (topic, overrides = {}, options = {}) =>
      app.webhooks.fire(topic, sampleResource(topic, overrides), options.deliveries),
    nextResult: (result) => app.results.plan(result),
    fault: (fault) => app.faults.add(fault),
    clearFaults: () => app.faults.clear(),
    expireTokens: () => app.tokens.expireAll(),
    revokeTokens: () => app.tokens.revokeAll(),
    requests: (filter) => app.requests.find(filter),
    clearRequests: () => app.requests.clear(),
    tokenRequests: () => app.tokens.issued,
    subscriptions: () => app.webhooks.all(),
    forgetSubscription: (id) => app.webhooks.remove(id),
    created: (type) => app.results.ofType(type),
    messages: () => [...app.messages],
    deliveries: () => app.deliveries.all(),
    clearDeliveries: () => app.deliveries.clear(),
    seedTransactions: (count, { tillNumber, to = new Date(), from } = {}) => {
      const start = from ?? new Date(to.getTime() - DAY_MS);
      for (const transaction of madeUpTransactions(count, start, to, tillNumber)) {
        app.ledger.add(transaction);
      }
    },
    resolve: (id, result) => app.results.resolve(id, result),
    idle: () => app.outstanding.idle(),
  };
}

async function customerPays(app: Application, payment: CustomerPayment): Promise<Fired> {
  const { at = new Date(), listed = true, deliveries } = payment;
  const transaction = { ...transactionOf(payment, at), isListed: listed };
  app.ledger.add(transaction);
  const { resource, topic } = transaction;
  const phone = textAt(resource, 'sender_phone_number');
  const fired = app.webhooks.fire(topic, withHashedPhone(resource), deliveries);
  if (payment.alsoCustomerCreated === true) {
    await app.webhooks.fire('customer_created', {
      last_name: resource.sender_last_name,
      first_name: resource.sender_first_name,
      middle_name: resource.sender_middle_name,
      phone_number: phone,
    });
  }
  return fired;
}

async function businessPays(app: Application, payment: BusinessPayment): Promise<Fired> {
  const { at = new Date(), listed = true, deliveries } = payment;
  const transaction = { ...businessTransactionOf(payment, at), isListed: listed };
  app.ledger.add(transaction);
  return await app.webhooks.fire(transaction.topic, transaction.resource, deliveries);
}

async function reverse(app: Application, reference: string, deliveries?: number): Promise<Fired> {
  const transaction = transactionIn(app, reference);
  transaction.resource = { ...transaction.resource, status: 'Reversed' };
  const topic = transaction.topic.replace('received', 'reversed');
  return await app.webhooks.fire(topic, transaction.resource, deliveries);
}

function transactionIn(app: Application, reference: string): Transaction {
  const transaction = app.ledger.find(reference);
  if (!transaction) throw notFound();
  return transaction;
}

/** The sender's phone may be missing from an event; its hash never is. */
function withHashedPhone(resource: JsonObject): JsonObject {
  const phone = textAt(resource, 'sender_phone_number') || '+254712345678';
  return { ...resource, hashed_sender_phone: hashedPhone(phone) };
}

function sampleResource(topic: string, overrides: JsonObject): JsonObject {
  const sample = EVENT_SAMPLES[topic]?.resource ?? { till_number: TILLS.buyGoods };
  const fresh: JsonObject = { ...sample };
  if ('id' in sample) fresh.id = randomUUID();
  if ('reference' in sample) fresh.reference = mpesaReference();
  if ('origination_time' in sample) fresh.origination_time = toSecond(new Date());
  return merge(fresh, overrides);
}
