import type { JsonObject } from '../json';
import type { Ledger } from '../ledger';
import type { Merchant } from '../merchant';
import type { ApiVersion, Known } from '../validation';

/** How a request turns out. `never`: no result until it is resolved by hand. */
export type ResultOutcome = 'succeeded' | 'failed' | 'partial' | 'never';

/** The result that a request gets. */
export interface ResultPlan {
  outcome: ResultOutcome;
  /** The reason of a failure, in the form given here; each resource has a default. */
  errors?: string | string[] | null;
  /** Polling: how many made-up transactions the result has. Default: those that there were. */
  transactions?: number;
  /** Laid over the result's attributes, for shapes that only the live API shows. */
  attributes?: JsonObject;
}

/** Something that was created by a request. */
export interface CreatedResource {
  id: string;
  /** JSON:API type ('incoming_payment'). */
  type: string;
  version: ApiVersion;
  /** The absolute URL that the Location header gave. */
  location: string;
  /** The body as received. */
  request: JsonObject;
  /** What a status query answers now, under `data.attributes`. */
  attributes: JsonObject;
  callbackUrl: string | null;
  /** False while a result is to come. */
  final: boolean;
  createdAt: Date;
}

/** What a resource may use to work out its attributes. */
export interface World {
  merchant: Merchant;
  ledger: Ledger;
  /** Id of the resource → what is sent to a customer's phone. */
  sendMessage(message: { id: string; message: string; eventId: string }): void;
}

/** One kind of resource of the API: all that the server has to know of it. */
export interface ResourceDescription {
  /** JSON:API type. */
  type: string;
  /** The last part of its path, after /api/v1/ or /api/v2/. */
  path: string;
  versions: readonly ApiVersion[];
  /**
   * Checks a request body and returns it.
   * @throws ApiError 400
   */
  validate(body: unknown, known: Known): JsonObject;
  /** The attributes right after the create. */
  created(resource: CreatedResource, world: World): JsonObject;
  /** The final attributes. Absent: the resource is final when it is created, nothing is posted. */
  result?(resource: CreatedResource, plan: ResultPlan, world: World): JsonObject;
  /** The result when the test has not asked for one. Default: succeeded. */
  usualResult?(resource: CreatedResource): ResultPlan;
  /**
   * What POST …/{id}/cancel does. Absent: there is no such path.
   * @throws ApiError 400 when it is too late
   */
  cancel?(resource: CreatedResource): { attributes: JsonObject; message: string };
}

/** `_links` of every result: where it is posted and where it can be asked for. */
export function resultLinks(resource: CreatedResource): JsonObject {
  return { callback_url: resource.callbackUrl, self: resource.location };
}

/** The metadata of a request as results repeat it; {} when there was none. */
export function metadataOf(resource: CreatedResource): unknown {
  return resource.request.metadata ?? {};
}
