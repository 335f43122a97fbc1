import type { Resource } from '../operation';
import { getInfo } from './getInfo';
import { introspect } from './introspect';
import { revoke } from './revoke';

export const accessToken: Resource = {
  name: 'Token (Advanced)',
  value: 'accessToken',
  description:
    'The access token that n8n gets with your keys and renews by itself: you rarely need this',
  operations: [getInfo, introspect, revoke],
};
