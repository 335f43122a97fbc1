import { createHash } from 'node:crypto';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What happened in the sandbox just now, or as long ago as a period of 'Get Many' reaches back. */
const RECENT_MS = 40 * DAY_MS;

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Keeps how exact it is, and the offset. */
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
/** As sentences have it. */
const IN_WORDS = /\b\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d:\d\d(?= Kenyan time)/g;
const SECONDS = /\b1[6-9]\d{8}\b/g;
const SANDBOX = /http:\/\/127\.0\.0\.1:\d+/g;
/** Receipts of M-PESA, as the sandbox makes them up. */
const RECEIPT = /("(?:transaction_)?reference": ")[0-9A-F]{10}(")/g;
/** The keys of an application. */
const KEY = /("(?:uid|client_id)": ")[^"]+(")/g;

/**
 * The same values whenever it is made: of what the sandbox makes up, IDs, receipts and keys become others,
 * the same for the same, and times become one moment of a day in May.
 *
 * @param value anything that JSON can hold
 */
export function withFixedValues<T>(value: T): T {
  const ids = new Names((index) => uuid(`id ${index}`));
  const receipts = new Names(
    (index) => `TE${digest(`receipt ${index}`).slice(0, 8).toUpperCase()}`,
  );
  const isRecent = (at: number) => Math.abs(Date.now() - at) < RECENT_MS;
  const text = JSON.stringify(value, null, 1)
    .replace(UUID, (id) => ids.of(id))
    .replace(TIME, (time, fraction: string | undefined, offset: string) =>
      isRecent(Date.parse(time))
        ? `2026-05-04T${offset === 'Z' ? '07' : '10'}:15:30${fraction ? '.000' : ''}${offset}`
        : time,
    )
    .replace(IN_WORDS, '4 May 2026, 10:15:30')
    .replace(SECONDS, (seconds) =>
      isRecent(Number(seconds) * 1000)
        ? String(Date.parse('2026-05-04T10:15:30+03:00') / 1000)
        : seconds,
    )
    .replace(SANDBOX, 'https://sandbox.kopokopo.com')
    .replace(
      RECEIPT,
      (whole, before: string, after: string) => `${before}${receipts.of(whole)}${after}`,
    )
    .replace(KEY, (_whole, before: string, after: string) => `${before}your-client-id${after}`);
  const fixed: T = JSON.parse(text);
  return fixed;
}

/** Other names for what is named at random, in the order in which it is met. */
class Names {
  private readonly given = new Map<string, string>();

  constructor(private readonly make: (index: number) => string) {}

  of(random: string): string {
    const known = this.given.get(random) ?? this.make(this.given.size);
    this.given.set(random, known);
    return known;
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

function uuid(seed: string): string {
  const hex = digest(seed);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
