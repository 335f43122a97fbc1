import type { IDataObject } from 'n8n-workflow';

import { field, isObject } from '../api/json';
import { withoutSignature } from '../api/resumeUrl';

/**
 * The API's answer as it is, but for one thing: where the callback goes to this n8n, its URL carries what
 * lets anybody who knows it resume the execution.
 */
export function withoutResumeSignature(body: IDataObject): IDataObject {
  const data = isObject(body.data) ? body.data : body;
  const links = field(data.attributes, '_links');
  const url = field(links, 'callback_url');
  if (!isObject(data.attributes) || !isObject(links)) return body;
  if (typeof url !== 'string') return body;
  const callback_url = withoutSignature(url);
  const attributes = { ...data.attributes, _links: { ...links, callback_url } };
  return data === body ? { ...body, attributes } : { ...body, data: { ...data, attributes } };
}
