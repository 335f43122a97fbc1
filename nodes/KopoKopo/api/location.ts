import { RESOURCE_TYPES, type ResourceType } from './resourceTypes';

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

/**
 * The id in a `Location` header: its last path segment, whatever the host.
 *
 * @param location the header's value
 * @returns the id, or undefined where there is none
 * Source: API documentation, "Successful Response"; the id equals `data.id` of the later result.
 */
export function idInLocationHeader(location: unknown): string | undefined {
  if (typeof location !== 'string') return undefined;
  const path = location.trim().split(/[?#]/)[0] ?? '';
  const id = path.replace(/\/+$/, '').split('/').pop() ?? '';
  return ID.test(id) ? id : undefined;
}

export type IdReading = { id: string } | { refusal: string };

/**
 * Reads what a user entered for an id: the id itself, or the location URL of the thing.
 *
 * @param entered e.g. `247b1bd8-…` or `https://api.kopokopo.com/api/v1/incoming_payments/247b1bd8-…`
 * @param type what it has to be the id of
 * @param baseUrl the credential's origin: a URL of any other origin is refused
 * @returns the id, or what is wrong with it (the second half of a sentence)
 */
export function idFrom(entered: string, type: ResourceType, baseUrl: string): IdReading {
  const text = entered.trim();
  if (ID.test(text)) return { id: text };
  const { path, title } = RESOURCE_TYPES[type];
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return { refusal: `is not an ID: "${text}". Enter the ID or the location URL of the ${title}` };
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { refusal: `is not a URL: "${text}". Enter the ID or the location URL of the ${title}` };
  }
  if (url.origin !== baseUrl) {
    return {
      refusal: `is a URL of ${url.origin}, but the credential is for ${baseUrl}. Enter the ID alone, or choose the credential that the ${title} was made with`,
    };
  }
  const collection = path.replace(/^\/api\/v\d+/, '');
  const match = /^(?:\/api\/v\d+)?(\/[a-z_]+)\/([^/]+)\/?$/.exec(url.pathname);
  const id = match?.[2] ?? '';
  if (match?.[1] !== collection || !ID.test(id)) {
    return {
      refusal: `is not the location URL of the ${title}: "${text}". It should look like ${baseUrl}${path}/…`,
    };
  }
  return { id };
}
