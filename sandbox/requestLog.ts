import { matches, type RequestFilter } from './pathFilter';

/** A request as the API received it, with the secrets taken out. */
export interface ReceivedRequest {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  /** `authorization` is 'Bearer #1' for the first token issued, and so on. */
  headers: Record<string, string>;
  /** The parsed JSON or form; undefined for none or an unreadable one. */
  body: unknown;
  rawBody: string;
  /** The status answered; null while there is none (a hang, a dropped connection). */
  status: number | null;
  /** Number of the access token that was sent; null for none or an unknown one. */
  tokenNumber: number | null;
}

/** Every request to the API since the start or the last `clear`, oldest first. */
export class RequestLog {
  private entries: ReceivedRequest[] = [];

  add(entry: ReceivedRequest): void {
    this.entries.push(entry);
  }

  find(filter: RequestFilter = {}): ReceivedRequest[] {
    return this.entries.filter((entry) => matches(filter, entry.method, entry.path));
  }

  clear(): void {
    this.entries = [];
  }
}
