/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { type Mail, readMail } from './mail';

/** A mail server on this computer that keeps what it gets. */
export class Mailbox {
  private readonly mails: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox(createServer());
    mailbox.server.listen(0, '127.0.0.1');
    await once(mailbox.server, 'listening');
    return mailbox;
  }

  /** The fields of an `smtp` credential for it. */
  get credential(): ICredentialDataDecryptedObject {
    const address = this.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const host = '127.0.0.1';
    return { user: '', password: '', host, port, secure: false, disableStartTls: true };
  }

  /** How many mails have come. */
  get count(): number {
    return this.mails.length;
  }

  /** The newest mail, as its reader sees it. */
  newest(): Mail {
    return readMail(this.mails.at(-1) ?? '');
  }

  /** The addresses of the buttons in the newest mail, in its order. */
  links(): string[] {
    return [...this.newest().html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    );
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  /** As much of SMTP as a sender without a password needs. Source: RFC 5321. */
  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    const reply = (line: string) => socket.write(`${line}\r\n`);
    let received = '';
    let inMail = false;
    reply('220 mailbox');
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      for (;;) {
        const mark = inMail ? '\r\n.\r\n' : '\r\n';
        const end = received.indexOf(mark);
        if (end < 0) return;
        const part = received.slice(0, end);
        received = received.slice(end + mark.length);
        if (inMail) {
          this.mails.push(part);
          inMail = false;
          reply('250 kept');
        } else if (/^DATA/i.test(part)) {
          inMail = true;
          reply('354 go on');
        } else if (/^QUIT/i.test(part)) {
          reply('221 bye');
          socket.end();
        } else {
          reply('250 ok');
        }
      }
    });
  }
}
