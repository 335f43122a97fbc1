/** A mail as its reader sees it. */
export interface Mail {
  subject: string;
  /** '' where it has none. */
  text: string;
  /** '' where it has none. */
  html: string;
  attachments: Array<{ name: string; type: string; content: string }>;
}

interface Part {
  /** By their names in small letters. */
  headers: Record<string, string>;
  body: string;
}

/**
 * Reads a mail as it came over SMTP: as much of MIME as n8n's mails use, text in UTF-8.
 * Source: RFC 2045 to 2047.
 */
export function readMail(raw: string): Mail {
  const whole = partIn(raw.replace(/^\.\./gm, '.'));
  const mail: Mail = { subject: words(whole.headers.subject), text: '', html: '', attachments: [] };
  for (const part of leaves(whole)) {
    const content = decoded(part);
    const type = contentType(part);
    const name = /name="?([^";]+)/i.exec(part.headers['content-disposition'] ?? '')?.[1];
    if (name !== undefined) mail.attachments.push({ name, type, content });
    else if (type === 'text/html') mail.html = content;
    else mail.text = content;
  }
  return mail;
}

function leaves(part: Part): Part[] {
  const boundary = /boundary="?([^";]+)/i.exec(part.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return [part];
  const mark = new RegExp(`(?:^|\\r\\n)--${escaped(boundary)}(?:--)?(?:\\r\\n|$)`);
  // Before the first mark and behind the last one there is nothing to read.
  return part.body.split(mark).slice(1, -1).map(partIn).flatMap(leaves);
}

function partIn(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) };
}

function contentType({ headers }: Part): string {
  return (headers['content-type'] ?? 'text/plain').split(';')[0] ?? '';
}

function decoded({ headers, body }: Part): string {
  const encoding = headers['content-transfer-encoding']?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quotedPrintable(body) : body;
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A header with words that aren't ASCII. */
function words(header = ''): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : quotedPrintable(word.replaceAll('_', ' ')),
    );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
