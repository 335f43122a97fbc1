import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { KopoKopoClient, Reply } from '../api/client';
import type { Newest } from '../api/newest';
import type { ResourceType } from '../api/resourceTypes';
import type { OptionalField } from '../parameters/optionalField';
import type { Parameters } from '../parameters/parameters';

/** One entry of the node's 'Resource' dropdown. */
export interface Resource {
  /** For a shopkeeper; the API's term in brackets where a developer would look for it. */
  name: string;
  value: string;
  description?: string;
  /** In the order of the dropdown. */
  operations: [Operation, ...Operation[]];
}

/** One entry of the 'Operation' dropdown: what an operation file exports. */
export type Operation =
  CreateOperation | GetOperation | ActOperation | TokenOperation | CheckOperation;

/** @returns how sentences and the canvas call an operation: both dropdowns' words, without the API's term */
export function titleOf(resource: Resource, { name }: Operation): string {
  return `${resource.name.replace(/ \(.*\)$/, '')}: ${name}`;
}

interface OperationTexts {
  name: string;
  value: string;
  /** Also what an AI agent reads to choose its tool. */
  action: string;
  description: string;
  /** The operation's own fields; the table adds when they show. */
  fields: INodeProperties[];
}

/** POST: the API answers 201 with a location, and for most of them sends the result later. */
export interface CreateOperation extends OperationTexts {
  kind: 'create';
  /** Optional fields that stand among the options, where they are too few for a collection of their own. */
  optional?: OptionalField[];
  /** Whether the API sends a result later, to a callback URL and in answer to a Get. */
  answersLater: boolean;
  /** Whether doing it twice does no harm: it moves no money and reaches no customer. */
  repeatable: boolean;
  request(parameters: Parameters): CreateRequest;
  /** One request for all input items, where the user wants that; undefined where each has its own. */
  requestForAll?(all: [Parameters, ...Parameters[]]): CreateRequest | undefined;
  /** Whether it is of no use without its result: it is always waited for, and its absence is an error. */
  alwaysWaits?: true;
  /** Where the workflow can go on before the outcome is final: whether the result has what it needs. */
  isReady?(attributes: IDataObject): boolean;
}

export interface CreateRequest {
  type: ResourceType;
  /** Without `_links`, which is added for all. Empty fields are left out when it is sent. */
  body: IDataObject;
  /** Where it isn't the path of the type, e.g. in another version of the API. */
  path?: string;
  /** The field with the URL that Kopo Kopo is to send to, beside the callback of the request itself. */
  target?: string;
  /** What the user should look at although it is sent, a sentence; undefined where all is well. */
  warning?: string;
  /** Which of the payments of a list are wanted; undefined for all, as the API lists them. */
  newest?: Newest;
  /** What only one item of an execution may ask for; undefined where any number of them may. */
  once?: Once[];
}

/** Something that a second item of the same execution can only ask for by mistake. */
export interface Once {
  /** The item that asks for it. */
  of: Parameters;
  /** The same for all items that ask for the same. */
  what: string;
  /** The field to change. */
  field: string;
  /** The second half of a sentence that starts with the field's name; the other item's number is added. */
  problem: string;
  advice: string;
}

/** What to do where n8n would run a request for each item that is meant once. */
export const ONCE_FOR_ALL =
  "Turn on 'Execute Once' in this node's settings to do it once for all items.";

/** GET of one thing. */
export interface GetOperation extends OperationTexts {
  kind: 'get';
  request(parameters: Parameters): GetRequest;
}

export interface GetRequest {
  type: ResourceType;
  /** Name of the parameter that holds the id or the location URL. */
  idParameter: string;
}

/** POST on one thing that exists, e.g. to cancel it. */
export interface ActOperation extends OperationTexts {
  kind: 'act';
  request(parameters: Parameters): ActRequest;
}

export interface ActRequest extends GetRequest {
  /** The last part of the path. */
  act: string;
  /** What the thing is then, e.g. `cancelled`. */
  done: string;
}

/** Something about the credential's own access token. */
export interface TokenOperation extends OperationTexts {
  kind: 'token';
  send(client: KopoKopoClient): Promise<Reply>;
  /** The output for a successful answer; must not hold the token. */
  output(body: unknown): IDataObject;
}

/** Tells of the triggers that this n8n has in service. */
export interface CheckOperation extends OperationTexts {
  kind: 'check';
}
