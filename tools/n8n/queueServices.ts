/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawn, type SpawnOptions, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CleanUp } from '../cleanUp';
import { freePorts } from './freePorts';
import { until } from '../until';

const INSTALL = 'Install them first: apt-get install redis-server postgresql';

/**
 * Starts a Redis and a PostgreSQL that nobody else uses, with data that goes away.
 *
 * @param cleanUp gets what has to be stopped
 * @returns n8n's settings for them
 * @throws Error that says what is missing on this computer
 */
export async function startQueueServices(cleanUp: CleanUp): Promise<Record<string, string>> {
  const [redisPort = 0, postgresPort = 0] = await freePorts(2);
  assertQueueServices();
  await startRedis(redisPort, cleanUp);
  await startPostgres(postgresPort, cleanUp);
  return {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(redisPort),
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: '127.0.0.1',
    DB_POSTGRESDB_PORT: String(postgresPort),
    DB_POSTGRESDB_DATABASE: 'postgres',
    DB_POSTGRESDB_USER: 'n8n',
    DB_POSTGRESDB_PASSWORD: '',
  };
}

/**
 * For those who need them only after a while.
 *
 * @throws Error when Redis or PostgreSQL is missing, with what to do
 */
export function assertQueueServices(): void {
  if (spawnSync('redis-server', ['--version']).error) {
    throw new Error(`redis-server is not installed. ${INSTALL}`);
  }
  postgresPrograms();
}

async function startRedis(port: number, cleanUp: CleanUp): Promise<void> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  run('redis-server', [...settings, '--appendonly', 'no'], {}, cleanUp);
  await until('Redis', () => isListening(port));
}

async function startPostgres(port: number, cleanUp: CleanUp): Promise<void> {
  const programs = postgresPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'kopokopo-postgres-'));
  cleanUp.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const user = unprivileged();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder };
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'n8n'],
    options,
  );
  if (made.status !== 0) throw new Error(`PostgreSQL's initdb failed: ${made.stderr}`);
  const settings = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
  run(join(programs, 'postgres'), settings, options, cleanUp);
  await until('PostgreSQL', () => {
    const ready = spawnSync(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]);
    return ready.status === 0;
  });
}

function postgresPrograms(): string {
  const versions = '/usr/lib/postgresql';
  const newest = existsSync(versions) ? readdirSync(versions).sort().at(-1) : undefined;
  if (newest === undefined) throw new Error(`PostgreSQL is not installed. ${INSTALL}`);
  return join(versions, newest, 'bin');
}

/** PostgreSQL does not run as root: then as the user that its package has made. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * Runs a program that ends when this process ends, in whatever way: the shell that watches over it
 * waits for its input to be closed.
 */
function run(program: string, args: string[], options: SpawnOptions, cleanUp: CleanUp): void {
  const script = '"$0" "$@" </dev/null & read -r _; kill -INT $!; wait';
  const shell = spawn('/bin/sh', ['-c', script, program, ...args], {
    ...options,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  cleanUp.add(async () => {
    shell.stdin?.end();
    if (shell.exitCode === null && shell.signalCode === null) await once(shell, 'exit');
  });
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

/**
 * Spreads requests over several servers, as a load balancer in front of webhook processors does: one
 * that can't be reached is left out. A request that breaks on its way is answered with 502.
 *
 * @param ports of the servers on this computer
 * @returns its port
 */
export async function startLoadBalancer(port: number, ports: number[], cleanUp: CleanUp) {
  let turn = 0;
  const forward = (
    incoming: IncomingMessage,
    body: Buffer,
    answer: ServerResponse,
    left: number,
  ) => {
    const target = ports[turn++ % ports.length];
    const { method, url: path, headers } = incoming;
    const outgoing = request({ host: '127.0.0.1', port: target, method, path, headers });
    outgoing.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.on('error', () => answer.destroy());
      response.pipe(answer);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' && left > 1) forward(incoming, body, answer, left - 1);
      else if (!answer.headersSent) answer.writeHead(502).end();
    });
    outgoing.end(body);
  };
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => forward(incoming, Buffer.concat(chunks), answer, ports.length));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.add(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}
