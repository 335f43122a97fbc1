import { only } from '../../api/json';
import type { TokenOperation } from '../operation';

export const getInfo: TokenOperation = {
  kind: 'token',
  name: 'Get Info',
  value: 'getInfo',
  action: 'Get info about access token',
  description: 'See for which application the token is and how long it is valid',
  fields: [],
  send: async (client) => await client.tokenInfo(),
  // Some of the API's libraries show the token itself in the answer: only what is documented goes on.
  output: (body) =>
    only(body, ['resource_owner_id', 'scope', 'expires_in', 'application', 'created_at']),
};
