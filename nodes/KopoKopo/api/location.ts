import { plainName } from './json';
import { RESOURCE_TYPES, type ResourceType } from './resourceTypes';
import { SUBSCRIPTIONS_PATHS } from './subscription';

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** What was created, before there is a result. */
export interface Created {
  id: string;
  type: ResourceType;
  location: string;
}

/**
 * The URL of a thing that the API keeps. Always built from the credential's own host: hosts in
 * answers vary, and the access token must not go to a host that was taken from data.
 *
 * @param baseUrl the credential's origin
 * @param path where things of its kind are, e.g. `/api/v1/incoming_payments`
 * @param id as in {@link idFrom}
 * @returns e.g. `https://api.kopokopo.com/api/v1/incoming_payments/247b1bd8-…`
 */
export function locationOf(baseUrl: string, path: string, id: string): string {
  return `${baseUrl}${path}/${encodeURIComponent(id)}`;
}

/** The last part of the path of each collection: a location that ends with one names no thing in it. */
const COLLECTIONS = new Set(Object.values(RESOURCE_TYPES).map(({ path }) => collectionIn(path)));

/**
 * The id in a `Location` header: its last path segment, whatever the host.
 *
 * @param location the header's value
 * @returns the id, or undefined where there is none
 * Source: API documentation, "Successful Response"; the id equals `data.id` of the later result.
 */
export function idInLocationHeader(location: unknown): string | undefined {
  if (typeof location !== 'string') return undefined;
  const path = location
    .trim()
    .replace(/[?#].*$/s, '')
    .replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, '');
  const id = path.replace(/\/+$/, '').split('/').pop() ?? '';
  const isOfCollection = COLLECTIONS.has(collectionIn(id)) || /^(api|v\d)$/.test(id);
  return ID.test(id) && !isOfCollection ? id : undefined;
}

/** The API writes it with a hyphen in places. */
function collectionIn(path: string): string {
  return plainName(path.split('/').pop() ?? '');
}

/** An id, and the path of the things that it is one of. */
export type IdReading = { id: string; path: string } | { refusal: string };

/**
 * Reads what a user entered for an id: the id itself, or the location URL of the thing.
 *
 * @param entered e.g. `247b1bd8-…` or `https://api.kopokopo.com/api/v1/incoming_payments/247b1bd8-…`
 * @param type what it has to be the id of
 * @param baseUrl the credential's origin: a URL of any other host is refused. The API's own links begin with
 *   http in places, which is the same host; the request goes to `baseUrl` anyway
 * @returns the id and where to ask for it, or what is wrong with it (the second half of a sentence)
 */
export function idFrom(entered: string, type: ResourceType, baseUrl: string): IdReading {
  const text = entered.trim();
  const { path, title } = RESOURCE_TYPES[type];
  if (ID.test(text)) return { id: text, path };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return { refusal: `is not an ID: "${text}". Enter the ID or the location URL of the ${title}` };
  }
  if (!URL.canParse(text)) {
    return { refusal: `is not a URL: "${text}". Enter the ID or the location URL of the ${title}` };
  }
  const url = new URL(text);
  if (!isOnHost(url, baseUrl)) {
    return {
      refusal: `is a URL of ${url.origin}, but the credential is for ${baseUrl}. Enter the ID alone, or choose the credential that the ${title} was made with`,
    };
  }
  const [, collection = '', id = ''] =
    /^(?:\/api\/v\d+)?\/([a-z_-]+)\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  if (collectionIn(collection) !== collectionIn(path) || !ID.test(id)) {
    return {
      refusal: `is not the location URL of the ${title}: "${text}". It should look like ${baseUrl}${path}/…`,
    };
  }
  const paths = type === 'webhook_subscription' ? SUBSCRIPTIONS_PATHS : [path];
  return { id, path: paths.find((each) => url.pathname.startsWith(`${each}/`)) ?? path };
}

function isOnHost(url: URL, baseUrl: string): boolean {
  return url.host === new URL(baseUrl).host && ['http:', 'https:'].includes(url.protocol);
}
