import { randomBytes } from 'node:crypto';

/** One access token. Times are milliseconds since 1970. */
export interface Token {
  /** 1 for the first token that this sandbox issued, and so on. */
  number: number;
  value: string;
  createdAt: number;
  expiresAt: number;
  revoked: boolean;
}

export type TokenState = 'valid' | 'expired' | 'revoked';

/** The access tokens that the sandbox has issued. */
export class Tokens {
  private readonly byValue = new Map<string, Token>();

  /** Issues a token; with `limit` the oldest live tokens beyond it are revoked. */
  issue(lifetimeSeconds: number, limit: number | null): Token {
    const now = Date.now();
    const token: Token = {
      number: this.byValue.size + 1,
      value: randomBytes(32).toString('base64url'),
      createdAt: now,
      expiresAt: now + lifetimeSeconds * 1000,
      revoked: false,
    };
    this.byValue.set(token.value, token);
    if (limit !== null) this.revokeOldest(limit);
    return token;
  }

  find(value: string): Token | undefined {
    return this.byValue.get(value);
  }

  state(token: Token): TokenState {
    if (token.revoked) return 'revoked';
    return Date.now() >= token.expiresAt ? 'expired' : 'valid';
  }

  expireAll(): void {
    for (const token of this.byValue.values()) token.expiresAt = 0;
  }

  revokeAll(): void {
    for (const token of this.byValue.values()) token.revoked = true;
  }

  /** How many tokens have been issued. */
  get issued(): number {
    return this.byValue.size;
  }

  /** `text` with every token and `secret` in it replaced, for what is shown to people. */
  redact(text: string): string {
    let redacted = text;
    for (const token of this.byValue.values()) {
      redacted = redacted.replaceAll(token.value, `#${token.number}`);
    }
    return redacted;
  }

  private revokeOldest(limit: number): void {
    const live = [...this.byValue.values()].filter((token) => this.state(token) === 'valid');
    for (const token of live.slice(0, Math.max(0, live.length - limit))) token.revoked = true;
  }
}
