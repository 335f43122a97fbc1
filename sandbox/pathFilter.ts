/** Which requests are meant: by method and path, both optional. */
export interface RequestFilter {
  method?: string;
  /**
   * A RegExp is tried on the path; a text matches whole path segments anywhere in it, so that
   * 'incoming_payments' and '/api/v1/incoming_payments' both match a create and a status query.
   */
  path?: string | RegExp;
}

/** Whether a request is meant by the filter. `path` is without the query. */
export function matches(filter: RequestFilter, method: string, path: string): boolean {
  if (filter.method !== undefined && filter.method.toUpperCase() !== method) return false;
  if (filter.path === undefined) return true;
  if (typeof filter.path !== 'string') return path.search(filter.path) !== -1;
  return `${path}/`.includes(`/${filter.path.replace(/^\/+|\/+$/g, '')}/`);
}
