/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expectCode } from './thrown';

/**
 * Asks the system for unused TCP ports on 127.0.0.1. All are held open until the last one is known,
 * so they differ; afterwards somebody else may take one, which the caller has to expect.
 *
 * @param count how many
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map(portOf);
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, 'close');
    }),
  );
  return ports;
}

/**
 * Whether a TCP port on 127.0.0.1 is unused right now.
 *
 * @param port 1 to 65535
 */
export async function isFree(port: number): Promise<boolean> {
  return await listen(port).then(
    async (server) => {
      server.close();
      await once(server, 'close');
      return true;
    },
    (error: unknown) => {
      expectCode(error, 'EADDRINUSE');
      return false;
    },
  );
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port to listen on.');
  return address.port;
}
