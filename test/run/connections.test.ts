/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import dns from 'node:dns';
import type { ClientRequest } from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls, { type SecureVersion } from 'node:tls';
import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../sandbox';
import { authority, certificate, type Certificate } from '../stage/certificate';
import { clock } from '../stage/clock';
import type { NodeRun } from '../stage/engine';
import { PAYMENTS, Payday } from '../stage/payday';

/** What became of the money when there is no answer: with real connections, and n8n's own HTTP helper. */

let payday: Payday;
let servers: Server[];

beforeEach(async () => {
  payday = await Payday.start();
  servers = [];
});
afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env.HTTPS_PROXY;
  for (const server of servers) server.close();
  await payday.stop();
});

const CA = authority('Test CA');
const GOOD = certificate({ name: 'localhost', issuer: CA });

const pay = async (invoice: string): Promise<NodeRun> =>
  await payday.pay({
    invoices: [invoice],
    options: { idempotencyKey: '={{ $json.invoice }}', timeout: 2 },
    node: { onError: 'continueRegularOutput' },
  });
const errorOf = ({ json }: NodeRun) => json[0]?.error as IDataObject | undefined;

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  return (server.address() as AddressInfo).port;
}

/** Hands on what comes. */
function joinToPort(socket: Socket, port: number): void {
  const other = net.connect(port);
  for (const end of [socket, other]) end.on('error', () => {});
  socket.pipe(other).pipe(socket);
}

/** As NODE_EXTRA_CA_CERTS does it, which Node.js reads when it starts. */
function trust({ cert: ca }: Certificate): void {
  const { connect } = tls;
  jest
    .spyOn(tls, 'connect')
    .mockImplementation((...[options, ...more]: unknown[]) =>
      Reflect.apply(connect, tls, [{ ...(options as object), ca }, ...more]),
    );
}

/** Secure connections in front of the sandbox, to a credential that has a token already. */
async function secureFront(): Promise<tls.Server> {
  trust(CA);
  const sandboxPort = Number(new URL(payday.sandbox.url).port);
  const front = tls.createServer({ ...GOOD }, (socket) => joinToPort(socket, sandboxPort));
  // The client goes away when it doesn't like the certificate.
  front.on('tlsClientError', () => {});
  payday.store.credential.baseUrl = `https://localhost:${await listen(front)}`;
  expect((await pay('first')).json).toMatchObject([{ outcome: 'pending' }]);
  payday.control.clearRequests();
  return front;
}

/** @returns what a proxy does with each connection */
async function proxy(on: (socket: Socket) => void): Promise<void> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => on(socket));
  });
  process.env.HTTPS_PROXY = `http://127.0.0.1:${await listen(server)}`;
}

/** Nothing has reached Kopo Kopo, the node says so, and the key is free again. */
async function expectRefused(run: NodeRun, message: string): Promise<void> {
  expect(errorOf(run)).toMatchObject({
    message: `${message} [item 0]`,
    what_to_do: expect.stringMatching(/^Nothing was sent\. /),
    outcome: 'refused',
  });
  expect(payday.control.requests()).toEqual([]);
}

