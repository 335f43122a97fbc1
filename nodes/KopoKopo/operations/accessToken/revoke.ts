import type { TokenOperation } from '../operation';

/** Source: API documentation, "Revoke application's access token". */
export const revoke: TokenOperation = {
  kind: 'token',
  name: 'Revoke',
  value: 'revoke',
  action: 'Revoke access token',
  description: 'Make the token invalid at once. The next request gets a new one by itself.',
  fields: [],
  send: async (client) => await client.sendWithToken('/oauth/revoke'),
  output: () => ({ revoked: true }),
};
