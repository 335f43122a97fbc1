import type { Resource } from '../operation';
import { getInfo } from './getInfo';
import { introspect } from './introspect';
import { revoke } from './revoke';

export const accessToken: Resource = {
  name: 'Access Token',
  value: 'accessToken',
  description:
    'The token that n8n uses for this credential. It is renewed by itself; you rarely need this.',
  operations: [getInfo, introspect, revoke],
};
