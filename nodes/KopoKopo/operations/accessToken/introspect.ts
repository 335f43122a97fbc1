import { only } from '../../api/json';
import type { TokenOperation } from '../operation';

/** Source: API documentation, "Request token introspection". */
export const introspect: TokenOperation = {
  kind: 'token',
  name: 'Introspect',
  value: 'introspect',
  action: 'Introspect access token',
  description: 'Check whether the token is active, and when it expires',
  fields: [],
  send: async (client) => await client.sendWithToken('/oauth/introspect'),
  // Some of the API's libraries show the token itself in the answer: only what is documented goes on.
  output: (body) => only(body, ['active', 'scope', 'client_id', 'token_type', 'exp', 'iat']),
};