describe('a certificate that is not accepted', () => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);

  it.each<[string, Certificate, string]>([
    [
      'self-signed',
      certificate({ name: 'localhost' }),
      'it is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ],
    [
      'by an unknown issuer',
      certificate({ name: 'localhost', issuer: authority('Somebody Else') }),
      'nobody whom n8n trusts has issued it (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    ],
    [
      'for another name',
      certificate({ name: 'other.test', issuer: CA }),
      'it is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    ],
    [
      'expired',
      certificate({
        name: 'localhost',
        issuer: CA,
        from: day('2020-01-01'),
        to: day('2021-01-01'),
      }),
      'it has expired (CERT_HAS_EXPIRED)',
    ],
    [
      'not valid yet',
      certificate({
        name: 'localhost',
        issuer: CA,
        from: day('2120-01-01'),
        to: day('2121-01-01'),
      }),
      'it is not valid yet (CERT_NOT_YET_VALID)',
    ],
  ])('%s: nothing was sent, and the key is free', async (_what, bad, reason) => {
    const front = await secureFront();
    const versions: SecureVersion[] = ['TLSv1.2', 'TLSv1.3'];
    for (const maxVersion of versions) {
      front.setSecureContext({ ...bad, maxVersion });
      const run = await pay('INV-1');
      await expectRefused(
        run,
        `Kopo Kopo could not be reached: its certificate was not accepted, because ${reason}`,
      );
      expect(errorOf(run)?.what_to_do).toContain('NODE_EXTRA_CA_CERTS');
    }
    front.setSecureContext({ ...GOOD });
    expect((await pay('INV-1')).json).toMatchObject([{ outcome: 'pending' }]);
  });

  it('is told the same when it is the token that cannot be had', async () => {
    const front = tls.createServer({ ...certificate({ name: 'localhost' }) });
    front.on('tlsClientError', () => {});
    payday.store.credential.baseUrl = `https://localhost:${await listen(front)}`;
    const error = errorOf(await pay('INV-1'));
    expect(error?.message).toMatch(
      /could not be reached: its certificate was not accepted, because it is self-signed\. .*NODE_EXTRA_CA_CERTS/,
    );
    expect(error?.outcome).toBe('refused');
  });

  it('ends the waiting for a result: asking again would not help', async () => {
    const front = await secureFront();
    payday.control.nextResult({ outcome: 'never' });
    const sent = payday.pay({ invoices: ['INV-1'], resultMode: 'wait', options: { maxWait: 25 } });
    const goOn = await clock.stopWhen(() => payday.creates() > 0);
    front.setSecureContext({ ...certificate({ name: 'localhost' }) });
    goOn();
    const { json } = await sent;
    expect(json[0]).toMatchObject({ outcome: 'pending', id: payday.paidIds().at(-1) });
    expect(json[0]?.hint).toContain('Its result cannot be asked for: Kopo Kopo could not be');
  });
});

describe('a connection that was never made', () => {
  it('to a name that nobody knows', async () => {
    await secureFront();
    jest.spyOn(dns, 'lookup').mockImplementation(((...args: unknown[]) => {
      const done = args.at(-1) as (error: Error) => void;
      const facts = { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'localhost' };
      done(Object.assign(new Error('getaddrinfo ENOTFOUND localhost'), facts));
    }) as typeof dns.lookup);
    await expectRefused(
      await pay('INV-1'),
      'Kopo Kopo could not be reached: the host name is not known (ENOTFOUND)',
    );
  });

  it('to a host that refuses it', async () => {
    const front = await secureFront();
    await new Promise((resolve) => front.close(resolve));
    await expectRefused(
      await pay('INV-1'),
      'Kopo Kopo could not be reached: the host refuses connections (ECONNREFUSED)',
    );
  });

  it('to any of the addresses of a host', async () => {
    const front = await secureFront();
    await new Promise((resolve) => front.close(resolve));
    jest.spyOn(dns, 'lookup').mockImplementation(((...args: unknown[]) => {
      const done = args.at(-1) as (error: null, all: dns.LookupAddress[]) => void;
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 },
      ]);
    }) as unknown as typeof dns.lookup);
    await expectRefused(
      await pay('INV-1'),
      'Kopo Kopo could not be reached: the host refuses connections (ECONNREFUSED)',
    );
  });

  it('because the proxy is not there', async () => {
    await secureFront();
    process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
    await expectRefused(
      await pay('INV-1'),
      'Kopo Kopo could not be reached: the host refuses connections (ECONNREFUSED)',
    );
  });

  it('because the proxy asks for a login', async () => {
    await secureFront();
    await proxy((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'),
    );
    await expectRefused(await pay('INV-1'), 'A proxy between n8n and Kopo Kopo asks for a login');
  });

  it('because the proxy opens secure connections with a certificate of its own', async () => {
    const front = await secureFront();
    const { port } = front.address() as AddressInfo;
    front.setSecureContext({ ...certificate({ name: 'localhost' }) });
    await proxy((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      joinToPort(socket, port);
    });
    await expectRefused(
      await pay('INV-1'),
      'Kopo Kopo could not be reached: its certificate was not accepted, because it is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    );
  });

  it('because somebody on the way cuts it off before it is secure', async () => {
    await secureFront();
    await proxy((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    await expectRefused(
      await pay('INV-1'),
      'Kopo Kopo could not be reached: the host refuses connections (ECONNRESET)',
    );
  });
});

describe('a connection that breaks when the request was sent', () => {
  /** The payment is made, and the answer held back. */
  const holdBack: Fault = {
    method: 'POST',
    path: PAYMENTS,
    action: 'drop-after',
    delayMs: 60_000,
  };

  it.each([
    ['EHOSTUNREACH', 'read'],
    ['ENETUNREACH', 'read'],
    ['ENETDOWN', 'write'],
    ['EPIPE', 'write'],
    ['ETIMEDOUT', 'read'],
    ['ECONNRESET', 'read'],
    ['ECONNREFUSED', 'read'],
    ['ENOTFOUND', 'read'],
    ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', undefined],
  ])('with %s on %s: nobody knows, and the key stays used', async (code, syscall) => {
    payday.control.fault(holdBack);
    const requests: ClientRequest[] = [];
    const note = (message: unknown) => {
      requests.push((message as { request: ClientRequest }).request);
    };
    subscribe('http.client.request.start', note);
    const sent = pay('INV-1');
    const goOn = await clock.stopWhen(() => payday.paidIds().length > 0);
    unsubscribe('http.client.request.start', note);
    // As Node.js does it with what the system says.
    const facts = { code, ...(syscall === undefined ? {} : { syscall }) };
    requests.at(-1)?.socket?.destroy(Object.assign(new Error(`${syscall} ${code}`), facts));
    goOn();

    const error = errorOf(await sent);
    expect(error?.outcome).toBe('unknown');
    expect(error?.message).toMatch(
      new RegExp(`^Kopo Kopo did not answer: .* \\(${code}\\)\\. It is not known whether`),
    );
    expect(errorOf(await pay('INV-1'))?.outcome).toBe('unknown');
    expect(payday.creates()).toBe(1);
  });

  it('and is reset by the host', async () => {
    const front = await secureFront();
    front.removeAllListeners('secureConnection');
    front.on('secureConnection', (socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.destroy());
    });
    expect(errorOf(await pay('INV-1'))).toMatchObject({ outcome: 'unknown' });
  });

  it('and a proxy answers for Kopo Kopo', async () => {
    await secureFront();
    await proxy((socket) => socket.end('HTTP/1.1 504 Gateway Timeout\r\n\r\n'));
    expect(errorOf(await pay('INV-1'))).toMatchObject({ outcome: 'unknown', http_status: 504 });
  });
});
