/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Sandbox } from '../../sandbox';

/** One address in front of several shops, as Kopo Kopo's own is: whose request it is, its keys tell. */
export interface SharedHost {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts the address.
 *
 * @param shops who has no valid token gets the answer of the first one
 */
export async function sharedHost(shops: [Sandbox, ...Sandbox[]]): Promise<SharedHost> {
  const shopOfToken = new Map<string, Sandbox>();
  const server = createServer(async (incoming, outgoing) => {
    const body = await textOf(incoming);
    const form = new URLSearchParams(body);
    const client = form.get('client_id');
    const shop =
      shopOfToken.get(incoming.headers.authorization ?? '') ??
      shops.find(({ credentials }) => credentials.clientId === client) ??
      shops[0];
    const { method, url, headers } = incoming;
    const onward = request(`${shop.url}${url}`, { method, headers }, async (answer) => {
      const text = await textOf(answer);
      if (url === '/oauth/token' && answer.statusCode === 200) {
        shopOfToken.set(`Bearer ${JSON.parse(text).access_token}`, shop);
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
    });
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return text;
}
